"""Whether citizens are content: who may say it, how often, how long, and what follows."""

from datetime import timedelta

import pytest

from langnghe.register.actions.submissions import decline_reopen
from langnghe.register.models import Entry, Submission
from langnghe.register.states import Status
from langnghe.reply.actions import (
    NoScore,
    NoSuchAnswer,
    RatedTooLate,
    TooManyKnocks,
    Verdict,
    answer_by_mail,
    knock,
    rate_by_keypad,
    rate_by_link,
    rate_told,
    record_call,
)
from langnghe.reply.actions.rate import CHANGES, KNOCKS
from langnghe.reply.models import Outgoing, Satisfaction, Telling
from langnghe.reply.rules import MAY_CHANGE, MAY_RATE
from tests import cast
from tests.reply.test_tellings import caller

pytestmark = pytest.mark.django_db


def answered(key: str = "k", *, final: bool = True) -> Outgoing:
    """Return an answer that a citizen got at noon."""
    by = cast.officer()
    submission = cast.registered(by)
    return answer_by_mail(
        submission.pk, subject="Trả lời", text="Đã dọn.", once_key=key, final=final, by=by,
        at=cast.NOON,
    )  # fmt: skip


def standing(answer: Outgoing) -> Submission:
    """Return the submission of an answer as it stands now."""
    return Submission.objects.get(pk=answer.submission_id)


def test_the_answer_asks_and_the_notice_does_not() -> None:
    answer, notice = answered("a"), answered("b", final=False)
    assert f"/r/{answer.ask_key}" in answer.text
    assert answer.html.count(answer.ask_key) >= 6
    assert notice.ask_key == ""
    assert "/r/" not in notice.text + notice.html
    assert answered("c").ask_key != answer.ask_key


def test_one_vote_an_answer_and_the_last_one_counts() -> None:
    answer = answered()
    rate_by_link(answer.ask_key, Verdict(score=4), at=cast.later(days=1))
    rate_by_link(answer.ask_key, Verdict(score=4), at=cast.later(days=2))
    rate_by_link(answer.ask_key, Verdict(score=5, words="Cảm ơn"), at=cast.later(days=3))
    kept = Satisfaction.objects.get()
    assert (kept.score, kept.words, kept.times) == (5, "Cảm ơn", 2)
    assert kept.at == cast.later(days=1)
    assert Entry.objects.filter(kind="reply.rated").count() == 2
    assert standing(answer).asks_reopen_at is None


@pytest.mark.parametrize("key", ["", "0" * 40, "' OR 1=1", "x" * 500])
def test_nobody_can_make_up_a_key(key: str) -> None:
    answered()
    with pytest.raises(NoSuchAnswer):
        rate_by_link(key, Verdict(score=1), at=cast.NOON)
    assert not Satisfaction.objects.exists()


@pytest.mark.parametrize("score", [0, 6, -1, 100])
def test_a_score_is_1_to_5(score: int) -> None:
    with pytest.raises(NoScore):
        Verdict(score=score)


def test_a_vote_may_be_changed_for_two_weeks_and_cast_for_three_months() -> None:
    early, late = answered("a"), answered("b")
    first = cast.later(days=1)
    rate_by_link(early.ask_key, Verdict(score=4), at=first)
    rate_by_link(early.ask_key, Verdict(score=3), at=first + MAY_CHANGE)
    with pytest.raises(RatedTooLate):
        rate_by_link(early.ask_key, Verdict(score=1), at=first + MAY_CHANGE + timedelta(seconds=1))
    with pytest.raises(RatedTooLate):
        rate_by_link(late.ask_key, Verdict(score=1), at=cast.NOON + MAY_RATE + timedelta(days=1))


def test_machines_are_refused() -> None:
    answer = answered()
    for count in range(CHANGES):
        rate_by_link(answer.ask_key, Verdict(score=1 + count % 5), at=cast.later(count))
    with pytest.raises(TooManyKnocks):
        rate_by_link(answer.ask_key, Verdict(score=5), at=cast.later(60))
    for _each in range(KNOCKS):
        knock("192.0.2.1", at=cast.NOON)
    with pytest.raises(TooManyKnocks):
        knock("192.0.2.1", at=cast.NOON)
    knock("192.0.2.2", at=cast.NOON)
    knock("192.0.2.1", at=cast.later(11))


@pytest.mark.parametrize("verdict", [Verdict(score=2), Verdict(score=5, agreed=False)])
def test_who_is_not_content_makes_an_officer_decide(verdict: Verdict) -> None:
    answer = answered()
    rate_by_link(answer.ask_key, verdict, at=cast.later(days=1))
    submission = standing(answer)
    assert (submission.status, submission.asks_reopen_at) == (Status.ANSWERED, cast.later(days=1))
    decline_reopen(submission.pk, reason="Không có gì mới.", by=cast.officer(), at=cast.later(2))
    rate_by_link(answer.ask_key, verdict, at=cast.later(days=2))
    assert standing(answer).asks_reopen_at is None


def test_a_key_after_the_call_counts_once_for_what_was_told() -> None:
    by, submission = cast.officer(), caller()
    telling = Telling.objects.create(
        submission=submission, text="x", asked_at=cast.NOON, next_at=cast.NOON
    )

    def press(key: int, minutes: float) -> Satisfaction | None:
        at = cast.later(minutes)
        return rate_by_keypad(telling.pk, key, called_at=cast.NOON, at=at)

    assert press(5, 1) is None
    assert not Satisfaction.objects.exists()
    record_call(submission.pk, result="told", text="", by=by, at=cast.later(2))
    kept = Satisfaction.objects.get()
    assert (kept.score, kept.way, kept.at) == (5, "keypad", cast.later(2))
    assert press(1, 4) is None
    same = rate_told(submission.pk, Verdict(score=4), by=by, at=cast.later(9))
    assert (same.pk, same.score, same.way) == (kept.pk, 5, "keypad")
