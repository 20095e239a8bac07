"""What is true of shifts, without a database."""
