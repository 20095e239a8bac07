"""What is true of calls that go on: alarms, codes typed on a keypad, room for recordings."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from langnghe.register.rules import code_of

ALARM_CALLS, ALARM_WITHIN = 3, timedelta(minutes=5)
"""So many calls of one number within so long are a cry for help until somebody knows better."""
SILENT_FOR = timedelta(minutes=1)
"""A telephone that nobody lifted rests so long before it is rung again."""
GOOD_WAIT = timedelta(seconds=20)
LOST_AFTER = timedelta(seconds=30)
"""Whoever watches the exchange and says nothing for so long is gone itself."""
RECORDING_BYTES_PER_SECOND = 8000 * 2 * 2
"""Raw sound of both sides: 8 kHz, 16 bits, two channels."""

BAN, LONGEST_BAN = timedelta(hours=1), timedelta(days=7)
BAN_REMEMBERED = timedelta(days=30)


def length_of_ban(times: int) -> timedelta:
    """Return how long an address stays out that is banned for so many times: 1 h, 4 h, 16 h, ..."""
    return min(BAN * int(4 ** min(times - 1, 10)), LONGEST_BAN)


HEARD = 0.7
"""A trial call is heard where its recording is at least so like what was said."""
TRIAL_LASTS = timedelta(minutes=3)
"""A trial call that is not filed with its recording after so long never will be."""
TRIAL_AGAIN = timedelta(minutes=15)
"""A trial call that failed is made again after so long."""


def is_alarming(calls: int) -> bool:
    """Tell whether so many calls of one number in five minutes are an alarm."""
    return calls >= ALARM_CALLS


def code_of_keys(digits: str, *, prefix: str, year: int) -> str:
    """Return the code a caller typed: six digits of this year, or eight with the year before them.

    "" where it is neither.
    """
    if not digits.isascii() or not digits.isdigit():
        return ""
    if len(digits) == 6:
        return code_of(prefix, year, int(digits))
    if len(digits) == 8:
        return code_of(prefix, 2000 + int(digits[:2]), int(digits[2:]))
    return ""


def shift_began(starts: Sequence[str], at: datetime) -> datetime:
    """Return when the shift that goes on at a local time began; `starts` are like 06:00."""
    days = (at.date(), at.date() - timedelta(days=1))
    times = [time.fromisoformat(start) for start in starts] or [time()]
    begun = [datetime.combine(day, each, at.tzinfo) for day in days for each in times]
    return max(each for each in begun if each <= at)


def hours_of_recording(free_bytes: int) -> int:
    """Return how many hours of talk the disk still holds."""
    return max(0, free_bytes) // (RECORDING_BYTES_PER_SECOND * 3600)
