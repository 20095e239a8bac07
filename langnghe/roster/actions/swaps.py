"""Swapping a duty: asked, agreed by the colleague, approved by whoever plans."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import timeline
from langnghe.register.gates import Missing
from langnghe.roster import events
from langnghe.roster.actions.planning import AlreadyPlaced, PastDuty, lock_week
from langnghe.roster.models import Duty, Swap
from langnghe.roster.queries import plan as plans
from langnghe.roster.rules.limits import Fault, Placed, Plan, faults_of_one
from langnghe.roster.rules.shifts import monday_of
from langnghe.roster.states import SwapState, check_swap


class SwapOpen(Exception):
    """Somebody asked for a swap of this duty already."""


class NotTheirs(Exception):
    """A swap is answered by the colleague who was asked, and approved by a third person."""


class NeedsReason(Exception):
    """A swap is asked for with a reason, and approved with one where it breaks a rule."""


class WrongPartner(Exception):
    """The colleague is the same person, or the duty in return is not the colleague's."""


@transaction.atomic
def ask_swap(
    duty_id: int,
    *,
    colleague_id: int,
    reason: str,
    by: Officer,
    at: datetime,
    back_id: int | None = None,
) -> Swap:
    """Ask a colleague to take one's duty, perhaps for one of theirs.

    Raises Missing, PastDuty, NeedsReason, WrongPartner, SwapOpen.
    """
    duty = Duty.objects.filter(pk=duty_id, officer=by).first()
    colleague = Officer.objects.filter(pk=colleague_id, is_active=True, agency=None).first()
    if duty is None or colleague is None:
        raise Missing(duty_id)
    if duty.begins_at <= at:
        raise PastDuty
    if not reason.strip():
        raise NeedsReason
    back = None
    if back_id is not None:
        back = Duty.objects.filter(pk=back_id, officer=colleague, begins_at__gt=at).first()
    if colleague == by or (back_id is not None and back is None):
        raise WrongPartner
    try:
        with transaction.atomic():
            swap = Swap.objects.create(
                duty=duty,
                back=back,
                asked_by=by,
                colleague=colleague,
                reason=reason.strip()[:300],
                asked_at=at,
            )
    except IntegrityError:
        raise SwapOpen from None
    timeline.tell_screens("roster", duty.week_id)
    return swap


def _lock_swap(swap_id: int) -> Swap:
    swap = Swap.objects.select_for_update(of=("self",)).filter(pk=swap_id).first()
    if swap is None:
        raise Missing(swap_id)
    return swap


def _step(swap: Swap, state: SwapState) -> None:
    check_swap(SwapState(swap.state), state)
    swap.state = state
    swap.save()
    timeline.tell_screens("roster", swap.duty.week_id)


@transaction.atomic
def answer_swap(swap_id: int, *, agrees: bool, by: Officer, at: datetime) -> Swap:
    """Say whether one takes a colleague's duty; raises NotTheirs, IllegalSwap."""
    swap = _lock_swap(swap_id)
    if swap.colleague_id != by.pk:
        raise NotTheirs
    swap.answered_at = at
    _step(swap, SwapState.AGREED if agrees else SwapState.DECLINED)
    return swap


@transaction.atomic
def withdraw_swap(swap_id: int, *, by: Officer, at: datetime) -> Swap:
    """Take one's own wish back; raises NotTheirs, IllegalSwap."""
    swap = _lock_swap(swap_id)
    if swap.asked_by_id != by.pk:
        raise NotTheirs
    swap.decided_at = at
    _step(swap, SwapState.WITHDRAWN)
    return swap


@transaction.atomic
def decide_swap(
    swap_id: int,
    *,
    approves: bool,
    note: str,
    days_off: Mapping[date, str],
    by: Officer,
    at: datetime,
) -> Swap:
    """Approve a swap that both sides agreed to, and change the roster; or refuse it.

    Rules it breaks are kept with it, and ask for a reason. Raises NotTheirs for one's own swap,
    NeedsReason, PastDuty, AlreadyPlaced, IllegalSwap.
    """
    require(by, Right.PLAN_DUTY)
    days = Swap.objects.filter(pk=swap_id).values_list("duty__on", "back__on").first() or ()
    for monday in sorted({monday_of(day) for day in days if day is not None}):
        lock_week(monday)
    swap = _lock_swap(swap_id)
    if by.pk in {swap.asked_by_id, swap.colleague_id}:
        raise NotTheirs
    broken = newly_broken(swap, days_off) if approves else []
    if not note.strip() and (broken or not approves):
        raise NeedsReason
    swap.broken = [f"{each.what}:{each.officer}:{each.on}:{each.shift}" for each in broken]
    swap.decided_at, swap.decided_by, swap.note = at, by, note.strip()[:300]
    _step(swap, SwapState.APPROVED if approves else SwapState.REFUSED)
    if approves:
        _change_over(swap, at=at)
    _tell(swap, by=by, at=at)
    return swap


def _change_over(swap: Swap, *, at: datetime) -> None:
    for duty, officer in ((swap.duty, swap.colleague), (swap.back, swap.asked_by)):
        if duty is None:
            continue
        if duty.begins_at <= at:
            raise PastDuty
        duty.officer = officer
        try:
            with transaction.atomic():
                duty.save(update_fields=["officer"])
        except IntegrityError:
            raise AlreadyPlaced(officer.pk) from None


def _tell(swap: Swap, *, by: Officer, at: datetime) -> None:
    fact = events.SwapDecided(
        on=f"{swap.duty.on:%d/%m/%Y}",
        shift=swap.duty.shift,
        giver=swap.asked_by.full_name,
        taker=swap.colleague.full_name,
        swap_state=swap.state,
        note=swap.note,
    )
    timeline.record(fact, by=by, at=at)


def newly_broken(swap: Swap, days_off: Mapping[date, str]) -> list[Fault]:
    """Return the rules that a swap would break for either side and that hold without it."""
    found: list[Fault] = []
    for monday in sorted({monday_of(each.on) for each in (swap.duty, swap.back) if each}):
        now = plans.plan_of_week(monday, days_off)
        then = replace(now, placed=_swapped(now, swap), around=_swapped_around(now, swap))
        for officer in (swap.asked_by_id, swap.colleague_id):
            before = faults_of_one(officer, now, plans.limits())
            after = faults_of_one(officer, then, plans.limits())
            found += [each for each in after if each not in before]
    return found


def _changed(each: Placed, swap: Swap) -> Placed:
    for duty, officer in ((swap.duty, swap.colleague_id), (swap.back, swap.asked_by_id)):
        if duty is None:
            continue
        is_it = (each.shift.on, each.shift.name) == (duty.on, duty.shift)
        if is_it and each.officer == duty.officer_id:
            return replace(each, officer=officer)
    return each


def _swapped(plan: Plan, swap: Swap) -> list[Placed]:
    return [_changed(each, swap) for each in plan.placed]


def _swapped_around(plan: Plan, swap: Swap) -> list[Placed]:
    return [_changed(each, swap) for each in plan.around]
