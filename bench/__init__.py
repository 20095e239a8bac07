"""Measurements: how fast, how whole, beside what; run by `python -m bench`."""
