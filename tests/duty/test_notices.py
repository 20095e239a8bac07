"""A notice is told once, by a way that works, and no longer when its alarm has ended."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from langnghe.access.rules import RoleCode
from langnghe.duty.actions.alarms import acknowledge_alarm, raise_alarm
from langnghe.duty.actions.notices import Message, send_notice, sweep_notices, tell
from langnghe.duty.models import Alarm, Notice
from langnghe.duty.rules import TRIES
from langnghe.duty.states import AlarmKind, NoticeState, Way
from tests import cast
from tests.duty.letterbox import ADDRESS, open_letterbox
from tests.hotline import free_port

pytestmark = pytest.mark.django_db


def message(**given: object) -> Message:
    facts = {"way": Way.MAIL, "address": ADDRESS, "subject": "Báo động", "text": "Có việc khẩn."}
    return Message(**{**facts, **given})  # type: ignore[arg-type]


def an_alarm() -> Alarm:
    alarm = raise_alarm(AlarmKind.SYSTEM, key="system:thử", rule="thử", at=cast.NOON)
    assert alarm is not None
    return alarm


def waiting_jobs(notice: Notice) -> list[float | None]:
    """In how many seconds each job that sends a notice is due; None: now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM scheduled_at - now())::float FROM procrastinate_jobs "
            "WHERE (args->>'notice_id')::int = %s ORDER BY id",
            [notice.pk],
        )
        return [row[0] for row in cursor.fetchall()]


def test_the_same_is_told_once() -> None:
    first = tell(message(), key="k", at=cast.NOON)
    again = tell(message(text="Khác"), key="k", at=cast.later(1))
    assert (again.pk, again.text) == (first.pk, "Có việc khẩn.")
    assert waiting_jobs(first) == [None]


def test_it_goes_by_mail_and_only_once(tmp_path: Path, settings: Settings) -> None:
    with open_letterbox(tmp_path) as (box, relay):
        settings.RELAY = relay
        notice = tell(message(name="Trưởng ca (mẫu)"), key="k", at=cast.NOON)
        send_notice(notice.pk)
        send_notice(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (NoticeState.SENT, 1)
    assert notice.sent_at is not None
    (mail,) = box.mails
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("Báo động", "auto-replied")
    assert mail.get_content().strip() == "Có việc khẩn."


def test_without_a_relay_it_is_kept_to_be_read(settings: Settings) -> None:
    settings.RELAY = {**settings.RELAY, "host": ""}
    notice = tell(message(), key="k", at=cast.NOON)
    send_notice(notice.pk)
    notice.refresh_from_db()
    assert notice.state == NoticeState.KEPT


def test_a_relay_that_is_away_is_tried_again_later_and_at_last_no_more(settings: Settings) -> None:
    settings.RELAY = {**settings.RELAY, "host": "127.0.0.1", "port": free_port(), "tls": "none"}
    notice = tell(message(), key="k", at=cast.NOON)
    for _try in range(TRIES):
        send_notice(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (NoticeState.FAILED, TRIES)
    assert "cannot be reached" in notice.trouble
    waits = [wait for wait in waiting_jobs(notice) if wait is not None]
    assert len(waits) == TRIES - 1
    assert waits == sorted(waits)
    assert waits[0] < 10 < 500 < waits[-1]


def test_an_address_that_is_refused_is_not_tried_again(tmp_path: Path, settings: Settings) -> None:
    with open_letterbox(tmp_path) as (box, relay):
        settings.RELAY = relay
        notice = tell(message(address="ai.do@example.net"), key="k", at=cast.NOON)
        send_notice(notice.pk)
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    assert box.mails == []


def test_nothing_is_sent_of_an_alarm_that_has_ended(tmp_path: Path, settings: Settings) -> None:
    alarm = an_alarm()
    with open_letterbox(tmp_path) as (box, relay):
        settings.RELAY = relay
        notice = tell(message(), key="k", at=cast.NOON, alarm=alarm, step=0)
        acknowledge_alarm(alarm.pk, by=cast.officer(RoleCode.SHIFT_LEADER), at=cast.later(1))
        send_notice(notice.pk)
    notice.refresh_from_db()
    assert notice.state == NoticeState.DROPPED
    assert box.mails == []


def test_what_a_killed_worker_left_is_queued_again() -> None:
    notice = tell(message(), key="k", at=cast.NOON)
    now = datetime.now(UTC)
    left = {"state": NoticeState.SENDING, "claimed_at": now - timedelta(minutes=2)}
    Notice.objects.filter(pk=notice.pk).update(**left)
    sweep_notices(int(now.timestamp()))
    sweep_notices(int(now.timestamp()))
    notice.refresh_from_db()
    assert notice.state == NoticeState.QUEUED
    assert len(waiting_jobs(notice)) == 2, "the first one, and one more"
