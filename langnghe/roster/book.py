"""Pages of the handover book that fill themselves. Higher capabilities add theirs to PAGES."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from textwrap import shorten
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.register.models import Contact, Entry, Submission
from langnghe.register.states import OPEN_STATUSES, CallOutcome, Channel, Urgency
from langnghe.register.timeline import sentence
from langnghe.roster.models import Promise
from langnghe.roster.rules.shifts import Shift

LINES = 200
"""So many lines of a page are written down; the page says where the rest is."""
_TOLD = {Urgency.K3: 3, Urgency.K2: 1}
"""So many of the last entries are told of each."""
_WORDS = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: words, more of them below, and the submission or case it is about.

    Such a line is shown only to whoever may see the submission, or the case.
    """

    text: str
    details: Sequence[str] = ()
    submission: int | None = None
    code: str = ""
    level: str = ""
    owner: int | None = None
    case: int | None = None


Lines = Callable[[Shift, datetime], Sequence[Line]]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the book. `lines` gives them for a shift, as known at a moment, all of them."""

    title: Any
    lines: Lines
    empty: Any = field(default=gettext_lazy("Nothing."))


def pages_at(shift: Shift, at: datetime) -> list[dict[str, Any]]:
    """Return every page as it is to be kept: code, title, lines; in the office's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return pages_now(shift, at)


def pages_now(shift: Shift, at: datetime) -> list[dict[str, Any]]:
    """Return every page in the language of the screen."""
    return [
        {
            "code": code,
            "title": str(page.title),
            "empty": str(page.empty),
            "lines": [asdict(line) for line in page.lines(shift, at)[:LINES]],
        }
        for code, page in PAGES.items()
    ]


def _when(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i d/m")


def _urgent(_shift: Shift, _at: datetime) -> list[Line]:
    """Open K2 and K3: who was told when, who has it, what is still to do."""
    found = (
        Submission.objects.filter(urgency__in=(Urgency.K3, Urgency.K2), status__in=OPEN_STATUSES)
        .select_related("holder", "agency")
        .prefetch_related("entries__by")
        .order_by("-urgency", "received_at", "pk")
    )
    return [_urgent_line(each) for each in found[:LINES]]


def _urgent_line(submission: Submission) -> Line:
    entries = sorted(submission.entries.all(), key=lambda each: (each.at, each.pk))
    told = [_told(each) for each in entries[-_TOLD[Urgency(submission.urgency)] :]]
    holder = submission.holder.full_name if submission.holder else _("nobody")
    standing = _("{status}; held by {holder}").format(
        status=submission.get_status_display(), holder=holder
    )
    return Line(
        text=submission.summary,
        details=(standing, *told),
        submission=submission.pk,
        code=submission.code,
        level=submission.urgency,
        owner=submission.holder_id,
    )


def _told(entry: Entry) -> str:
    words = sentence(entry, show_private=False).partition("\n")[0]
    return f"{_when(entry.at)} · {shorten(words, _WORDS, placeholder=' …')}"


def _promises(_shift: Shift, _at: datetime) -> list[Line]:
    found = Promise.objects.filter(kept_at=None).select_related("submission", "made_by")
    return [
        Line(
            text=each.text,
            details=(
                _("until {when}, promised by {officer}").format(
                    when=_when(each.due_at), officer=each.made_by.full_name
                ),
            ),
            submission=each.submission_id,
            code=each.submission.code if each.submission else "",
        )
        for each in found[:LINES]
    ]


def _counts(shift: Shift, at: datetime) -> list[Line]:
    """How much came in the shift, by channel and what became of calls."""
    came = Contact.objects.filter(received_at__gte=shift.from_at, received_at__lt=at)
    calls = Q(channel=Channel.CALL)
    count = came.aggregate(
        calls=Count("pk", filter=calls & ~Q(outcome=CallOutcome.REFUSED)),
        missed=Count("pk", filter=calls & Q(outcome__in=_MISSED)),
        called_back=Count("pk", filter=calls & Q(called_back_at__isnull=False)),
        mails=Count("pk", filter=Q(channel=Channel.MAIL)),
        others=Count("pk", filter=~Q(channel__in=(Channel.CALL, Channel.MAIL))),
    )
    opened = Submission.objects.filter(
        received_at__gte=shift.from_at, received_at__lt=at
    ).aggregate(all=Count("pk"), worst=Count("pk", filter=Q(urgency=Urgency.K3)))
    said = (
        _("Calls: {calls}; missed or left a message: {missed}; called back: {called_back}"),
        _("Mails: {mails}; by other ways: {others}"),
        _("Submissions received: {all}, of them emergencies: {worst}"),
    )
    return [Line(text=each.format(**count, **opened)) for each in said]


_MISSED = (CallOutcome.MISSED, CallOutcome.ABANDONED, CallOutcome.VOICE_MESSAGE)

PAGES: dict[str, Page] = {
    "urgent": Page(
        title=gettext_lazy("Open emergencies and urgent matters (K3, K2)"),
        lines=_urgent,
        empty=gettext_lazy("No emergency and nothing urgent is open."),
    ),
    "promises": Page(
        title=gettext_lazy("What was promised"),
        lines=_promises,
        empty=gettext_lazy("No promise is open."),
    ),
    "counts": Page(title=gettext_lazy("Calls and mails of the shift"), lines=_counts),
}
