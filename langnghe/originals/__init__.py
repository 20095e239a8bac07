"""The bytes of everything that came, kept once under their own hash."""
