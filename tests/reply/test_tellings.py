"""Telling by telephone: who is called when, by whom, and when calling is over."""

from datetime import UTC, datetime, timedelta

import pytest

from langnghe.access.rules import RoleCode
from langnghe.register.actions.submissions import close_submission
from langnghe.register.closing import (
    CannotClose,
    NoteNeeded,
    NotTriedEnough,
    NotWithdrawable,
    StillReachable,
)
from langnghe.register.gates import Missing
from langnghe.register.models import Submission
from langnghe.register.rules import half_day_of, half_days_of, next_try_at
from langnghe.register.states import Channel, Kind, ReporterKind, Status
from langnghe.reply.actions import HeldMeanwhile, record_call, take_telling, tell_by_phone
from langnghe.reply.models import Outgoing, ReplyTemplate, Telling
from tests import cast

pytestmark = pytest.mark.django_db


def hanoi(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 in Hanoi."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def caller() -> Submission:
    """Return a submission in the book of somebody who called."""
    submission = cast.registered(cast.officer())
    submission.channel = Channel.CALL
    submission.save()
    submission.reporter.email, submission.reporter.phone = "", "0900 000 012"
    submission.reporter.phone_key = "+84900000012"
    submission.reporter.save()
    return submission


@pytest.mark.parametrize(
    ("at", "half"),
    [
        (hanoi(20, 6, 59), None),
        (hanoi(20, 7), False),
        (hanoi(20, 11, 59), False),
        (hanoi(20, 12), True),
        (hanoi(20, 20, 59), True),
        (hanoi(20, 21), None),
        (hanoi(20, 2), None),
    ],
)
def test_half_days(at: datetime, half: object) -> None:
    found = half_day_of(at)
    assert (found and found[1]) == half
    if found:
        assert found[0].day == 20


def test_two_tries_of_one_morning_are_one_half_day() -> None:
    tries = [hanoi(20, 9), hanoi(20, 10), hanoi(20, 15), hanoi(21, 9), hanoi(21, 23)]
    assert len(half_days_of(tries)) == 3


@pytest.mark.parametrize(
    ("tries", "at", "then"),
    [
        ([], hanoi(20, 9), hanoi(20, 9)),
        ([], hanoi(20, 23), hanoi(21, 8)),
        ([], hanoi(20, 5), hanoi(20, 8)),
        ([hanoi(20, 9)], hanoi(20, 9), hanoi(20, 14)),
        ([hanoi(20, 15)], hanoi(20, 15), hanoi(21, 8)),
        ([hanoi(20, 9), hanoi(20, 15)], hanoi(20, 20), hanoi(21, 8)),
        ([hanoi(20, 9)], hanoi(20, 13), hanoi(20, 13)),
    ],
)
def test_the_next_try_is_in_another_half_day(
    tries: list[datetime], at: datetime, then: datetime
) -> None:
    assert next_try_at(tries, at) == then


def test_nobody_is_unreachable_before_three_tries_in_three_half_days() -> None:
    by, submission = cast.officer(), caller()
    tell_by_phone(submission.pk, text="Đã dọn.", is_final=True, by=by, at=hanoi(20, 9))
    tries = {
        hanoi(20, 9): 0,
        hanoi(20, 10): 1,
        hanoi(20, 15): 1,
        hanoi(20, 22): 2,
        hanoi(20, 23): 2,
    }
    for at, half_days in tries.items():
        with pytest.raises(NotTriedEnough) as refusal:
            close_submission(submission.pk, reason="unreachable", note="", by=by, at=at)
        assert refusal.value.half_days == half_days
        record_call(submission.pk, result="no_answer", text="", by=by, at=at)
    telling = Telling.objects.get()
    assert (len(telling.tried_at), telling.done_at) == (5, None)
    assert telling.next_at == hanoi(21, 8)
    record_call(submission.pk, result="busy", text="", by=by, at=hanoi(21, 8))
    close_submission(submission.pk, reason="unreachable", note="", by=by, at=hanoi(21, 9))
    submission.refresh_from_db()
    assert (submission.status, submission.close_reason) == (Status.CLOSED, "unreachable")
    assert not Telling.objects.filter(done_at=None).exists()


def test_who_is_told_is_answered_and_leaves_the_list() -> None:
    by, submission = cast.officer(), caller()
    tell_by_phone(submission.pk, text="Đã dọn.", is_final=True, by=by, at=cast.NOON)
    record_call(submission.pk, result="told", text="Cảm ơn.", by=by, at=cast.later(5))
    submission.refresh_from_db()
    assert (submission.status, submission.answered_at) == (Status.ANSWERED, cast.later(5))
    telling = Telling.objects.get()
    assert (telling.result, telling.done_at) == ("told", cast.later(5))


def test_a_notice_told_answers_nothing() -> None:
    by, submission = cast.officer(), caller()
    tell_by_phone(submission.pk, text="Đã chuyển.", is_final=False, by=by, at=cast.NOON)
    record_call(submission.pk, result="told", text="", by=by, at=cast.later(5))
    submission.refresh_from_db()
    assert (submission.status, submission.answered_at) == (Status.REGISTERED, None)


def test_one_is_called_by_one_officer_at_a_time() -> None:
    an, binh, submission = cast.officer(), cast.officer(), caller()
    telling = tell_by_phone(submission.pk, text="x", is_final=True, by=an, at=cast.NOON)
    take_telling(telling.pk, by=an, at=cast.NOON)
    take_telling(telling.pk, by=an, at=cast.later(1))
    with pytest.raises(HeldMeanwhile) as refusal:
        take_telling(telling.pk, by=binh, at=cast.later(5))
    assert refusal.value.officer == an
    assert take_telling(telling.pk, by=binh, at=cast.later(20)).holder == binh
    with pytest.raises(Missing):
        take_telling(telling.pk, by=cast.officer(RoleCode.ADMINISTRATOR), at=cast.later(90))


@pytest.mark.parametrize(
    ("reason", "note", "refusal"),
    [
        ("anonymous", "", StillReachable),
        ("no_contact", "Hết cách.", StillReachable),
        ("refused", "", NoteNeeded),
        ("withdrawn", "", NoteNeeded),
        ("ineligible", "", NoteNeeded),
        ("repeated", "", NoteNeeded),
        ("spam", " ", NoteNeeded),
        ("guided", "", NoteNeeded),
    ],
)
def test_a_reason_must_hold(reason: str, note: str, refusal: type[CannotClose]) -> None:
    by, submission = cast.officer(), caller()
    with pytest.raises(refusal):
        close_submission(submission.pk, reason=reason, note=note, by=by, at=cast.NOON)
    submission.refresh_from_db()
    assert submission.status == Status.REGISTERED


def test_reasons_that_hold() -> None:
    by, hidden, wrong, refusing = cast.officer(), caller(), caller(), caller()
    hidden.reporter.kind, hidden.reporter.phone_key = ReporterKind.ANONYMOUS, ""
    hidden.reporter.save()
    close_submission(hidden.pk, reason="anonymous", note="", by=by, at=cast.NOON)
    record_call(wrong.pk, result="wrong_number", text="", by=by, at=cast.NOON)
    with pytest.raises(NoteNeeded):
        close_submission(wrong.pk, reason="no_contact", note="", by=by, at=cast.NOON)
    close_submission(wrong.pk, reason="no_contact", note="Số của người khác.", by=by, at=cast.NOON)
    record_call(refusing.pk, result="refused", text="", by=by, at=cast.NOON)
    close_submission(refusing.pk, reason="refused", note="", by=by, at=cast.NOON)


def test_a_withdrawn_denunciation_goes_on_unless_a_leader_ends_it() -> None:
    submission = caller()
    Submission.objects.filter(pk=submission.pk).update(kind=Kind.DENUNCIATION)
    by, leader = cast.officer(), cast.officer(RoleCode.OFFICE_LEADER)
    note = "Rút đơn, không có dấu hiệu vi phạm."
    with pytest.raises(NotWithdrawable):
        close_submission(submission.pk, reason="withdrawn", note=note, by=by, at=cast.NOON)
    close_submission(submission.pk, reason="withdrawn", note=note, by=leader, at=cast.NOON)


def test_more_time_is_told_to_each_voice_once() -> None:
    from langnghe.direction.actions import ask_extension, forward_case, grant_extension

    ReplyTemplate.objects.create(
        code="more_time_notice", language="vi", name="x", subject="[{code}]", text="Hạn mới {due}."
    )
    by, leader = cast.officer(), cast.officer(RoleCode.OFFICE_LEADER)
    submission = cast.registered(by)
    case = submission.items.get().case
    sent = forward_case(
        case.pk, agency_id=cast.agency().pk, message="x", due_at=cast.later(days=5), by=by,
        at=cast.later(9),
    )  # fmt: skip
    asked = ask_extension(
        sent.pk, until=cast.later(days=9), reason="Chờ vật tư", by=by, at=cast.later(days=1)
    )
    grant_extension(asked.pk, until=cast.later(days=9), by=leader, at=cast.later(days=2))
    letter = Outgoing.objects.get(purpose="notice")
    assert "29/11/2026" in letter.text
    assert letter.submission == submission
