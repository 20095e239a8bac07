"""Every page of the office."""
