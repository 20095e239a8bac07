"""What a form proposes before anyone types: the usual agency, the usual deadline."""

from django.utils import timezone

from langnghe.access.models import Agency
from langnghe.deadlines.queries import office_calendar
from langnghe.register.models import Case
from langnghe.register.rules import RESULT_LIMITS
from langnghe.register.states import Urgency
from langnghe.web.clock import now
from langnghe.workdays.due import due_at


def forward_defaults(subject: Case) -> dict[str, object]:
    """Propose the usual agency of the topic (else the ward's) and the deadline by urgency."""
    agency: Agency | None = subject.topic.agencies.first() if subject.topic else None
    if agency is None and subject.ward:
        agency = Agency.objects.filter(code=f"UBND-{subject.ward.code}").first()
    limit, unit = RESULT_LIMITS[Urgency(subject.urgency)]
    due = due_at(limit, unit, now(), office_calendar())
    return {
        "agency": agency.code if agency else "",
        "due_on": timezone.localtime(due).date(),
        "message": subject.title,
    }
