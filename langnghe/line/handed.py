"""What the line adds to the handover book: whom to call back, how its devices stand."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.line import queries, rules
from langnghe.line.models import CallBack
from langnghe.roster.book import PAGES, Line, Page
from langnghe.roster.rules.shifts import Shift


def _call_backs(_shift: Shift, at: datetime) -> list[Line]:
    """Whom to call back; numbers stay out of the book, they stand on the page of the line."""
    waiting = CallBack.objects.filter(done_at=None).select_related("contact__submission")
    return [_call_back(each, at) for each in waiting]


def _call_back(each: CallBack, at: datetime) -> Line:
    contact = each.contact
    words = contact.get_outcome_display() if contact.outcome else _("Call back")
    due = date_format(timezone.localtime(each.due_at), "H:i d/m")
    late = _("overdue since {when}") if each.due_at < at else _("until {when}")
    tries = _("tries: {count}").format(count=each.tries)
    came = date_format(timezone.localtime(each.asked_at), "H:i d/m")
    return Line(
        text=f"{words}, {came}",
        details=(f"{late.format(when=due)}; {tries}",),
        submission=contact.submission_id,
        code=contact.submission.code if contact.submission else "",
        level="K3" if each.is_urgent else "",
    )


def _devices(_shift: Shift, at: datetime) -> list[Line]:
    lines = [_exchange(each, at) for each in queries.exchanges(at=at)]
    trial = queries.last_trial()
    if trial is not None and trial.finding:
        when = date_format(timezone.localtime(trial.began_at), "H:i d/m")
        said = _("Trial call of {when}: {finding}")
        words = said.format(when=when, finding=trial.get_finding_display())
        lines.append(Line(text=words, level="" if trial.is_good else "trouble"))
    return lines


def _exchange(health: queries.Health, _at: datetime) -> Line:
    name = health.exchange.name
    if not health.is_there:
        return Line(text=_("Exchange {name}: not reached").format(name=name), level="trouble")
    hours = rules.hours_of_recording(health.exchange.free_bytes)
    room = _("room for {hours} hours of recording").format(hours=hours)
    lost = health.lost_trunks
    away = _("trunks that are away: {names}").format(names=", ".join(lost)) if lost else ""
    text = _("Exchange {name}: reached").format(name=name)
    details = tuple(filter(None, (room, away)))
    return Line(text=text, details=details, level="trouble" if lost else "")


def add_pages() -> None:
    """Let the handover book know them; repeatable."""
    PAGES["call_backs"] = Page(
        title=gettext_lazy("Missed calls and whom to call back"),
        lines=_call_backs,
        empty=gettext_lazy("Nobody waits to be called back."),
    )
    PAGES["devices"] = Page(
        title=gettext_lazy("The exchange, as it was seen"),
        lines=_devices,
        empty=gettext_lazy("No exchange is connected."),
    )
