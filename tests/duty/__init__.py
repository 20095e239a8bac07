"""The watch: notices, ladders, ways to a person."""
