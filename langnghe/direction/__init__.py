"""Handing cases to agencies, and what comes back."""
