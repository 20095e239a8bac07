"""What the Vietnamese language asks of a computer: folding, order, encodings, numbers."""
