"""Numbers from addresses and forms: what is none, or longer than any key, is passed over."""

import pytest

from langnghe.web.numbers import number_in, numbers_in, page_in

LONG = "9" * 5000


@pytest.mark.parametrize("given", [None, "", "x", "-1", "1.5", "٣", "²", " 7", LONG])
def test_what_is_no_number_is_none(given: str | None) -> None:
    assert number_in(given) is None
    assert page_in(given) == 1


def test_numbers_are_read_in_their_order() -> None:
    assert numbers_in(["3", "x", "1", LONG]) == [3, 1]
    assert page_in("0") == 1
    assert page_in("12") == 12
