"""Leaders who are absent, and who decides in their place."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction import memo_events as events
from langnghe.direction.models import StandIn
from langnghe.register import timeline
from langnghe.register.gates import Missing


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Who is absent, who decides for them, from which day to which."""

    leader_id: int
    deputy_id: int
    from_on: date
    to_on: date
    note: str = ""


class NoDeputy(Exception):
    """Who stands in for a leader may direct, is somebody else, and is there."""


@transaction.atomic
def name_stand_in(absence: Absence, *, by: Officer, at: datetime) -> StandIn:
    """Let a deputy decide for a leader; leaders do it themselves, or who plans the duty.

    Raises NoDeputy, Missing.
    """
    leader = _leader(absence.leader_id, by)
    deputy = Officer.objects.filter(pk=absence.deputy_id, is_active=True).first()
    if deputy is None or deputy.pk == leader.pk or not deputy.may(Right.DIRECT):
        raise NoDeputy
    if absence.to_on < absence.from_on:
        raise NoDeputy
    stand_in = StandIn.objects.create(
        leader=leader,
        deputy=deputy,
        from_on=absence.from_on,
        to_on=absence.to_on,
        note=absence.note.strip(),
        named_by=by,
        named_at=at,
    )
    fact = events.StandInNamed(
        deputy=deputy.full_name,
        leader=leader.full_name,
        from_on=absence.from_on.isoformat(),
        to_on=absence.to_on.isoformat(),
    )
    timeline.record(fact, by=by, at=at)
    timeline.tell_screens("memo", 0, what="leader.stand_in")
    return stand_in


@transaction.atomic
def end_stand_in(stand_in_id: int, *, by: Officer, at: datetime) -> StandIn:
    """Let a leader decide again before the last day. May be repeated; raises Missing."""
    stand_in = StandIn.objects.select_for_update(no_key=True).filter(pk=stand_in_id).first()
    if stand_in is None:
        raise Missing(stand_in_id)
    leader = _leader(stand_in.leader_id, by)
    if stand_in.ended_at is None:
        stand_in.ended_at = at
        stand_in.save(update_fields=["ended_at"])
        fact = events.StandInEnded(deputy=stand_in.deputy.full_name, leader=leader.full_name)
        timeline.record(fact, by=by, at=at)
        timeline.tell_screens("memo", 0, what="leader.stand_in")
    return stand_in


def _leader(leader_id: int, by: Officer) -> Officer:
    leader = Officer.objects.filter(pk=leader_id, is_active=True).first()
    is_own = by.pk == leader_id and by.may(Right.DIRECT)
    if leader is None or not (is_own or by.may(Right.PLAN_DUTY)) or not leader.may(Right.DIRECT):
        raise Missing(leader_id)
    return leader
