"""Memos to leaders: draft, edit, lay before, answer, type what was spoken, withdraw."""

from dataclasses import dataclass, field, fields
from datetime import datetime

from django.conf import settings
from django.db import transaction

from langnghe.access.models import Officer, Role
from langnghe.access.rules import Right
from langnghe.deadlines.actions.owe import drop, owe
from langnghe.direction import memo_events as events
from langnghe.direction.actions.telling import tell_leaders
from langnghe.direction.briefs import brief_of, decision_owed
from langnghe.direction.competence import leaders_of, rule_for
from langnghe.direction.models import Memo
from langnghe.direction.orders import NoWords
from langnghe.direction.states import OPEN_MEMOS, Desk, MemoState, WrongMemoState
from langnghe.register import timeline
from langnghe.register.actions.codes import next_code
from langnghe.register.gates import ChangedMeanwhile, Missing, lock_case
from langnghe.register.models import Case
from langnghe.register.states import CaseStatus


class CaseOver(Exception):
    """No memo is written about a case that is closed."""


@dataclass(frozen=True, kw_only=True)
class MemoWords:
    """What a specialist writes in a memo, and what it proposes."""

    summary: str = ""
    voices: str = ""
    law: str = ""
    options: str = ""
    proposal: str = ""
    agency_id: int | None = None
    co_agency_ids: tuple[int, ...] = field(default=())
    due_at: datetime | None = None


@transaction.atomic
def draft_memo(case_id: int, *, by: Officer, at: datetime) -> Memo:
    """Begin a memo about a case, filled from what is known; return the open one if there is one.

    Raises CaseOver where the case is closed.
    """
    case = lock_case(case_id, by, Right.PREPARE)
    known = case.memos.filter(state__in=OPEN_MEMOS).first()
    if known is not None:
        return known
    if case.status == CaseStatus.CLOSED:
        raise CaseOver
    return write_draft(case, by=by, at=at)


def write_draft(case: Case, *, by: Officer | None, at: datetime) -> Memo:
    """Fill a memo about a locked case from what is known of it."""
    rule = rule_for(case, at=at)
    brief = brief_of(case, at=at)
    desk = rule.desk if rule is not None and rule.desk != Desk.NONE else Desk.OFFICE
    memo = Memo.objects.create(
        code=next_code(settings.MEMO_PREFIX, at),
        case=case,
        summary=brief.summary,
        voices=brief.voices,
        law=brief.law,
        options=brief.options,
        proposal=brief.proposal,
        agency=brief.agency,
        due_at=brief.due_at,
        desk=desk,
        rule=rule,
        is_after=rule is not None and rule.is_after,
        drafted_at=at,
        drafted_by=by,
    )
    record(memo, events.MemoDrafted(memo_code=memo.code), by=by, at=at)
    return changed(memo)


@transaction.atomic
def edit_memo(memo_id: int, words: MemoWords, *, version: int, by: Officer, at: datetime) -> Memo:
    """Write a memo anew while it is with the specialist; raises ChangedMeanwhile."""
    memo = lock_memo(memo_id, by, Right.PREPARE, version=version)
    if memo.state not in {MemoState.DRAFT, MemoState.ASKED}:
        raise WrongMemoState(memo.state)
    for each in fields(words):
        if each.name != "co_agency_ids":
            value = getattr(words, each.name)
            setattr(memo, each.name, value.strip() if isinstance(value, str) else value)
    memo.co_agencies.set([pk for pk in words.co_agency_ids if pk != words.agency_id])
    return changed(memo)


class UnknownLeader(Exception):
    """The memo is laid before somebody who does not decide there."""


@transaction.atomic
def submit_memo(
    memo_id: int,
    *,
    desk: Desk | None = None,
    leader_id: int | None = None,
    version: int | None = None,
    by: Officer,
    at: datetime,
) -> Memo:
    """Lay a memo before its desk, or before one leader of it. Raises NoWords, UnknownLeader."""
    memo = lock_memo(memo_id, by, Right.PREPARE, version=version)
    if not memo.summary.strip() or not memo.proposal.strip():
        raise NoWords
    memo.desk = desk or memo.desk
    return lay_before(memo, leader_id=leader_id, by=by, at=at)


def lay_before(memo: Memo, *, leader_id: int | None, by: Officer | None, at: datetime) -> Memo:
    """Lay a locked memo before its desk; the clock of the leader's answer starts."""
    leader = None
    if leader_id is not None:
        leader = leaders_of(memo.desk).filter(pk=leader_id).first()
        if leader is None:
            raise UnknownLeader
    memo.step_to(MemoState.SUBMITTED)
    memo.leader = leader
    memo.submitted_at, memo.submitted_by = at, by
    answer_by = _await_decision(memo, at=at)
    fact = events.MemoSubmitted(
        memo_code=memo.code,
        leader=leader.full_name if leader else Role.objects.get(code=memo.desk).name,
        answer_by_at=answer_by.isoformat(),
        text=memo.proposal,
    )
    record(memo, fact, by=by, at=at)
    tell_leaders(changed(memo), at=at)
    return memo


def _await_decision(memo: Memo, *, at: datetime) -> datetime:
    """Let the leader's time run from now on; return its end."""
    memo.answer_by = owe(owed_key(memo), decision_owed(memo), about=memo.case, at=at).due_at
    return memo.answer_by


def owed_key(memo: Memo) -> str:
    """Return the name of what a leader owes a memo."""
    return f"memo:{memo.pk}"


@transaction.atomic
def answer_memo(memo_id: int, *, text: str, by: Officer, at: datetime) -> Memo:
    """Answer what the leader asked; the memo lies before the same leader again. Raises NoWords."""
    memo = lock_memo(memo_id, by, Right.PREPARE)
    if not text.strip():
        raise NoWords
    if memo.state != MemoState.ASKED:
        raise WrongMemoState(memo.state)
    question = memo.questions.filter(answered_at=None).get()
    question.answer, question.answered_by, question.answered_at = text.strip(), by, at
    question.save()
    memo.step_to(MemoState.SUBMITTED)
    _await_decision(memo, at=at)
    fact = events.MemoAnswered(memo_code=memo.code, text=text.strip())
    record(memo, fact, by=by, at=at)
    tell_leaders(changed(memo), at=at)
    return memo


@transaction.atomic
def type_order(memo_id: int, *, text: str, by: Officer, at: datetime) -> Memo:
    """Type what the leader spoke; the leader confirms it. Raises NoWords."""
    memo = lock_memo(memo_id, by, Right.PREPARE)
    if not text.strip():
        raise NoWords
    memo.step_to(MemoState.TYPED)
    spoken = memo.spoken.filter(confirmed_at=None).order_by("-pk")[0]
    spoken.text, spoken.typed_by, spoken.typed_at = text.strip(), by, at
    spoken.save()
    record(memo, events.OrderTyped(memo_code=memo.code, text=spoken.text), by=by, at=at)
    tell_leaders(changed(memo), at=at)
    return memo


@transaction.atomic
def withdraw_memo(memo_id: int, *, reason: str, by: Officer, at: datetime) -> Memo:
    """Take a memo back before it is decided. Raises NoWords."""
    memo = lock_memo(memo_id, by, Right.PREPARE)
    if not reason.strip():
        raise NoWords
    memo.step_to(MemoState.WITHDRAWN)
    memo.decided_at, memo.decided_by, memo.decision = at, by, reason.strip()
    drop(owed_key(memo), at=at)
    fact = events.MemoWithdrawn(memo_code=memo.code, reason=reason.strip())
    record(memo, fact, by=by, at=at)
    return changed(memo)


def lock_memo(memo_id: int, by: Officer, right: Right, *, version: int | None = None) -> Memo:
    """Lock the case of a memo, then the memo; refusals as those of the register's gates."""
    case_id = Memo.objects.visible_to(by).filter(pk=memo_id).values_list("case_id", flat=True)
    if not case_id:
        raise Missing(memo_id)
    lock_case(case_id[0], by, right)
    memo = Memo.objects.select_for_update(no_key=True).get(pk=memo_id)
    if version is not None and version != memo.version:
        raise ChangedMeanwhile(memo)
    return memo


def record(memo: Memo, fact: timeline.Event, *, by: Officer | None, at: datetime) -> None:
    """Append a fact about a memo to its case."""
    timeline.record(fact, case=memo.case, by=by, at=at)


def changed(memo: Memo) -> Memo:
    """Save a locked memo and tell the screens."""
    memo.version += 1
    memo.save()
    timeline.tell_screens("memo", memo.pk, what=f"memo.{memo.state}")
    return memo
