"""Two at the same moment in the duty room: one outcome."""

import pytest

from langnghe.register.models import Entry
from langnghe.roster.actions import handover, planning, watches
from langnghe.roster.actions.planning import Spot
from langnghe.roster.models import Book, Duty, Watch
from langnghe.roster.states import BookState, DutyRole
from tests import cast
from tests.register.test_races import at_once, kinds
from tests.roster.weeks import shift

pytestmark = pytest.mark.django_db(transaction=True)
MORNING, AFTERNOON = shift(4, "06:00"), shift(4, "14:00")
TWO = AFTERNOON.from_at


def test_two_accept_a_book_and_one_of_them_took_the_shift_over() -> None:
    lan, people = cast.officer(), [cast.officer(), cast.officer()]
    watches.begin_watch(by=lan, at=cast.NOON)
    book = handover.give_book(Book.objects.get().pk, by=lan, at=TWO)
    given = at_once(
        *(lambda by=by: handover.accept_book(book.pk, owners={}, by=by, at=TWO) for by in people)  # type: ignore[misc]
    )
    assert kinds(given) == ["Book", "BookEnded"]
    standing = Watch.objects.get(ended_at=None)
    book.refresh_from_db()
    assert (book.state, book.taken_by_id) == (BookState.ACCEPTED, standing.officer_id)
    assert Entry.objects.filter(kind="roster.book_accepted").count() == 1


def test_who_comes_while_the_book_is_accepted_never_stands_beside_the_outgoing_shift() -> None:
    lan, binh, cuc = cast.officer(), cast.officer(), cast.officer()
    watches.begin_watch(by=lan, at=cast.NOON)
    book = handover.give_book(Book.objects.get().pk, by=lan, at=TWO)
    at_once(
        lambda: handover.accept_book(book.pk, owners={}, by=binh, at=TWO),
        lambda: watches.begin_watch(by=cuc, at=TWO),
        lambda: watches.begin_watch(by=lan, at=TWO),
    )
    shifts = set(Watch.objects.filter(ended_at=None).values_list("shift_at", flat=True))
    assert shifts == {TWO}


def test_two_planners_put_the_same_officer_into_one_place() -> None:
    lan, by = cast.officer(), cast.officer(cast.RoleCode.SHIFT_LEADER)
    spot = Spot(on=shift(8).on, shift="06:00", role=DutyRole.OPERATOR)
    given = at_once(
        *[lambda: planning.place_officer(lan.pk, spot, by=by, at=cast.NOON) for _each in range(2)]
    )
    assert kinds(given) == ["AlreadyPlaced", "Duty"]
    assert Duty.objects.count() == 1
