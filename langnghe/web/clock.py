"""The clock of the pages; actions get the time from here."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware."""
    return timezone.now()
