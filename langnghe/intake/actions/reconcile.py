"""Balancing the books: what the channels delivered against what the register holds."""

import contextlib
import logging
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.intake import doors
from langnghe.intake.accept import open_pool
from langnghe.intake.actions.file_calls import file_calls
from langnghe.intake.books import Book, books_of
from langnghe.intake.models import Balance, Difference
from langnghe.mail.fetcher import MailboxOptions, fetch_one
from langnghe.mail.receiver import mail_of
from langnghe.mail.spool import Spool
from langnghe.register.gates import Missing
from langnghe.register.timeline import tell_screens

logger = logging.getLogger(__name__)

MISSING = "missing"
"""The channel delivered it; the register does not hold it."""
UNCOUNTED = "uncounted"
"""The channel could not be asked."""
DAMAGED = "damaged"
"""A spool file was cut; a human must look at it."""


@app.periodic(cron="7 * * * *")
@app.task(queue="upkeep", name="intake.reconcile", queueing_lock="intake.reconcile")
def reconcile_hourly(timestamp: int) -> None:
    """Balance today and yesterday, repair, and raise an alarm for what stays."""
    at = datetime.fromtimestamp(timestamp, UTC)
    today = city_day(at)
    for day in (today - timedelta(days=1), today):
        reconcile(day, repair=True, at=at)


def city_day(at: datetime) -> date:
    """Return the day of the city in which a moment lies: the books are kept by it."""
    return timezone.localdate(at, timezone.get_default_timezone())


def reconcile(day: date, *, repair: bool, at: datetime) -> list[Balance]:
    """Balance one day of the city; return a balance for each source.

    Differences are named one by one; with `repair` what can be fetched again or filed from the
    spool is, and counted.
    """
    if repair:
        _bring_in_spools(at=at)
    balances = [_balance(book, repair=repair, at=at) for book in books_of(day)]
    _check_damaged(day, at=at)
    still_open = Difference.objects.filter(state=Difference.State.OPEN).count()
    if still_open:
        logger.error("the books do not balance: %s differences are open", still_open)
        tell_screens("balance", still_open, what="alarm")
    return balances


def _bring_in_spools(*, at: datetime) -> None:
    """File what lies in the spools already; it is only late, not missing."""
    file_calls(Path(settings.CALL_SPOOL), at=at)
    pool = open_pool(1)
    accept = doors.smtp_door(pool)
    spool = Spool(Path(settings.MAIL_SPOOL))
    try:
        for spooled in spool.waiting():
            try:
                accept(mail_of(spooled.raw, spooled.envelope))
            except Exception:  # it stays; the mail process sets aside what can never be taken
                logger.warning("%s cannot be taken now", spooled.path.name, exc_info=True)
                continue
            spool.done(spooled.path)
    finally:
        pool.close()


def _balance(book: Book, *, repair: bool, at: datetime) -> Balance:
    missing = set(book.entries) - book.found(set(book.entries))
    repaired = 0
    if missing and repair:
        for key in sorted(missing):
            _repair(book, key, at=at)
        left = set(book.entries) - book.found(set(book.entries))
        repaired, missing = len(missing) - len(left), left
    return _write(book, missing, repaired=repaired, at=at)


def _repair(book: Book, key: str, *, at: datetime) -> None:
    """Fetch a mail again from its mailbox; calls were filed from the spool before."""
    if not book.source.startswith("imap "):
        return
    mailbox, validity, uid = key.rsplit(";", 2)
    options = MailboxOptions(**settings.IMAP)
    mail = fetch_one(options, int(validity), int(uid)) if options.name == mailbox else None
    if mail is None:
        return
    pool = open_pool(1)
    try:
        doors.mailbox_door(pool)(mail)
    finally:
        pool.close()
    logger.warning("mail %s was missing and was fetched again", key)


@transaction.atomic
def _write(book: Book, missing: set[str], *, repaired: int, at: datetime) -> Balance:
    for key in missing:
        _name(book.day, book.channel, book.source, key=key, detail=book.entries[key], at=at)
    if book.trouble:
        _name(
            book.day,
            book.channel,
            book.source,
            key=f"{book.day}",
            what=UNCOUNTED,
            detail=book.trouble,
            at=at,
        )
    _settle(book, at=at)
    balance, _made = Balance.objects.update_or_create(
        day=book.day,
        source=book.source,
        defaults={
            "channel": book.channel,
            "delivered": len(book.entries),
            "registered": len(book.entries) - len(missing),
            "differing": len(missing),
            "checked_at": at,
        },
    )
    if repaired:
        balance.repaired += repaired
        balance.save(update_fields=["repaired"])
    return balance


def _name(
    day: date,
    channel: str,
    source: str,
    *,
    key: str,
    detail: str,
    at: datetime,
    what: str = MISSING,
) -> None:
    """Name a difference once; an explained one stays explained, a repaired one is open anew."""
    difference, _made = Difference.objects.get_or_create(
        source=source,
        key=key[:300],
        what=what,
        defaults={"day": day, "channel": channel, "detail": detail, "found_at": at},
    )
    if difference.state == Difference.State.REPAIRED:
        difference.state, difference.found_at, difference.ended_at = Difference.State.OPEN, at, None
        difference.save(update_fields=["state", "found_at", "ended_at"])


def _settle(book: Book, *, at: datetime) -> None:
    """Mark as repaired what was missing before and is in the register now.

    A channel that tells of it no more (a log that was rotated, a mailbox out of reach) repairs
    nothing.
    """
    differences = Difference.objects.filter(source=book.source, state=Difference.State.OPEN)
    missing = differences.filter(what=MISSING)
    held = book.found(set(missing.values_list("key", flat=True)))
    missing.filter(key__in=held).update(state=Difference.State.REPAIRED, ended_at=at)
    if not book.trouble:
        counted = differences.filter(what=UNCOUNTED, day=book.day)
        counted.update(state=Difference.State.REPAIRED, ended_at=at)


def _check_damaged(day: date, *, at: datetime) -> None:
    for path in sorted((Path(settings.MAIL_SPOOL) / "damaged").glob("*.mail")):
        _name(day, "mail", "spool", key=path.name, what=DAMAGED, detail=str(path), at=at)


@transaction.atomic
def explain(difference_id: int, *, explanation: str, by: Officer, at: datetime) -> Difference:
    """Record why a difference is none (a test, a withdrawn mail); ends the alarm for it."""
    found = Difference.objects.select_for_update().filter(pk=difference_id).first()
    if found is None or not by.may(Right.BALANCE):
        raise Missing(difference_id)
    found.state = Difference.State.EXPLAINED
    found.explanation = f"{by.full_name}: {explanation.strip()}"
    found.ended_at = at
    found.save(update_fields=["state", "explanation", "ended_at"])
    return found


def reconcile_now() -> None:
    """Ask the worker to balance today and yesterday at once; asking twice is asking once."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job = app.configure_task("intake.reconcile", queueing_lock="intake.reconcile")
        job.defer(timestamp=int(datetime.now(UTC).timestamp()))
