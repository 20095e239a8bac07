"""What is done at the line: signing on, noting calls, calling back."""
