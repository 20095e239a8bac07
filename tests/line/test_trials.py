"""Trial calls: when one is due, what is looked for in it, what its failure says and to whom."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.intake.actions import judge_trials
from langnghe.intake.actions.file_calls import file_calls
from langnghe.intake.actions.keep_recordings import keep_recording
from langnghe.line.actions.trials import begin_trial, is_due, note_finding
from langnghe.line.actions.watch import Seen, note_exchange
from langnghe.line.models import Trial
from langnghe.line.rules import shift_began
from langnghe.line.states import Finding
from langnghe.register.models import Attachment, Contact, Entry
from langnghe.telephony.exchange.trial import Side, likeness, likeness_in_parts, said_by
from tests.cast import NOON, later, officer
from tests.line.test_filing import record

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
SHIFTS = ["06:00", "14:00", "22:00"]


def trial(call: str = "trial-1") -> Trial:
    return Trial.objects.create(exchange="tong-dai", call=call, began_at=NOON)


def recorded(call: str, *sides: Side | None) -> None:
    """Leave a recording in the spool: on each side of it, after a second, who speaks."""
    folder = Path(settings.CALL_SPOOL) / "tong-dai" / "recordings"
    folder.mkdir(parents=True, exist_ok=True)
    silence = np.zeros(8000)
    voices = [said_by(side) if side else np.zeros(len(said_by(Side.CALLER))) for side in sides]
    both = np.stack([np.concatenate([silence, voice, silence]) for voice in voices], axis=1)
    (folder / f"{call}.raw").write_bytes((both * 32767).astype("<i2").tobytes())


def filed(call: str, **facts: object) -> None:
    record(call, src="700", outcome="missed", **facts)
    for minutes in (5, 10):
        file_calls(Path(settings.CALL_SPOOL), at=datetime.now(UTC) + timedelta(minutes=minutes))


def answered(call: str, *sides: Side | None) -> None:
    recorded(call, *sides)
    start = int(NOON.timestamp())
    filed(call, recording=f"{call}.raw", taken_at=str(start + 9))


def test_both_sides_are_heard_in_the_recording_as_it_came_and_as_it_is_kept() -> None:
    first, second = trial(), trial("trial-2")
    answered("trial-1", Side.CALLER, Side.OFFICER)
    answered("trial-2", Side.CALLER, Side.OFFICER)
    assert judge_trials.judge(first, at=later(1)) == Finding.GOOD
    keep_recording(Attachment.objects.get(contact__external_id="tong-dai:trial-2").pk)
    assert judge_trials.judge(second, at=later(1)) == Finding.GOOD
    first.refresh_from_db()
    assert (first.ended_at, first.is_good, first.remedy) == (later(1), True, "")
    assert (first.caller_likeness, first.officer_likeness) == (1.0, 1.0)
    told = Entry.objects.filter(contact__external_id="tong-dai:trial-1").order_by("pk")
    kinds = ["call.trial", "call.recording", "line.trial_judged"]
    assert list(told.values_list("kind", flat=True)) == kinds
    assert set(Contact.objects.values_list("set_aside_reason", flat=True)) == {"test"}


@pytest.mark.parametrize(
    "sides", [(Side.CALLER, None), (None, Side.OFFICER), (Side.OFFICER, Side.CALLER)]
)
def test_a_side_that_is_not_heard_is_found_out(sides: tuple[Side | None, Side | None]) -> None:
    answered("trial-1", *sides)
    assert judge_trials.judge(trial(), at=later(1)) == Finding.NOT_HEARD


def test_what_failed_first_is_said_and_said_once() -> None:
    assert judge_trials.judge(trial("trial-1"), at=later(4)) == Finding.NOT_FILED
    filed("trial-2")
    assert judge_trials.judge(trial("trial-2"), at=later(4)) == Finding.NOT_ANSWERED
    filed("trial-3", taken_at=str(int(NOON.timestamp()) + 9))
    assert judge_trials.judge(trial("trial-3"), at=later(4)) == Finding.NOT_RECORDED
    last = Trial.objects.get(call="trial-3")
    assert not note_finding(last.pk, Finding.GOOD, at=later(9))
    going = trial("trial-4")
    judge_trials.end_trials(int(later(2).timestamp()))
    going.refresh_from_db()
    assert going.finding == ""
    judge_trials.end_trials(int(later(4).timestamp()))
    going.refresh_from_db()
    assert going.finding == Finding.NOT_FILED


def test_a_shift_wants_one_trial_call_and_another_where_it_failed(settings: Settings) -> None:
    settings.SHIFTS = SHIFTS
    begun = datetime(2026, 11, 25, 6, 0, tzinfo=HERE)
    assert not is_due(at=begun), "an exchange that is away has an alarm of its own"
    note_exchange("tong-dai", Seen(is_there=True), at=begun)
    assert is_due(at=begun)
    made = Trial.objects.create(exchange="tong-dai", call="trial-1", began_at=begun)
    assert not is_due(at=begun + timedelta(hours=7))
    made.finding = Finding.NOT_HEARD
    made.save()
    assert not is_due(at=begun + timedelta(minutes=14))
    assert is_due(at=begun + timedelta(minutes=15))
    made.finding = Finding.GOOD
    made.save()
    assert not is_due(at=begun + timedelta(hours=7))
    note_exchange("tong-dai", Seen(is_there=True), at=begun + timedelta(hours=8))
    assert is_due(at=begun + timedelta(hours=8))


@pytest.mark.parametrize(
    ("at", "began"), [("05:59", "24 22:00"), ("06:00", "25 06:00"), ("23:10", "25 22:00")]
)
def test_the_shift_of_a_moment(at: str, began: str) -> None:
    moment = datetime.fromisoformat(f"2026-11-25T{at}").replace(tzinfo=HERE)
    assert f"{shift_began(SHIFTS, moment):%d %H:%M}" == began


def test_an_exchange_that_does_not_begin_the_call_alarms_those_it_concerns(
    settings: Settings, client: Client
) -> None:
    settings.EXCHANGE_SECRET, settings.EXCHANGE_HTTP_PORT = "of the tests", 9
    lan = officer(RoleCode.SHIFT_LEADER)
    assert begin_trial(by=lan, at=NOON).finding == Finding.NOT_TAKEN
    client.force_login(lan)
    assert "Cuộc gọi thử không đạt: Tổng đài không bắt đầu" in cards(client)
    note_exchange("tong-dai", Seen(is_there=True), at=NOON)
    said = client.get("/line").content.decode()
    assert "Tổng đài không bắt đầu cuộc gọi. Xem tổng đài có đang chạy không" in said
    assert "Gọi thử ngay" in said
    other = Client()
    other.force_login(officer(RoleCode.DUTY_OFFICER))
    assert "Cuộc gọi thử" not in cards(other)
    Trial.objects.create(
        exchange="tong-dai", call="trial-2", began_at=later(1), finding=Finding.GOOD
    )
    assert "Cuộc gọi thử" not in cards(client)


def cards(client: Client) -> str:
    return " ".join(client.get("/line/cards").content.decode().split())


def test_who_may_not_register_makes_no_trial_call(client: Client, settings: Settings) -> None:
    settings.EXCHANGE_SECRET = "of the tests"
    admin: Officer = officer(RoleCode.ADMINISTRATOR)
    client.force_login(admin)
    assert client.post("/line/try").status_code == 404
    assert not Trial.objects.exists()


def test_a_late_packet_here_and_there_is_no_lost_voice() -> None:
    said = 900 * said_by(Side.CALLER)
    late = np.concatenate([said[:6000], np.zeros(160), said[6000:14000], np.zeros(320)])
    heard_late = np.concatenate([late, said[14000:20000], said[20160:]])
    assert likeness(said, heard_late) < 0.5
    assert likeness_in_parts(said, heard_late) > 0.99
    assert likeness_in_parts(said, 900 * said_by(Side.OFFICER)) < 0.2


def test_noise_and_silence_are_like_nothing_that_was_said() -> None:
    said = said_by(Side.CALLER)
    rng = np.random.default_rng(7)
    assert likeness(said, rng.normal(0, 900, 8000 * 20)) < 0.2
    assert likeness(said, np.zeros(5)) == 0
    assert likeness(said, 32767 * said_by(Side.OFFICER)) < 0.2
    assert likeness(said, np.concatenate([np.zeros(3000), 900 * said, np.zeros(9)])) > 0.99
