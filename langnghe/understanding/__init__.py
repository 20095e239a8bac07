"""What a text says, by the language and the city's words: kind, topics, place, levels."""
