"""Old log books: their columns guessed, their rows read, brought in once."""
