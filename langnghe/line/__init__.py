"""The line: officers at their telephones, calls as they go on, whom to call back."""
