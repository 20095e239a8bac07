"""The command line, the embedded database, the demonstration."""
