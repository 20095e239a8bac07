"""Answering citizens: acknowledgements, answers, the outbox."""
