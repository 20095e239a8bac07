"""What can be done with the register. Only these modules write its tables."""
