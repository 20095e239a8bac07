"""Handing a shift over (giao ca): one side gives the book, the other accepts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import timeline
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Submission
from langnghe.roster import events
from langnghe.roster.actions.owners import candidates, give_to, may_own, open_emergencies
from langnghe.roster.actions.watches import NotOnWatch, end, lock_room, start
from langnghe.roster.book import pages_at
from langnghe.roster.models import Book, Watch
from langnghe.roster.queries import watch as queries
from langnghe.roster.queries.now import shift_now
from langnghe.roster.states import BookState, Device, DeviceState, OwnerWhy


class BookEnded(Exception):
    """The book was accepted already: what is in it stays."""


class NotGiven(Exception):
    """The outgoing shift has not confirmed its book yet."""


class SameSide(Exception):
    """Whoever gives a book does not accept it."""


class TooEarly(Exception):
    """The shift does not end soon: nobody hands it over yet."""

    def __init__(self, from_at: datetime) -> None:
        super().__init__(from_at)
        self.from_at = from_at


class TroubleUnsaid(Exception):
    """What is wrong with a device is to be said in words."""


class NoOverrideReason(Exception):
    """Beginning without the book needs a reason."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What people write into a book: words, and how each device stands and why."""

    words: str = ""
    devices: Mapping[Device, tuple[DeviceState, str]] = field(default_factory=dict)


def _lock_book(book_id: int) -> Book:
    lock_room()
    book = Book.objects.select_for_update(of=("self",)).filter(pk=book_id).first()
    if book is None:
        raise Missing(book_id)
    return book


def _require_outgoing(book: Book, by: Officer) -> None:
    watch = queries.watch_of(by)
    stands = watch is not None and watch.shift_at <= book.shift_at
    if not stands and not by.may(Right.PLAN_DUTY):
        raise NotOnWatch


def _require_near_end(book: Book, at: datetime) -> None:
    earliest = shift_now(book.shift_at).to_at - queries.EARLY
    if at < earliest:
        raise TooEarly(earliest)


@transaction.atomic
def write_book(book_id: int, written: Written, *, by: Officer, at: datetime, version: int) -> Book:
    """Write into the book of the outgoing shift.

    Raises NotOnWatch, BookEnded, TroubleUnsaid, ChangedMeanwhile.
    """
    require(by, Right.REGISTER)
    book = _lock_book(book_id)
    _require_outgoing(book, by)
    if book.state != BookState.WRITTEN:
        raise BookEnded
    if version != book.version:
        raise ChangedMeanwhile(book)
    if any(state == DeviceState.TROUBLE and not why for state, why in written.devices.values()):
        raise TroubleUnsaid
    book.words = written.words.strip()
    book.devices = {
        str(device): {"state": str(state), "words": why[:300]}
        for device, (state, why) in written.devices.items()
    }
    book.version += 1
    book.save()
    timeline.tell_screens("roster", book.pk, what="roster.book_written")
    return book


@transaction.atomic
def give_book(book_id: int, *, by: Officer, at: datetime) -> Book:
    """Confirm the book for the outgoing shift: what the hotline knows is written down with it.

    May be repeated. Raises NotOnWatch, BookEnded, TooEarly.
    """
    require(by, Right.REGISTER)
    book = _lock_book(book_id)
    _require_outgoing(book, by)
    if book.state == BookState.GIVEN:
        return book
    if book.state != BookState.WRITTEN:
        raise BookEnded
    _require_near_end(book, at)
    book.pages = pages_at(shift_now(book.shift_at), at)
    book.crew = [each.officer.full_name for each in _outgoing_watches(book)]
    book.state, book.given_by, book.given_at = BookState.GIVEN, by, at
    book.version += 1
    book.save()
    timeline.record(events.BookGiven(shift_at=book.shift_at), by=by, at=at)
    timeline.tell_screens("roster", book.pk, what="roster.book_given")
    return book


@transaction.atomic
def take_book_back(book_id: int, *, by: Officer, at: datetime) -> Book:
    """Write on in a book that was given and not accepted yet. Raises NotOnWatch, BookEnded."""
    require(by, Right.REGISTER)
    book = _lock_book(book_id)
    _require_outgoing(book, by)
    if book.state != BookState.GIVEN:
        raise BookEnded
    book.state, book.given_by, book.given_at, book.pages = BookState.WRITTEN, None, None, []
    book.version += 1
    book.save()
    timeline.record(events.BookTakenBack(shift_at=book.shift_at), by=by, at=at)
    timeline.tell_screens("roster", book.pk, what="roster.book_taken_back")
    return book


@transaction.atomic
def accept_book(book_id: int, *, owners: Mapping[int, int], by: Officer, at: datetime) -> Book:
    """Take the shift over: outgoing watches end, one's own begins, each emergency has an owner.

    `owners` names, by the id of the emergency, who of the incoming shift looks after it; what is
    not named is the acceptor's. May be repeated by the same officer. Raises NotGiven, SameSide,
    BookEnded.
    """
    require(by, Right.REGISTER)
    book = _lock_book(book_id)
    if book.state == BookState.ACCEPTED and book.taken_by_id == by.pk:
        return book
    if book.state in {BookState.ACCEPTED, BookState.OVERRIDDEN}:
        raise BookEnded
    if book.state != BookState.GIVEN or book.given_by is None:
        raise NotGiven
    if book.given_by_id == by.pk:
        raise SameSide
    book.state, book.taken_by, book.taken_at = BookState.ACCEPTED, by, at
    _change_over(book, owners, by=by, at=at)
    fact = events.BookAccepted(shift_at=book.shift_at, officer=book.given_by.full_name)
    timeline.record(fact, by=by, at=at)
    timeline.tell_screens("roster", book.pk, what="roster.book_accepted")
    return book


@transaction.atomic
def override_book(book_id: int, *, reason: str, by: Officer, at: datetime) -> Book:
    """Let the next shift begin without the book, for a reason; the shift leader's emergency way.

    What the hotline knows is written down all the same. Raises NoOverrideReason, BookEnded,
    TooEarly.
    """
    require(by, Right.PLAN_DUTY)
    if not reason.strip():
        raise NoOverrideReason
    book = _lock_book(book_id)
    if book.state in {BookState.ACCEPTED, BookState.OVERRIDDEN}:
        raise BookEnded
    _require_near_end(book, at)
    book.pages = book.pages or pages_at(shift_now(book.shift_at), at)
    book.crew = book.crew or [each.officer.full_name for each in _outgoing_watches(book)]
    book.state, book.reason = BookState.OVERRIDDEN, reason.strip()[:300]
    book.taken_by, book.taken_at = by, at
    _change_over(book, {}, by=by, at=at)
    fact = events.BookOverridden(shift_at=book.shift_at, reason=book.reason)
    timeline.record(fact, by=by, at=at)
    timeline.tell_screens("roster", book.pk, what="roster.book_overridden")
    return book


def _outgoing_watches(book: Book) -> list[Watch]:
    return list(queries.watches().filter(shift_at__lte=book.shift_at))


def _change_over(book: Book, owners: Mapping[int, int], *, by: Officer, at: datetime) -> None:
    """Save the book, end the outgoing watches, begin the acceptor's, move the emergencies."""
    book.version += 1
    book.save()
    leaving = _outgoing_watches(book)
    for watch in leaving:
        end(watch, by=by, at=at)
    if queries.watch_of(by) is None:
        start(by, queries.shift_to_begin(by, at), at=at)
    people = {each.pk: each for each in queries.incoming(book, at)}
    gone = {watch.officer_id for watch in leaving} - {by.pk}
    found = open_emergencies().filter(received_at__lte=at).order_by("pk")
    for submission in found.select_for_update(no_key=True, of=("self",)):
        named = people.get(owners.get(submission.pk, 0))
        if named is not None or submission.holder_id is None or submission.holder_id in gone:
            book.owners[str(submission.pk)] = _hand(submission, named or by, at=at)
    book.save(update_fields=["owners"])


def _hand(submission: Submission, to: Officer, *, at: datetime) -> int | None:
    if may_own(to, submission):
        give_to(submission, to, why=OwnerWhy.HANDED_OVER, at=at)
    elif chosen := next(candidates(submission, at=at), None):
        give_to(submission, chosen[0], why=chosen[1], at=at)
    return submission.holder_id
