"""The telephone at the edge of the house: an exchange's records and recordings."""
