"""Live events to open screens."""
