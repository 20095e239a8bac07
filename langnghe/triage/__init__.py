"""Triage: what a submission may be, what it belongs to, what is hot. Suggested, never decided."""
