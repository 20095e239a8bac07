"""What the duty room needs: handing over, promises to people, swaps of duties."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.roster.actions.logbook import keep_promise
from langnghe.roster.models import Promise, Swap
from langnghe.roster.queries import shift_now
from langnghe.roster.queries.watch import blocking_book, open_promises, watch_of
from langnghe.roster.states import ENDED_BOOKS, SwapState
from langnghe.web.needs.rules import Act, Level, Need
from langnghe.web.needs.said import PART_LIMIT, words_of

HANDED_OVER_WITHIN = timedelta(minutes=30)
"""The book is written in the last half hour of a shift."""


def handover(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer the book of one's shift when the shift ends, or the one to accept before it begins."""
    watch = watch_of(officer)
    if watch is not None:
        ends_at = shift_now(watch.shift_at).to_at
        if at >= ends_at - HANDED_OVER_WITHIN:
            yield _book(_("Hand over"), watch.shift_at, ends_at)
        return
    book = blocking_book(officer, at)
    if book is not None and book.state not in ENDED_BOOKS:
        yield _book(_("Accept the book"), book.shift_at, shift_now(book.shift_at).to_at)


def _book(part: str, began_at: datetime, ends_at: datetime) -> Need:
    return Need(
        key=f"book-{began_at.timestamp():.0f}",
        part=part,
        icon="users",
        what=_("Book of the shift"),
        url=reverse("handover"),
        since=began_at,
        due_at=ends_at,
        level=Level.SOON,
    )


def promises(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer what was promised to people and falls due before the shift ends."""
    due = open_promises(officer).filter(due_at__lt=shift_now(at).to_at)
    for each in due[:PART_LIMIT]:
        subject = each.submission
        yield Need(
            key=f"promise-{each.pk}",
            part=_("Promised"),
            icon="message-circle",
            code=subject.code if subject else "",
            what=words_of(subject) if subject and subject.sensitivity == "S2" else each.text,
            why=each.made_by.full_name,
            url=reverse("submission", args=[subject.code]) if subject else reverse("logbook"),
            since=each.made_at,
            due_at=each.due_at,
            level=Level.SOON,
            sensitivity=subject.sensitivity if subject else "S0",
            act=_keeping(each),
        )


def _keeping(promise: Promise) -> Act:
    return Act(
        words=_("Kept"),
        do=lambda by, now: keep_promise(promise.pk, by=by, at=now),
        done=_("The promise is kept."),
    )


def swaps(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer swaps that a colleague asks of one, and those to be approved."""
    wanted = Q(state=SwapState.ASKED, colleague=officer)
    if officer.may(Right.PLAN_DUTY):
        wanted |= Q(state=SwapState.AGREED)
    found = Swap.objects.filter(wanted).select_related("duty", "asked_by", "colleague")
    for each in found.order_by("duty__on", "pk")[:PART_LIMIT]:
        is_asked = each.state == SwapState.ASKED
        yield Need(
            key=f"swap-{each.pk}",
            part=_("Swap asked of you") if is_asked else _("Swap to approve"),
            icon="arrows-exchange",
            what=f"{each.asked_by} → {each.colleague}",
            why=f"{each.duty.on:%d/%m} {each.duty.shift}",
            url=reverse("my-duty"),
            since=each.asked_at,
            due_at=each.duty.begins_at,
        )
