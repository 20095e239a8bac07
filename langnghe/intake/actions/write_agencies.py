"""Writing to agencies what they are to be told: many cases in one mail, each thing told once."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import make_msgid

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.models import Agency
from langnghe.direction import events
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING, Part
from langnghe.intake.agency_letters import html_for, letter_about
from langnghe.intake.dispatches import answer_address, expiry, new_token
from langnghe.intake.models import Dispatch, Tiding
from langnghe.register import timeline
from langnghe.register.models import Entry
from langnghe.register.states import Urgency
from langnghe.reply.actions import send_outgoing
from langnghe.reply.models import Outgoing

GATHER_SECONDS = 20
"""So long what is handed over is gathered into one mail; an emergency goes at once."""

_ABOUT = {
    events.Forwarded.kind: Tiding.About.SENT,
    events.HelpAsked.kind: Tiding.About.SENT,
    events.RedoAsked.kind: Tiding.About.REDO,
    events.Extended.kind: Tiding.About.EXTENDED,
    events.ExtensionRefused.kind: Tiding.About.REFUSED,
}


def listen() -> None:
    """Hear what is handed over, sent back and decided about time."""
    timeline.listen(
        note_tidings,
        events.Forwarded,
        events.HelpAsked,
        events.RedoAsked,
        events.Extended,
        events.ExtensionRefused,
    )


def note_tidings(entries: Sequence[Entry]) -> None:
    """Note what agencies with a mail address are to be told; a job writes it. May be repeated."""
    found = _assignments_of(entries)
    Tiding.objects.bulk_create(
        (
            Tiding(assignment=assignment, entry=entry, about=_ABOUT[entry.kind])
            for entry, assignment in found
        ),
        ignore_conflicts=True,
    )
    urgent = {each.agency_id for _e, each in found if each.case.urgency == Urgency.K3}
    for agency_id in sorted({each.agency_id for _entry, each in found}):
        seconds = 0 if agency_id in urgent else GATHER_SECONDS
        write_to_agency.configure(schedule_in={"seconds": seconds}).defer(agency_id=agency_id)


def _assignments_of(entries: Iterable[Entry]) -> list[tuple[Entry, Assignment]]:
    """Pair facts with assignments whose agency can be written to: by id, else who leads."""
    rows = list(entries)
    writable = Assignment.objects.exclude(agency__email="").select_related("case")
    by_id = writable.in_bulk([key for each in rows if (key := each.facts.get("assignment_id"))])
    cases = [each.case_id for each in rows if not each.facts.get("assignment_id")]
    leads = writable.filter(case__in=cases, part=Part.LEAD, state__in=LIVING)
    by_case = {each.case_id: each for each in leads}
    paired = [
        (each, by_id.get(each.facts.get("assignment_id") or 0) or by_case.get(each.case_id or 0))
        for each in rows
    ]
    return [(entry, assignment) for entry, assignment in paired if assignment is not None]


@app.task(queue="mail", name="intake.write_to_agency")
def write_to_agency(agency_id: int) -> None:
    """Write one mail about all an agency is still to be told; safe to repeat."""
    write_dispatch(agency_id, at=datetime.now(UTC))


@transaction.atomic
def write_dispatch(agency_id: int, *, at: datetime) -> Dispatch | None:
    """Put one mail about all that waits for an agency into the outbox; None where nothing does."""
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
    waiting = Tiding.objects.filter(assignment__agency=agency, dispatch=None)
    tidings = list(
        waiting.select_related("entry", "assignment__case__ward", "assignment__agency").order_by(
            "assignment__due_at", "pk"
        )
    )
    if not tidings or not agency.email:
        return None
    assignments = {each.assignment_id: each.assignment for each in tidings}
    dispatch = Dispatch.objects.create(
        agency=agency,
        token=new_token(),
        created_at=at,
        expires_at=expiry((each.due_at for each in assignments.values()), at=at),
    )
    dispatch.assignments.set(assignments.values())
    Tiding.objects.filter(pk__in=[each.pk for each in tidings]).update(dispatch=dispatch)
    draft = letter_about(dispatch, tidings)
    first = tidings[0].assignment.case
    dispatch.outgoing = post(
        agency.email, dispatch, draft.subject, draft.text, html_for(draft, first.code), at=at
    )
    dispatch.save(update_fields=["outgoing"])
    return dispatch


def post(
    to: str, dispatch: Dispatch, subject: str, text: str, html: str, *, at: datetime, once: str = ""
) -> Outgoing:
    """Put a mail to an agency into the outbox, answerable by its token; inside a transaction."""
    domain = settings.MAIL_ADDRESS.rpartition("@")[2] or "localhost"
    outgoing = Outgoing.objects.create(
        purpose=Outgoing.Purpose.TO_AGENCY,
        once_key=once or f"agency:{dispatch.pk}",
        to_address=to,
        to_name=dispatch.agency.name,
        reply_to=answer_address(dispatch.token),
        subject=subject,
        text=text,
        html=html,
        message_id=make_msgid(idstring="agency", domain=domain).strip("<>"),
        is_automatic=bool(once),
        created_at=at,
    )
    send_outgoing.defer(outgoing_id=outgoing.pk)
    return outgoing
