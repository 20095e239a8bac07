"""What callers hear: the office's own recordings, kept version by version, put live."""
