"""Acknowledging once, answering once, trying again later, and what bounces."""

from datetime import timedelta
from typing import ClassVar, Self

import pytest
from django.db import connection
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.register.gates import Missing
from langnghe.register.models import Entry, Submission
from langnghe.register.states import Channel, IllegalMove, Status
from langnghe.reply import actions
from langnghe.reply.actions import (
    ACKNOWLEDGEMENTS_A_DAY,
    EmptyAnswer,
    NoAddress,
    acknowledge,
    answer_by_mail,
    mark_bounced,
    record_call,
    send_outgoing,
    send_several,
    sweep_outgoing,
)
from langnghe.reply.models import Outgoing, ReplyTemplate
from tests import cast
from tests.hotline import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _templates() -> None:
    ReplyTemplate.objects.create(
        code="acknowledgement", language="vi", name="x", subject="[{code}]", text="Mã {code}"
    )


def answer(
    submission: Submission, by: Officer, *, key: str = "k", text: str = "Đã dọn."
) -> Outgoing:
    return answer_by_mail(
        submission.pk, subject="Trả lời", text=text, once_key=key, final=True, by=by,
        at=cast.later(9),
    )  # fmt: skip


def jobs(outgoing: Outgoing) -> list[tuple[str, float | None]]:
    """State of each job that sends a mail, and in how many seconds it is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, extract(epoch FROM scheduled_at - now())::float "
            "FROM procrastinate_jobs WHERE (args->>'outgoing_id')::int = %s "
            "OR args->'outgoing_ids' @> to_jsonb(%s) ORDER BY id",
            [outgoing.pk, outgoing.pk],
        )
        return cursor.fetchall()


def test_a_submission_is_acknowledged_once() -> None:
    submission = cast.new_submission()
    contact = submission.contacts.get()
    first = acknowledge(submission, contact, at=cast.later(1))
    again = acknowledge(submission, contact, at=cast.later(2))
    assert first == Outgoing.objects.get()
    assert again is None
    assert first is not None
    assert len(jobs(first)) == 1
    assert Entry.objects.filter(kind="reply.acknowledged").count() == 1


def test_a_flood_from_one_address_is_not_answered_on_and_on() -> None:
    for number in range(ACKNOWLEDGEMENTS_A_DAY + 3):
        submission = cast.new_submission()
        contact = submission.contacts.get()
        contact.facts = {"reply_to": "flood@example.com"}
        acknowledge(submission, contact, at=cast.later(number))
    assert Outgoing.objects.count() == ACKNOWLEDGEMENTS_A_DAY
    submission = cast.new_submission()
    contact = submission.contacts.get()
    contact.facts = {"reply_to": "flood@example.com"}
    assert acknowledge(submission, contact, at=cast.later(days=1, minutes=20)) is not None


def test_robots_and_callers_get_no_mail() -> None:
    by_mail, by_phone = cast.new_submission(), cast.new_submission(channel=Channel.CALL)
    robot = by_mail.contacts.get()
    robot.answerable = False
    assert acknowledge(by_mail, robot, at=cast.NOON) is None
    assert acknowledge(by_phone, by_phone.contacts.get(), at=cast.NOON) is None
    assert not Outgoing.objects.exists()


def test_a_button_pressed_twice_answers_once() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    assert answer(submission, by) == answer(submission, by, text="khác")
    submission.refresh_from_db()
    assert submission.status == Status.ANSWERED
    assert Entry.objects.filter(kind="reply.answered").count() == 1
    assert submission.code in Outgoing.objects.get().subject


def test_the_code_is_not_written_into_a_subject_that_has_it() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    outgoing = answer_by_mail(
        submission.pk, subject=f"Về {submission.code}", text="x", once_key="k", final=False,
        by=by, at=cast.NOON,
    )  # fmt: skip
    submission.refresh_from_db()
    assert (outgoing.subject, submission.status) == (f"Về {submission.code}", Status.REGISTERED)
    assert Entry.objects.filter(kind="reply.notice").exists()


def test_without_an_address_or_words_nothing_goes_out() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    with pytest.raises(EmptyAnswer):
        answer(submission, by, text=" \n ")
    submission.reporter.email = ""
    submission.reporter.save()
    with pytest.raises(NoAddress):
        answer(submission, by)
    assert not Outgoing.objects.exists()


def test_what_is_not_in_the_book_is_not_answered() -> None:
    by = cast.officer()
    submission = cast.new_submission()
    with pytest.raises(IllegalMove):
        answer(submission, by)
    with pytest.raises(IllegalMove):
        record_call(submission.pk, result="told", text="", by=by, at=cast.NOON)


def test_only_those_with_the_right_answer() -> None:
    submission = cast.registered(cast.officer())
    for role in (RoleCode.AGENCY_CLERK, RoleCode.ADMINISTRATOR):
        by = cast.officer(role, agency=cast.agency())
        with pytest.raises(Missing):
            answer(submission, by)
        with pytest.raises(Missing):
            record_call(submission.pk, result="told", text="", by=by, at=cast.NOON)


def test_a_try_to_call_answers_nobody() -> None:
    by = cast.officer()
    submission = record_call(
        cast.registered(by).pk, result="no_answer", text="", by=by, at=cast.NOON
    )
    assert (submission.status, submission.answered_at) == (Status.REGISTERED, None)


def test_a_bounce_is_told_once_and_a_delay_not_at_all() -> None:
    by = cast.officer()
    outgoing = answer(cast.registered(by), by)
    mark_bounced(outgoing.message_id, why="4.4.1", permanent=False, at=cast.NOON)
    outgoing.refresh_from_db()
    assert outgoing.state == Outgoing.State.QUEUED
    for _each in range(2):
        mark_bounced(outgoing.message_id, why="5.1.1", permanent=True, at=cast.NOON)
    mark_bounced("nobody@example.com", why="5.1.1", permanent=True, at=cast.NOON)
    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.trouble) == (Outgoing.State.BOUNCED, "5.1.1")
    assert Entry.objects.filter(kind="mail.failed").count() == 1


@pytest.fixture
def _no_relay_answers(settings: pytest.FixtureRequest) -> None:
    relay = {**settings.RELAY, "host": "127.0.0.1", "port": free_port(), "tls": "none"}  # type: ignore[attr-defined]
    settings.RELAY = relay  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_no_relay_answers")
def test_a_relay_that_is_away_is_asked_again_later_and_later() -> None:
    by = cast.officer()
    outgoing = answer(cast.registered(by), by)
    for _each in range(4):
        send_outgoing(outgoing.pk)
    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.tries) == (Outgoing.State.QUEUED, 4)
    assert outgoing.trouble
    waits = [seconds for _state, seconds in jobs(outgoing) if seconds is not None]
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]
    Outgoing.objects.update(tries=actions.TRIES - 1)
    send_outgoing(outgoing.pk)
    outgoing.refresh_from_db()
    assert outgoing.state == Outgoing.State.FAILED
    send_outgoing(outgoing.pk)
    assert Entry.objects.filter(kind="mail.failed").count() == 1


class Taker:
    """A relay that takes everything."""

    taken: ClassVar[list[str]] = []

    def __init__(self, _options: object) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None: ...

    def send(self, raw: bytes, *, mail_from: str, rcpt: str) -> None:
        self.taken.append(rcpt)


@pytest.mark.usefixtures("_no_relay_answers")
def test_a_letter_that_cannot_be_written_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("langnghe.reply.actions.send.Relay", Taker)
    by = cast.officer()
    no_address, fine = (answer(cast.registered(by), by, key=key) for key in ("a", "b"))
    Outgoing.objects.filter(pk=no_address.pk).update(to_address='a@[),",')
    send_several([no_address.pk, fine.pk])
    for each in (no_address, fine):
        each.refresh_from_db()
    assert (no_address.state, fine.state) == (Outgoing.State.FAILED, Outgoing.State.SENT)
    assert "cannot be written" in no_address.trouble
    assert Taker.taken == [fine.to_address]
    assert Entry.objects.filter(kind="mail.failed").count() == 1


def test_what_a_killed_worker_left_is_queued_again_once() -> None:
    by = cast.officer()
    outgoing = answer(cast.registered(by), by)
    longer_ago = timezone.now() - actions.STUCK_AFTER - timedelta(seconds=1)
    Outgoing.objects.update(state=Outgoing.State.SENDING, claimed_at=longer_ago)
    for _each in range(2):
        sweep_outgoing(0)
    outgoing.refresh_from_db()
    assert outgoing.state == Outgoing.State.QUEUED
    assert len(jobs(outgoing)) == 2


def test_an_old_mail_that_is_being_sent_now_is_left_alone() -> None:
    by = cast.officer()
    outgoing = answer(cast.registered(by), by)
    Outgoing.objects.update(
        state=Outgoing.State.SENDING,
        created_at=timezone.now() - timedelta(days=2),
        claimed_at=timezone.now(),
    )
    sweep_outgoing(0)
    outgoing.refresh_from_db()
    assert outgoing.state == Outgoing.State.SENDING


def test_sending_twice_sends_once() -> None:
    by = cast.officer()
    outgoing = answer(cast.registered(by), by)
    for _each in range(2):
        send_outgoing(outgoing.pk)
    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.tries) == (Outgoing.State.KEPT, 1)
