"""Numbers that addresses and forms carry; whatever is none is passed over."""

from collections.abc import Iterable

_DIGITS = 18
"""Longer ones are no key of a row."""


def numbers_in(given: Iterable[str]) -> list[int]:
    """Return the whole numbers among some values, in their order."""
    return [int(each) for each in given if _is_number(each)]


def _is_number(given: str) -> bool:
    return given.isascii() and given.isdecimal() and len(given) <= _DIGITS
