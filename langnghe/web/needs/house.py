"""What an administrator needs: faults of the house, books that differ, mail that did not go out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.duty.queries import open_alarms
from langnghe.duty.states import AlarmKind
from langnghe.duty.wording import rule_in_words
from langnghe.intake.models import Difference
from langnghe.reply.models import Outgoing
from langnghe.web.needs.rules import Level, Need
from langnghe.web.needs.said import PART_LIMIT

LOOKED_BACK = timedelta(days=14)


def faults(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer faults of the house that nobody has taken."""
    for alarm in open_alarms(officer).filter(kind=AlarmKind.SYSTEM)[:PART_LIMIT]:
        rule = rule_in_words(alarm, get_language() or "vi")
        yield Need(
            key=f"alarm-{alarm.pk}",
            part=str(alarm.get_kind_display()),
            icon="alert-triangle",
            what=alarm.words or rule,
            why=rule if alarm.words else "",
            url=reverse("alarms"),
            since=alarm.raised_at,
            level=Level.NOW,
        )


def differences(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer what a channel delivered and the register lacks."""
    for each in Difference.objects.filter(state=Difference.State.OPEN)[:PART_LIMIT]:
        yield Need(
            key=f"difference-{each.pk}",
            part=_("The books differ"),
            icon="scale",
            what=f"{each.source} · {each.key}",
            url=reverse("balance"),
            since=each.found_at,
            level=Level.SOON,
        )


def unsent(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer mail that could not be delivered."""
    states = (Outgoing.State.FAILED, Outgoing.State.BOUNCED)
    found = Outgoing.objects.filter(state__in=states, created_at__gte=at - LOOKED_BACK)
    for each in found.order_by("created_at")[:PART_LIMIT]:
        yield Need(
            key=f"outgoing-{each.pk}",
            part=_("Mail not delivered"),
            icon="mail-x",
            what=each.trouble or _("The mail relay did not take it."),
            url=reverse("sent-mail", args=[each.pk]),
            since=each.created_at,
        )
