"""What officers type, checked and turned into what actions take."""
