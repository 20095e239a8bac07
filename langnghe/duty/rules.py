"""What is true of alarms and notices without looking anywhere."""

from datetime import timedelta

TRIES = 12
_FIRST_WAIT, _LONGEST_WAIT = 5, 600


def wait_before(tries: int) -> timedelta:
    """Return how long to wait after so many tries: 5 s, 10 s, 20 s … up to ten minutes."""
    return timedelta(seconds=min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** max(0, tries - 1)))
