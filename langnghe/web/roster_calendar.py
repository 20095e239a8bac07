"""Duties as a calendar that other programs subscribe to (RFC 5545)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from langnghe.late import late

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = late("icalendar")

from langnghe.access.models import Officer
from langnghe.roster import labels
from langnghe.roster.models import Duty
from langnghe.roster.states import DutyRole

_BACK = timedelta(days=31)


def calendar_of(officer: Officer | None, *, at: datetime) -> bytes:
    """Return the duties in force of an officer, or of all, from a month ago on."""
    duties = Duty.objects.filter(week__in_force_at__isnull=False, ends_at__gte=at - _BACK)
    if officer is not None:
        duties = duties.filter(officer=officer)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Lang Nghe//roster//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = officer.full_name if officer else _("the whole roster")
    calendar.add("x-wr-calname", _("Duty: {name}").format(name=name))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    for duty in duties.select_related("officer"):
        calendar.add_component(_event(duty, at, named=officer is None))
    return bytes(calendar.to_ical())


def _event(duty: Duty, at: datetime, *, named: bool) -> "icalendar.Event":
    event = icalendar.Event()
    role = str(labels.DUTY_ROLES[DutyRole(duty.role)])
    event.add("uid", f"duty-{duty.pk}@{settings.MAIL_ADDRESS.rpartition('@')[2]}")
    event.add("summary", f"{role}: {duty.officer.full_name}" if named else role)
    event.add("dtstart", duty.begins_at)
    event.add("dtend", duty.ends_at)
    event.add("dtstamp", at)
    event.add("transp", "OPAQUE" if duty.shift else "TRANSPARENT")
    return event
