"""What direction adds to the handover book: what leaders ordered in the shift."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from langnghe.direction import memo_events, order_events
from langnghe.register.models import Entry
from langnghe.register.timeline import sentence
from langnghe.roster.book import PAGES, Line, Page
from langnghe.roster.rules.shifts import Shift

ORDERS = (
    memo_events.MemoApproved.kind,
    memo_events.MemoChanged.kind,
    memo_events.MemoOrdered.kind,
    order_events.DirectiveGiven.kind,
)


def _orders(shift: Shift, at: datetime) -> list[Line]:
    found = Entry.objects.filter(kind__in=ORDERS, at__gte=shift.from_at, at__lt=at)
    return [_order(each) for each in found.select_related("by", "submission", "case")]


def _order(entry: Entry) -> Line:
    """An order on a whole issue is named by its code alone: nothing says who may read it."""
    is_bound = bool(entry.case_id or entry.submission_id)
    when = date_format(timezone.localtime(entry.at), "H:i d/m")
    who = entry.by.full_name if entry.by else ""
    return Line(
        text=sentence(entry, show_private=False) if is_bound else entry.facts["directive_code"],
        details=(" · ".join(filter(None, (when, who))),),
        submission=entry.submission_id,
        code=entry.submission.code if entry.submission else "",
        case=entry.case_id,
    )


def add_pages() -> None:
    """Let the handover book know it; repeatable."""
    PAGES["orders"] = Page(
        title=gettext_lazy("Orders and decisions of leaders in the shift"),
        lines=_orders,
        empty=gettext_lazy("No leader gave an order in this shift."),
    )
