"""Working days and deadlines of a Vietnamese office."""
