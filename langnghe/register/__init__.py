"""The book: contacts, submissions, cases, the timeline, search."""
