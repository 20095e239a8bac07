"""The steps of a made-up course, and what a submission looks like after them."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from langnghe.access.models import Officer
from langnghe.direction.models import Assignment
from langnghe.direction.states import AssignmentState
from langnghe.register.actions.history import Made, PastContact, PastFact
from langnghe.reply.models import Outgoing, Satisfaction


@dataclass(frozen=True, kw_only=True)
class Turns:
    """What happens on the way that need not: drawn by chance, or set for the desk of today."""

    returned: bool = False
    redo: bool = False
    late_days: float = 0.0
    silent: bool = False
    again: str = ""
    """`asks`, `reopened` or `declined` where the citizen speaks again after the end."""
    until: str = ""
    """The kind of the last fact; empty where the course goes on as far as time allows."""
    result_at: datetime | None = None
    again_at: datetime | None = None
    taken_by: Officer | None = None


def turns_of(dice: random.Random) -> Turns:
    """Draw what happens: 6 in 100 late, a few returned, sent back, reopened."""
    again = dice.random()
    return Turns(
        returned=dice.random() < 0.05,
        redo=dice.random() < 0.04,
        late_days=min(6.0, 0.2 + dice.expovariate(0.7)) if dice.random() < 0.06 else 0.0,
        silent=dice.random() < 0.015,
        again="reopened" if again < 0.012 else "declined" if again < 0.02 else "",
    )


@dataclass(frozen=True, kw_only=True)
class Step:
    """One fact and what it changes: fields of the row, of the assignment, mails, contacts."""

    at: datetime
    kind: str
    past: PastFact | None = None
    """None for a further voice of a case, whose facts are told once."""
    changes: dict[str, Any] = field(default_factory=dict)
    assignment: dict[str, Any] = field(default_factory=dict)
    mail: Outgoing | None = None
    later: PastContact | None = None
    rating: Satisfaction | None = None


@dataclass
class Standing:
    """Where a submission stands once its steps are taken."""

    row: dict[str, Any] = field(default_factory=dict)
    facts: list[PastFact] = field(default_factory=list)
    later: list[PastContact] = field(default_factory=list)
    mails: list[Outgoing] = field(default_factory=list)
    ratings: list[Satisfaction] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """Let one step have its effect."""
        self.row |= step.changes
        if step.past:
            self.facts.append(step.past)
        if step.later:
            self.later.append(step.later)
        if step.mail:
            self.mails.append(step.mail)
        if step.rating:
            self.ratings.append(step.rating)
        if "sent_at" in step.assignment:
            self.assignments.append(dict(step.assignment))
        elif step.assignment:
            self.assignments[-1] |= step.assignment

    def assignments_of(self, made: Made) -> Iterable[Assignment]:
        """Yield the assignments of the case, once the case is stored."""
        if made.case is None or not made.case_is_own:
            return
        for facts in self.assignments:
            state = AssignmentState(facts["state"])
            yield Assignment(case=made.case, **{**facts, "state": state})


def standing(steps: list[Step], *, until: str, at: datetime) -> Standing:
    """Take the steps before `at`, up to the first of kind `until`."""
    found = Standing()
    for step in steps:
        if step.at >= at:
            break
        found.take(step)
        if step.kind == until:
            break
    return found
