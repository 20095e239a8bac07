"""Numbers that addresses and forms carry; whatever is none is passed over."""

from collections.abc import Iterable

_DIGITS = 18
"""Longer ones are no key of a row."""

_LAST_PAGE = 99_999


def number_in(given: str | None) -> int | None:
    """Return the whole number that a value is; None where it is none."""
    text = given or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


def numbers_in(given: Iterable[str]) -> list[int]:
    """Return the whole numbers among some values, in their order."""
    return [number for each in given if (number := number_in(each)) is not None]


def page_in(given: str | None) -> int:
    """Return the page that a value names, from 1; the first one where it names none."""
    return min(max(1, number_in(given) or 1), _LAST_PAGE)
