"""Coming on watch, handing over, and who looks after emergencies meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from langnghe.access.actions import NotAllowed, close_account
from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.line.actions.duty import add_telephone, sign_on
from langnghe.line.queries import sign_on_of
from langnghe.line.states import TelephoneKind
from langnghe.register.actions.submissions import close_submission
from langnghe.register.gates import ChangedMeanwhile
from langnghe.register.models import Entry, Submission
from langnghe.roster.actions import handover, logbook, watches
from langnghe.roster.actions.handover import Written
from langnghe.roster.actions.owners import name_owners, open_emergencies
from langnghe.roster.models import Book, Watch
from langnghe.roster.queries.watch import blocking_book, log_of, open_book, open_promises
from langnghe.roster.states import BookState, Device, DeviceState, DutyRole
from tests import cast
from tests.roster.weeks import put, shift

FRIDAY = 4
MORNING, AFTERNOON = shift(FRIDAY, "06:00"), shift(FRIDAY, "14:00")
TWO = AFTERNOON.from_at
pytestmark = pytest.mark.django_db


def on_watch(officer: Officer) -> Officer:
    watches.begin_watch(by=officer, at=cast.NOON)
    return officer


def book_now() -> Book:
    book = open_book(TWO)
    assert book is not None
    return book


def emergency(by: Officer, **matter: object) -> Submission:
    return cast.registered(by, "Sụt lún ở phố Hoa Sữa.", urgency="K3", **matter)


def test_the_next_shift_begins_only_when_the_book_is_accepted() -> None:
    lan, binh = on_watch(cast.officer()), cast.officer()
    with pytest.raises(watches.NotHandedOver):
        watches.begin_watch(by=binh, at=TWO)
    book = book_now()
    assert blocking_book(binh, TWO) == book
    with pytest.raises(handover.NotGiven):
        handover.accept_book(book.pk, owners={}, by=binh, at=TWO)
    with pytest.raises(watches.NotOnWatch):
        handover.give_book(book.pk, by=binh, at=TWO)
    handover.give_book(book.pk, by=lan, at=TWO)
    handover.give_book(book.pk, by=lan, at=TWO)
    with pytest.raises(handover.SameSide):
        handover.accept_book(book.pk, owners={}, by=lan, at=TWO)
    handover.accept_book(book.pk, owners={}, by=binh, at=TWO)
    handover.accept_book(book.pk, owners={}, by=binh, at=TWO)
    assert [each.officer for each in Watch.objects.filter(ended_at=None)] == [binh]
    assert watches.begin_watch(by=cast.officer(), at=TWO).shift_at == TWO
    with pytest.raises(handover.BookEnded):
        handover.accept_book(book.pk, owners={}, by=cast.officer(), at=TWO)
    book.refresh_from_db()
    assert (book.given_at, book.taken_at, book.crew) == (TWO, TWO, [lan.full_name])


def test_a_colleague_of_the_same_shift_may_come_at_any_time() -> None:
    on_watch(cast.officer())
    late = watches.begin_watch(by=cast.officer(), at=cast.later(60))
    assert late.shift_at == MORNING.from_at


def test_nobody_hands_over_in_the_middle_of_a_shift() -> None:
    lan = on_watch(cast.officer())
    with pytest.raises(handover.TooEarly):
        handover.give_book(book_now().pk, by=lan, at=cast.NOON)


def test_who_comes_early_takes_over_for_the_next_shift() -> None:
    lan, binh = on_watch(cast.officer()), cast.officer()
    put(binh, DutyRole.OPERATOR, AFTERNOON)
    early = TWO - timedelta(minutes=20)
    book = handover.give_book(book_now().pk, by=lan, at=early)
    handover.accept_book(book.pk, owners={}, by=binh, at=early)
    assert Watch.objects.get(officer=binh).shift_at == TWO
    assert watches.begin_watch(by=cast.officer(), at=early).shift_at == TWO


def test_the_shift_leader_may_begin_without_the_book_for_a_reason() -> None:
    on_watch(cast.officer())
    binh, minh = cast.officer(), cast.officer(RoleCode.SHIFT_LEADER)
    book = book_now()
    with pytest.raises(NotAllowed):
        handover.override_book(book.pk, reason="Không thấy ai", by=binh, at=TWO)
    with pytest.raises(handover.NoOverrideReason):
        handover.override_book(book.pk, reason=" ", by=minh, at=TWO)
    handover.override_book(book.pk, reason="Người trực cấp cứu", by=minh, at=TWO)
    book.refresh_from_db()
    assert book.state == BookState.OVERRIDDEN
    assert book.pages
    watches.begin_watch(by=binh, at=TWO)
    assert Entry.objects.filter(kind="roster.book_overridden").count() == 1


def test_what_people_write_is_kept_and_not_overwritten() -> None:
    lan = on_watch(cast.officer())
    book = book_now()
    trouble = {Device.POWER: (DeviceState.TROUBLE, "")}
    with pytest.raises(handover.TroubleUnsaid):
        handover.write_book(book.pk, Written(devices=trouble), by=lan, at=TWO, version=1)
    said = Written(words="Chờ điện lực", devices={Device.POWER: (DeviceState.TROUBLE, "UPS yếu")})
    handover.write_book(book.pk, said, by=lan, at=TWO, version=1)
    with pytest.raises(ChangedMeanwhile):
        handover.write_book(book.pk, said, by=lan, at=TWO, version=1)
    handover.give_book(book.pk, by=lan, at=TWO)
    with pytest.raises(handover.BookEnded):
        handover.write_book(book.pk, said, by=lan, at=TWO, version=3)
    handover.take_book_back(book.pk, by=lan, at=TWO)
    book.refresh_from_db()
    assert (book.state, book.words, book.pages) == (BookState.WRITTEN, "Chờ điện lực", [])


def test_the_book_says_what_is_open_and_keeps_it() -> None:
    lan = on_watch(cast.officer())
    submission = emergency(lan)
    logbook.make_promise("Gọi lại bà Mẫu", due_at=TWO, by=lan, at=cast.NOON)
    book = handover.give_book(book_now().pk, by=lan, at=TWO)
    pages = {page["code"]: page["lines"] for page in book.pages}
    assert [line["code"] for line in pages["urgent"]] == [submission.code]
    assert [line["text"] for line in pages["promises"]] == ["Gọi lại bà Mẫu"]
    assert {"call_backs", "devices", "counts"} <= set(pages)


def test_the_handover_names_who_of_the_incoming_shift_has_each_emergency() -> None:
    lan, binh, cuc = on_watch(cast.officer()), cast.officer(), cast.officer()
    put(cuc, DutyRole.OPERATOR, AFTERNOON)
    first, second = emergency(lan), emergency(lan)
    stranger = cast.officer()
    book = handover.give_book(book_now().pk, by=lan, at=TWO)
    owners = {first.pk: cuc.pk, second.pk: stranger.pk}
    handover.accept_book(book.pk, owners=owners, by=binh, at=TWO)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.holder, second.holder) == (cuc, binh)
    assert first.entries.filter(kind="roster.owner_named").count() == 1


def test_a_sensitive_emergency_goes_only_to_who_may_see_it() -> None:
    lan, binh = on_watch(cast.officer()), cast.officer()
    minh = cast.officer(RoleCode.SHIFT_LEADER)
    submission = emergency(minh, sensitivity="S2")
    Submission.objects.filter(pk=submission.pk).update(holder=lan)
    book = handover.give_book(book_now().pk, by=lan, at=TWO)
    handover.accept_book(book.pk, owners={submission.pk: binh.pk}, by=binh, at=TWO)
    submission.refresh_from_db()
    assert submission.holder == minh


def test_whoever_leaves_names_who_takes_the_emergencies() -> None:
    lan, binh = on_watch(cast.officer()), cast.officer()
    submission = emergency(lan)
    with pytest.raises(watches.LastOnWatch):
        watches.leave_watch(by=lan, at=cast.later(10))
    on_watch(binh)
    with pytest.raises(watches.OwnsEmergencies):
        watches.leave_watch(by=lan, at=cast.later(10))
    watches.leave_watch(by=lan, at=cast.later(10), to_id=binh.pk)
    submission.refresh_from_db()
    assert submission.holder == binh


def test_an_emergency_whose_owner_is_gone_gets_another_within_a_minute() -> None:
    lan, binh = on_watch(cast.officer()), on_watch(cast.officer())
    submission = emergency(lan)
    close_account(lan.username)
    assert name_owners(at=cast.later(1)) == 1
    submission.refresh_from_db()
    assert submission.holder == binh
    Submission.objects.filter(pk=submission.pk).update(holder=None)
    assert name_owners(at=cast.later(2)) == 1
    assert name_owners(at=cast.later(3)) == 0


def test_telephones_ring_on_until_somebody_of_the_next_shift_answers() -> None:
    lan, binh = cast.officer(), cast.officer()
    put(lan, DutyRole.OPERATOR, MORNING)
    put(binh, DutyRole.OPERATOR, AFTERNOON)
    desk = add_telephone("101", kind=TelephoneKind.DESK)
    other = add_telephone("102", kind=TelephoneKind.DESK)
    sign_on(desk.pk, by=lan, at=cast.NOON)
    with pytest.raises(watches.NotHandedOver):
        sign_on(other.pk, by=binh, at=TWO)
    book = handover.give_book(book_now().pk, by=lan, at=TWO)
    handover.accept_book(book.pk, owners={}, by=binh, at=TWO)
    assert sign_on_of(lan) is not None
    sign_on(other.pk, by=binh, at=TWO)
    assert sign_on_of(lan) is None


def test_the_log_book_holds_what_people_wrote_and_what_happened() -> None:
    lan, sees = on_watch(cast.officer()), cast.officer(RoleCode.SHIFT_LEADER)
    logbook.write_log("Mất điện 5 phút.", by=lan, at=cast.NOON)
    with pytest.raises(logbook.NothingWritten):
        logbook.write_log("  ", by=lan, at=cast.NOON)
    with pytest.raises(logbook.PromisedInThePast):
        logbook.make_promise("Gọi lại", due_at=cast.NOON, by=lan, at=cast.NOON)
    secret = emergency(sees, sensitivity="S2")
    promise = logbook.make_promise(
        "Báo lại", due_at=TWO, by=sees, at=cast.NOON, code=secret.code.lower()
    )
    span = (cast.later(-60), cast.later(60))
    assert {each.kind for each in log_of(lan, *span)} == {"roster.watch_began", "log.written"}
    assert "log.promise_made" in {each.kind for each in log_of(sees, *span)}
    assert list(open_promises(lan)) == []
    logbook.keep_promise(promise.pk, by=sees, at=cast.later(5))
    assert list(open_promises(sees)) == []


REFUSALS = (
    watches.NotHandedOver,
    watches.NotOnWatch,
    watches.LastOnWatch,
    watches.OwnsEmergencies,
    handover.BookEnded,
    handover.NotGiven,
    handover.SameSide,
    handover.TooEarly,
    NotAllowed,
)


def act(step: str, by: Officer, at: datetime) -> None:
    """Take one step of a random day."""
    book = open_book(at)
    if step in AT_THE_BOOK and book is not None:
        AT_THE_BOOK[step](book.pk, by=by, at=at)
    elif step in ALONE:
        ALONE[step](by=by, at=at)


def leave(*, by: Officer, at: datetime) -> None:
    """Leave, and give what one has to whoever stands watch."""
    standing = Watch.objects.filter(ended_at=None).exclude(officer=by).first()
    watches.leave_watch(by=by, at=at, to_id=standing.officer_id if standing else None)


def close_one(*, by: Officer, at: datetime) -> None:
    """Close an emergency."""
    found = open_emergencies().filter(holder=by).first()
    if found is not None:
        close_submission(found.pk, reason="withdrawn", note="Đã rút (mẫu).", by=by, at=at)


def lose(*, by: Officer, at: datetime) -> None:
    """Lose an owner by other means; the clock names another."""
    open_emergencies().filter(holder=by).update(holder=None)
    name_owners(at=at)


ALONE: dict[str, Callable[..., object]] = {
    "come": watches.begin_watch,
    "leave": leave,
    "open": lambda by, at: emergency(by),
    "close": close_one,
    "lose": lose,
}
AT_THE_BOOK: dict[str, Callable[..., object]] = {
    "give": handover.give_book,
    "accept": partial(handover.accept_book, owners={}),
    "override": partial(handover.override_book, reason="Thử"),
}
STEPS = st.lists(
    st.tuples(st.sampled_from([*ALONE, *AT_THE_BOOK]), st.integers(0, 4), st.integers(5, 240)),
    max_size=25,
)


def check() -> None:
    """Look at what must always hold."""
    for submission in open_emergencies().select_related("holder"):
        assert submission.holder is not None
        assert submission.holder.is_active
    standing = Watch.objects.filter(ended_at=None)
    assert standing.values("shift_at").distinct().count() <= 1


class TestRandomDays(TestCase):
    """Whatever order people come, leave and hand over in, each emergency has an owner."""

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def test_an_open_emergency_has_an_owner_at_every_moment(
        self, steps: list[tuple[str, int, int]]
    ) -> None:
        people = [cast.officer() for _each in range(3)]
        people += [cast.officer(RoleCode.SHIFT_LEADER), cast.officer(RoleCode.OFFICE_LEADER)]
        at = cast.NOON
        for step, number, minutes in steps:
            at += timedelta(minutes=minutes)
            try:
                act(step, people[number], at)
            except REFUSALS:
                connection.needs_rollback = False
            check()
