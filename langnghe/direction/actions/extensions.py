"""More time: an agency asks, the office decides, the citizen is told."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction import events
from langnghe.direction.extending import extension_policy, latest_extension
from langnghe.direction.gates import (
    Actor,
    Correspondent,
    lock_assignment,
    lock_for_office,
    signed,
)
from langnghe.direction.models import Assignment, Extension
from langnghe.direction.states import AssignmentState, IllegalStep
from langnghe.register import timeline
from langnghe.register.actions.cases import refresh_voices
from langnghe.register.gates import Missing


class AskedAlready(Exception):
    """A request for more time waits for its decision already."""


class NoMoreTime(Exception):
    """The agency has had as many extensions as the office gives."""


class TooLong(Exception):
    """More time was asked than the office gives, or none at all; `latest` is what it gives."""

    def __init__(self, latest: datetime) -> None:
        super().__init__(latest)
        self.latest = latest


class DecidedAlready(Exception):
    """Somebody decided about this request before; nothing was changed."""


@transaction.atomic
def ask_extension(
    assignment_id: int, *, until: datetime, reason: str, by: Actor, at: datetime
) -> Extension:
    """Ask for more time, with a reason.

    Raises IllegalStep where the agency has nothing to do, AskedAlready, NoMoreTime, TooLong.
    """
    assignment, case = lock_assignment(assignment_id, by)
    if not assignment.is_living:
        stands = AssignmentState(assignment.state)
        raise IllegalStep(stands, stands)
    _check_asking(assignment, until, at=at)
    extension = Extension.objects.create(
        assignment=assignment,
        old_due_at=assignment.due_at,
        until=until,
        reason=reason.strip(),
        asked_at=at,
        asked_by=signed(by),
        asked_from=by.address if isinstance(by, Correspondent) else "",
    )
    fact = events.ExtensionAsked(
        agency=assignment.agency.name, until_at=until.isoformat(), reason=reason.strip()
    )
    timeline.record(fact, case=case, by=signed(by), at=at)
    return extension


def _check_asking(assignment: Assignment, until: datetime, *, at: datetime) -> None:
    policy = extension_policy(settings.PROFILE_FACTS)
    if assignment.extensions.filter(granted=None).exists():
        raise AskedAlready
    if assignment.extensions.filter(granted=True).count() >= policy.times:
        raise NoMoreTime
    latest = latest_extension(assignment.sent_at, assignment.due_at, policy)
    if not max(assignment.due_at, at) < until <= latest:
        raise TooLong(latest)


@transaction.atomic
def grant_extension(
    extension_id: int, *, until: datetime, note: str = "", by: Officer, at: datetime
) -> Extension:
    """Give more time, as much as was asked or another day; the citizen is told by a listener.

    Raises DecidedAlready, TooLong where the day is not later than the present deadline.
    """
    extension, assignment = _waiting(extension_id, by)
    if until <= max(assignment.due_at, at):
        raise TooLong(extension.until)
    extension.until = until
    _decide(extension, granted=True, note=note, by=by, at=at)
    old, assignment.due_at = assignment.due_at, until
    assignment.save(update_fields=["due_at"])
    case = assignment.case
    if assignment.leads and case.due_at is not None:
        case.due_at = until
        case.version += 1
        case.save(update_fields=["due_at", "version"])
        refresh_voices(case)
    fact = events.Extended(
        agency=assignment.agency.name,
        old_due_at=old.isoformat(),
        due_at=until.isoformat(),
        reason=extension.reason,
        assignment_id=assignment.pk,
        leads=assignment.leads,
    )
    timeline.record(fact, case=case, by=by, at=at)
    return extension


@transaction.atomic
def refuse_extension(extension_id: int, *, note: str, by: Officer, at: datetime) -> Extension:
    """Give no more time; the deadline stays. Raises DecidedAlready."""
    extension, assignment = _waiting(extension_id, by)
    _decide(extension, granted=False, note=note, by=by, at=at)
    fact = events.ExtensionRefused(
        agency=assignment.agency.name,
        due_at=assignment.due_at.isoformat(),
        text=note.strip(),
        assignment_id=assignment.pk,
    )
    timeline.record(fact, case=assignment.case, by=by, at=at)
    return extension


def _waiting(extension_id: int, by: Officer) -> tuple[Extension, Assignment]:
    found = Extension.objects.filter(pk=extension_id).first()
    if found is None:
        raise Missing(extension_id)
    assignment, case = lock_for_office(found.assignment_id, by, Right.PREPARE)
    assignment.case = case
    found.refresh_from_db()
    if found.granted is not None:
        raise DecidedAlready
    return found, assignment


def _decide(extension: Extension, *, granted: bool, note: str, by: Officer, at: datetime) -> None:
    extension.granted, extension.note = granted, note.strip()
    extension.decided_by, extension.decided_at = by, at
    extension.save()
