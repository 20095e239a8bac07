"""The watch: what calls a person at once, and what became of it."""
