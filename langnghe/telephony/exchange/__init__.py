"""The exchange: an Asterisk in a folder, what it is told, what it tells."""
