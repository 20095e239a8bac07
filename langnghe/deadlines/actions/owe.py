"""Obligations that people give: owed, met, moved, dropped, each by its key."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from langnghe.access.models import Agency, Officer
from langnghe.deadlines import events
from langnghe.deadlines.models import Obligation
from langnghe.deadlines.queries import office_calendar
from langnghe.deadlines.states import ObligationState
from langnghe.register import timeline
from langnghe.register.models import Case, Submission
from langnghe.workdays.due import due_at as due_after


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is owed, why, by whom, and until when: a moment, or a limit in wd, cd, wh or h.

    A limit follows the calendar when that is changed; a moment stays. Without agency and holder
    it is the office's, and whoever holds the submission is reminded.
    """

    event: str
    basis: str = ""
    due_at: datetime | None = None
    limit: int | None = None
    unit: str = ""
    agency: Agency | None = None
    holder: Officer | None = None

    def ends(self, from_at: datetime) -> datetime:
        """Return when it is due if it began at a moment."""
        if self.due_at is not None:
            return self.due_at
        return due_after(self.limit or 0, self.unit, from_at, office_calendar())


@transaction.atomic
def owe(key: str, owed: Owed, *, about: Case | Submission, at: datetime) -> Obligation:
    """Keep an obligation that runs from `at`; may be repeated: the same key changes the same one.

    `about`: the case, or the one submission, whose obligation it is.
    """
    case = about if isinstance(about, Case) else None
    wanted = {
        "case": case,
        "submission": None if case else about,
        "code": key.split(":", 1)[0].upper()[:40],
        "event": owed.event,
        "basis": owed.basis,
        "limit": owed.limit,
        "unit": owed.unit,
        "agency": owed.agency,
        "holder": owed.holder,
        "from_at": at,
        "due_at": owed.ends(at),
        "state": ObligationState.RUNNING,
        "ended_at": None,
        "breached_at": None,
    }
    obligation, _made = Obligation.objects.update_or_create(key=key, defaults=wanted)
    return obligation


def meet(key: str, *, at: datetime) -> bool:
    """Say that what was owed is done; tell whether it was still owed. May be repeated."""
    return _end(key, ObligationState.MET, at=at)


def drop(key: str, *, at: datetime) -> bool:
    """Say that it is owed no longer; tell whether it still was. May be repeated."""
    return _end(key, ObligationState.DROPPED, at=at)


def _end(key: str, state: ObligationState, *, at: datetime) -> bool:
    running = Obligation.objects.running().filter(key=key)
    return running.update(state=state, ended_at=at) > 0


@transaction.atomic
def move(
    key: str, *, due_at: datetime, why: str, at: datetime, by: Officer | None = None
) -> Obligation | None:
    """Set another time for what is owed, and say so on the timeline; None where nothing runs."""
    obligation = Obligation.objects.running().select_for_update().filter(key=key).first()
    if obligation is None or obligation.due_at == due_at:
        return obligation
    fact = events.DueMoved(
        event=obligation.event,
        was_at=obligation.due_at.isoformat(),
        due_at=due_at.isoformat(),
        why=why.strip(),
    )
    obligation.due_at, obligation.breached_at = due_at, None
    obligation.limit, obligation.unit = None, ""
    obligation.save(update_fields=["due_at", "breached_at", "limit", "unit"])
    timeline.record(fact, submission=obligation.submission, case=obligation.case, by=by, at=at)
    return obligation
