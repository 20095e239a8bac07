"""The books of the channels: what mail servers and exchanges say they delivered on a day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from langnghe.intake.actions.file_calls import contact_key
from langnghe.intake.doors import place_of
from langnghe.intake.models import Delivery
from langnghe.mail.fetcher import MailboxOptions, census, trouble_of
from langnghe.mail.journal import Journal, relay_deliveries
from langnghe.register.models import Contact
from langnghe.telephony.records import merge, read_lines
from langnghe.telephony.spool import Exchange, call_of, exchanges


@dataclass
class Book:
    """What one source says of one day of the city: key and a few words of each delivery.

    `found` tells which of the keys the register holds.
    """

    day: date
    channel: str
    source: str
    entries: dict[str, str] = field(default_factory=dict)
    found: Callable[[set[str]], set[str]] = lambda _keys: set()
    trouble: str = ""

    @property
    def begin(self) -> datetime:
        """The midnight with which the day begins where the city is."""
        return datetime.combine(self.day, time.min, timezone.get_default_timezone())

    @property
    def end(self) -> datetime:
        """The midnight with which the next day begins."""
        tomorrow = self.day + timedelta(days=1)
        return datetime.combine(tomorrow, time.min, timezone.get_default_timezone())

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment lies in the day."""
        return self.begin <= moment < self.end


def books_of(day: date) -> Iterator[Book]:
    """Yield the book of every source that is set up."""
    yield _door_book(day)
    if settings.POSTFIX_LOG:
        yield _postfix_book(day)
    if settings.IMAP["host"]:
        yield _mailbox_book(day, MailboxOptions(**settings.IMAP))
    for exchange in exchanges(Path(settings.CALL_SPOOL)):
        yield _exchange_book(day, exchange)


def _door_book(day: date) -> Book:
    book = Book(day, "mail", "smtp", found=_known_mails)
    for each in Journal(Path(settings.JOURNAL)).accepted_between(book.begin, book.end):
        book.entries[each.digest] = f"{_clock(each.at)} {each.mail_from} {each.reference}"
    return book


def _known_mails(keys: set[str]) -> set[str]:
    known = Contact.objects.filter(channel="mail", external_id__in=keys)
    return set(known.values_list("external_id", flat=True))


def _postfix_book(day: date) -> Book:
    book = Book(day, "mail", "postfix", found=_known_references)
    try:
        with Path(settings.POSTFIX_LOG).open(encoding="utf-8", errors="replace") as lines:
            for reference, queue_id in relay_deliveries(lines, book.begin, book.end):
                book.entries[reference] = f"Postfix {queue_id}"
    except OSError as failure:
        book.trouble = f"{settings.POSTFIX_LOG}: {failure.strerror}"
    return book


def _known_references(keys: set[str]) -> set[str]:
    """Find the contacts behind `M123`; a mail in the spool is known by its journal line."""
    numbers = {int(key[1:]): key for key in keys if key[:1] == "M" and key[1:].isdigit()}
    known = Contact.objects.filter(pk__in=numbers).values_list("pk", flat=True)
    found = {numbers[pk] for pk in known}
    return found | {key for key in keys if key.startswith("SPOOL-")}


def _mailbox_book(day: date, options: MailboxOptions) -> Book:
    book = Book(day, "mail", f"imap {options.name}", found=_known_places)
    try:
        for each in census(options, book.begin, book.end):
            place = place_of(options.name, each.uid_validity, each.uid)
            book.entries[place] = f"{_clock(each.internal_date)} {each.size} B"
    except Exception as failure:  # whatever keeps us from counting is itself a finding
        trouble = trouble_of(failure, options)
        book.trouble = f"the mailbox cannot be counted: {trouble}"[:300]
    return book


def _known_places(keys: set[str]) -> set[str]:
    return set(Delivery.objects.filter(place__in=keys).values_list("place", flat=True))


def _exchange_book(day: date, exchange: Exchange) -> Book:
    book = Book(day, "call", f"exchange {exchange.name}", found=_known_calls)
    batch = read_lines(exchange.book, 0, "", limit=500_000_000)
    for call in merge(batch.records):
        if book.holds(call.started_at):
            words = f"{_clock(call.started_at)} {call.number} {call.seconds} s"
            book.entries[contact_key(exchange.name, call.unique_id)] = words
    for path in exchange.waiting():
        recorded = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if book.holds(recorded):
            key = contact_key(exchange.name, call_of(path))
            book.entries.setdefault(key, f"{_clock(recorded)} {path.name}")
    return book


def _clock(moment: datetime) -> str:
    """Say when in the day something was, by the city's clock."""
    return f"{timezone.localtime(moment, timezone.get_default_timezone()):%H:%M:%S}"


def _known_calls(keys: set[str]) -> set[str]:
    known = Contact.objects.filter(channel="call", external_id__in=keys)
    return set(known.values_list("external_id", flat=True))
