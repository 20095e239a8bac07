"""What a leader answers to a memo: approve, change, ask, order, speak; or a stand-in for them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.deadlines.actions.owe import meet
from langnghe.direction import memo_events as events
from langnghe.direction.actions.assignments import KeptFile, forward_case
from langnghe.direction.actions.directives import order_at_once
from langnghe.direction.actions.memos import changed, lock_memo, owed_key, record
from langnghe.direction.actions.telling import tell_writer
from langnghe.direction.competence import decides_for
from langnghe.direction.models import Memo, MemoQuestion, SpokenOrder
from langnghe.direction.orders import NoWords, Order
from langnghe.direction.states import MemoState


class NothingProposed(Exception):
    """The memo proposes no agency or no deadline, so that there is nothing to approve."""


@dataclass(frozen=True)
class Decider:
    """Who decides, when, and in whose place."""

    by: Officer
    at: datetime
    acting_for: Officer | None


def _lock(memo_id: int, *, version: int | None, by: Officer, at: datetime) -> tuple[Memo, Decider]:
    memo = lock_memo(memo_id, by, Right.DIRECT, version=version)
    return memo, Decider(by, at, decides_for(memo, by, at=at))


def _decided(memo: Memo, who: Decider, state: MemoState, words: str) -> None:
    memo.step_to(state)
    memo.decided_at, memo.decided_by, memo.acting_for = who.at, who.by, who.acting_for
    memo.decision = words.strip()
    meet(owed_key(memo), at=who.at)
    _note_stand_in(memo, who)


def _note_stand_in(memo: Memo, who: Decider) -> None:
    if who.acting_for is not None:
        fact = events.ActedFor(deputy=who.by.full_name, leader=who.acting_for.full_name)
        record(memo, fact, by=who.by, at=who.at)


@transaction.atomic
def approve_memo(
    memo_id: int,
    *,
    words: str = "",
    override: str = "",
    version: int | None = None,
    by: Officer,
    at: datetime,
) -> Memo:
    """Approve what a memo proposes: the case goes to the agency at once.

    What went before its memo, as danger asks, is only approved. `override`: a reason to set a
    guard of denunciations aside. Raises NothingProposed,
    NotCompetent, ChangedMeanwhile, WrongMemoState, and what forwarding refuses.
    """
    memo, who = _lock(memo_id, version=version, by=by, at=at)
    if not memo.is_after and (memo.agency is None or memo.due_at is None):
        raise NothingProposed
    _decided(memo, who, MemoState.APPROVED, words)
    fact = events.MemoApproved(
        memo_code=memo.code,
        agency=memo.agency.name if memo.agency else "",
        due_at=memo.due_at.isoformat() if memo.due_at else "",
        text=memo.decision,
    )
    record(memo, fact, by=by, at=at)
    if not memo.is_after:
        _forward(memo, who, override)
    tell_writer(changed(memo), at=at)
    return memo


@transaction.atomic
def change_memo(
    memo_id: int,
    *,
    agency_id: int,
    due_at: datetime,
    words: str = "",
    override: str = "",
    version: int | None = None,
    by: Officer,
    at: datetime,
) -> Memo:
    """Approve with another agency or deadline; refusals as for approving."""
    memo, who = _lock(memo_id, version=version, by=by, at=at)
    _decided(memo, who, MemoState.CHANGED, words)
    memo.agency, memo.due_at = Agency.objects.get(pk=agency_id), due_at
    memo.co_agencies.remove(memo.agency)
    fact = events.MemoChanged(
        memo_code=memo.code,
        agency=memo.agency.name,
        due_at=due_at.isoformat(),
        text=memo.decision,
    )
    record(memo, fact, by=by, at=at)
    _forward(memo, who, override)
    tell_writer(changed(memo), at=at)
    return memo


def _forward(memo: Memo, who: Decider, override: str) -> None:
    if memo.agency_id is None or memo.due_at is None:
        raise NothingProposed
    memo.assignment = forward_case(
        memo.case_id,
        agency_id=memo.agency_id,
        message=memo.decision or memo.proposal,
        due_at=memo.due_at,
        co_agencies=list(memo.co_agencies.values_list("pk", flat=True)),
        override=override,
        by=who.by,
        at=who.at,
    )


@transaction.atomic
def ask_memo(
    memo_id: int, *, text: str, version: int | None = None, by: Officer, at: datetime
) -> Memo:
    """Ask the specialist something before deciding; raises NoWords."""
    memo, who = _lock(memo_id, version=version, by=by, at=at)
    if not text.strip():
        raise NoWords
    memo.step_to(MemoState.ASKED)
    meet(owed_key(memo), at=at)
    MemoQuestion.objects.create(
        memo=memo, text=text.strip(), asked_by=by, asked_at=at, acting_for=who.acting_for
    )
    _note_stand_in(memo, who)
    record(memo, events.MemoAsked(memo_code=memo.code, text=text.strip()), by=by, at=at)
    tell_writer(changed(memo), at=at)
    return memo


@transaction.atomic
def order_memo(
    memo_id: int, order: Order, *, version: int | None = None, by: Officer, at: datetime
) -> Memo:
    """Answer a memo with an order in one's own words: it is given on the case at once.

    Confirms what was spoken before and typed since. Raises NoWords, DeadlinePassed and as above.
    """
    memo, who = _lock(memo_id, version=version, by=by, at=at)
    _decided(memo, who, MemoState.ORDERED, order.text)
    memo.spoken.filter(confirmed_at=None).update(confirmed_at=at)
    record(memo, events.MemoOrdered(memo_code=memo.code, order=memo.decision), by=by, at=at)
    memo.directive = order_at_once(
        order, case_id=memo.case_id, acting_for=who.acting_for, by=by, at=at
    )
    memo.agency_id, memo.due_at = order.agency_id, order.due_at
    tell_writer(changed(memo), at=at)
    return memo


@transaction.atomic
def speak_order(
    memo_id: int, file: KeptFile, *, version: int | None = None, by: Officer, at: datetime
) -> Memo:
    """Speak an order: a specialist types it, then the leader confirms the typed record."""
    memo, who = _lock(memo_id, version=version, by=by, at=at)
    memo.step_to(MemoState.SPOKEN)
    SpokenOrder.objects.create(
        memo=memo,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        spoken_by=by,
        spoken_at=at,
        acting_for=who.acting_for,
    )
    _note_stand_in(memo, who)
    record(memo, events.OrderSpoken(memo_code=memo.code), by=by, at=at)
    tell_writer(changed(memo), at=at)
    return memo
