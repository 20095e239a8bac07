"""The register's words, chips and times in templates."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from langnghe.direction.states import AssignmentState
from langnghe.register import labels
from langnghe.register.models import Case
from langnghe.register.states import (
    CallOutcome,
    Channel,
    Sensitivity,
    Status,
    Urgency,
)
from langnghe.reply.models import Outgoing
from langnghe.vietnamese.phones import grouped, say_digits
from langnghe.web.clock import now
from langnghe.web.forms.work import ForwardForm
from langnghe.web.proposals import forward_defaults

register = template.Library()

_ICONS = {
    Channel.MAIL: "mail",
    Channel.CALL: "phone",
    Channel.FORM: "forms",
    Channel.LETTER: "file-text",
    Channel.VISIT: "walk",
}
_MARKS = {
    "unreadable": gettext_lazy("Could not be read"),
    "asks_reopen": gettext_lazy("Wrote again"),
    **{outcome.value: labels.CALL_OUTCOMES[outcome] for outcome in CallOutcome},
}
_ASSIGNMENTS = {
    AssignmentState.SENT: gettext_lazy("sent, not yet accepted"),
    AssignmentState.ACCEPTED: gettext_lazy("accepted"),
    AssignmentState.RETURNED: gettext_lazy("returned"),
    AssignmentState.RESULTED: gettext_lazy("result in"),
    AssignmentState.REDO: gettext_lazy("asked to do more"),
    AssignmentState.DONE: gettext_lazy("done"),
    AssignmentState.WITHDRAWN: gettext_lazy("taken back by the office"),
}
_OUTGOING = {
    Outgoing.State.QUEUED: gettext_lazy("Waiting to be sent"),
    Outgoing.State.SENDING: gettext_lazy("Being sent"),
    Outgoing.State.SENT: pgettext_lazy("letter", "Sent"),
    Outgoing.State.KEPT: gettext_lazy("Kept here"),
    Outgoing.State.FAILED: gettext_lazy("Could not be delivered"),
    Outgoing.State.BOUNCED: gettext_lazy("Came back"),
}


@register.filter
def channel_name(channel: str) -> str:
    """Say a channel."""
    return str(labels.CHANNELS.get(channel, channel))  # type: ignore[call-overload]


@register.filter
def channel_icon(channel: str) -> str:
    """Name the icon of a channel."""
    return _ICONS.get(channel, "inbox")  # type: ignore[call-overload,no-any-return]


@register.filter
def mark_name(mark: str) -> str:
    """Say what is special about a row of the desk."""
    return str(_MARKS.get(mark, mark))


@register.filter
def assignment_name(state: str) -> str:
    """Say where an assignment stands."""
    return str(_ASSIGNMENTS[AssignmentState(state)])


@register.filter
def outgoing_name(state: str) -> str:
    """Say what became of an outgoing mail."""
    return str(_OUTGOING[Outgoing.State(state)])


@register.filter
def set_aside_name(reason: str) -> str:
    """Say why something was set aside."""
    return str(labels.SET_ASIDE_REASONS.get(reason, reason))


@register.filter
def call_result_name(result: str) -> str:
    """Say how a try to call back went."""
    return str(labels.CALL_RESULTS.get(result, result))


@register.filter
def spoken(code: str) -> str:
    """Read a code digit by digit in the language of the page."""
    return say_digits(code, get_language() or "vi")


@register.filter
def telephone(number: str) -> str:
    """Write a telephone number in groups, as it is read and dialled."""
    return grouped(number)


@register.filter
def duration(seconds: int) -> str:
    """Write a length as 3:07."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


@register.simple_tag
def status_chip(status: str) -> SafeString:
    """Show where a submission stands."""
    name = labels.STATUSES[Status(status)]
    return format_html('<span class="chip chip-status chip-{}">{}</span>', status, name)


@register.simple_tag
def urgency_chip(urgency: str) -> SafeString | str:
    """Show an urgency above the ordinary: a word and a shape, never colour alone."""
    if urgency in {"", Urgency.K1}:
        return ""
    name = labels.URGENCIES[Urgency(urgency)]
    return format_html(
        '<span class="chip chip-{}"><span aria-hidden="true">{}</span> {} {}</span>',
        urgency.lower(),
        "▲" if urgency == Urgency.K3 else "△",
        urgency,
        name,
    )


@register.simple_tag
def sensitivity_chip(sensitivity: str) -> SafeString | str:
    """Show a sensitivity above the ordinary, with a lock in words."""
    if sensitivity in {"", Sensitivity.S0}:
        return ""
    name = labels.SENSITIVITIES[Sensitivity(sensitivity)]
    return format_html(
        '<span class="chip chip-{}">{} {}</span>', sensitivity.lower(), sensitivity, name
    )


def _full(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"


@register.simple_tag
def moment(at: datetime | None) -> SafeString | str:
    """Say a time as people do: `14:05 today`, `09:30 21/11`; the whole of it on hover."""
    if at is None:
        return "–"
    local, today = timezone.localtime(at), timezone.localtime(now()).date()
    if local.date() == today:
        said = _("{clock} today").format(clock=f"{local:%H:%M}")
    elif local.year == today.year:
        said = f"{local:%H:%M %d/%m}"
    else:
        said = _full(at)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), _full(at), said)


def _span(seconds: float) -> str:
    minutes = int(abs(seconds) // 60)
    if minutes < 60:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    hours = minutes // 60
    if hours < 48:
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    days = hours // 24
    return ngettext("{n} day", "{n} days", days).format(n=days)


@register.simple_tag
def since(at: datetime | None) -> SafeString | str:
    """Say how long ago something was."""
    if at is None:
        return "–"
    seconds = (now() - at).total_seconds()
    said = _("just now") if seconds < 60 else _("{span} ago").format(span=_span(seconds))
    return format_html(
        '<ln-since at="{}"><time datetime="{}" title="{}">{}</time></ln-since>',
        at.isoformat(),
        at.isoformat(),
        _full(at),
        said,
    )


@register.simple_tag
def due(at: datetime | None) -> SafeString | str:
    """Say how much time is left, or by how much it is overdue."""
    if at is None:
        return "–"
    left = (at - now()).total_seconds()
    late = left < 0
    words = _("{span} overdue") if late else _("{span} left")
    state = "late" if late else "soon" if left < 24 * 3600 else "calm"
    return format_html(
        '<ln-due at="{}" class="due due-{}"><time datetime="{}" title="{}">{}</time></ln-due>',
        at.isoformat(),
        state,
        at.isoformat(),
        _full(at),
        words.format(span=_span(left)),
    )


@register.simple_tag
def forward_form(case: Case) -> ForwardForm:
    """Make the form that hands a case over, with the usual agency and deadline proposed."""
    return ForwardForm(initial=forward_defaults(case))
