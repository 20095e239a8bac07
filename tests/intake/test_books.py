"""The books are kept by the days of the city, whatever the clock of the machine goes by."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from langnghe.access.rules import RoleCode
from langnghe.intake.actions.reconcile import reconcile, reconcile_hourly
from langnghe.intake.models import Balance, Difference
from langnghe.mail.journal import Acceptance, Journal
from langnghe.ops.balancing import balance
from langnghe.ops.home import CannotStart
from langnghe.register.models import Contact
from langnghe.register.states import Channel, ContactState
from tests import cast
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db
DAY, HANOI = date(2026, 11, 24), ZoneInfo("Asia/Ho_Chi_Minh")


def at(clock: str, *, days: int = 0) -> datetime:
    """Return a moment of the day, or of another, by the city's clock; stamps are in UTC."""
    hour, minute = clock.split(":")
    local = datetime(DAY.year, DAY.month, DAY.day, int(hour), int(minute), tzinfo=HANOI)
    return (local + timedelta(days=days)).astimezone(UTC)


MOMENTS = {
    "the evening before": at("23:30", days=-1),
    "after midnight": at("00:30"),
    "late": at("23:30"),
    "the night after": at("00:30", days=1),
}
OF_THE_DAY = {"after midnight", "late"}


@pytest.fixture(autouse=True)
def _arrivals(settings: Settings, tmp_path: Path) -> None:
    """Write into the books of the door, of the server before it, and of an exchange."""
    journal, relay = Journal(Path(settings.JOURNAL)), tmp_path / "mail.log"
    exchange = Path(settings.CALL_SPOOL) / "tong-dai"
    exchange.mkdir(parents=True)
    delivered, calls = [], []
    for number, (name, moment) in enumerate(MOMENTS.items(), 1):
        journal.note(
            Acceptance(
                at=moment, reference=f"M{number}", digest=name, mail_from="mau@example.com",
                rcpt="hotline@langnghe.example", size=100,
            )
        )  # fmt: skip
        delivered.append(
            f"{moment.isoformat()} mx postfix/lmtp[7]: 4F{number}A: to=<a@langnghe.example>, "
            f"status=sent (250 2.0.0 Kept as M{900_000 + number})\n"
        )
        start = int(moment.timestamp())
        calls.append({"uniqueid": f"{start}.{number}", "start": start, "end": start + 9})
    relay.write_text("".join(delivered))
    (exchange / "calls.jsonl").write_text("".join(json.dumps(each) + "\n" for each in calls))
    settings.POSTFIX_LOG = str(relay)


def keep(name: str) -> None:
    """Let the register hold a mail that the door took."""
    Contact.objects.create(
        channel=Channel.MAIL, external_id=name, source="smtp", received_at=MOMENTS[name],
        state=ContactState.READ,
    )  # fmt: skip


def test_a_day_holds_what_came_between_two_midnights_of_the_city() -> None:
    counted = {each.source: each.delivered for each in reconcile(DAY, repair=False, at=at("23:50"))}
    assert counted == {"smtp": 2, "postfix": 2, "exchange tong-dai": 2}
    mails = Difference.objects.filter(source="smtp")
    assert set(mails.values_list("key", flat=True)) == OF_THE_DAY
    said = Difference.objects.get(key="after midnight")
    assert (said.day, said.detail[:8]) == (DAY, "00:30:00")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "24/11/2026"])
def test_a_day_without_books_is_one_sentence(day: str) -> None:
    with pytest.raises(CannotStart, match="is no day: write it as"):
        balance(day, repair=False)


@pytest.mark.parametrize("clock", ["00:30", "23:30"])
def test_the_page_and_the_command_call_the_citys_day_today(
    clock: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at(clock))
    assert balance("", repair=False) == 1
    assert set(Balance.objects.values_list("day", flat=True)) == {DAY - timedelta(days=1), DAY}
    said = capsys.readouterr().out
    assert "24/11/2026" in said
    assert "25/11/2026" not in said
    Balance.objects.filter(day=DAY).update(day=DAY - timedelta(days=14), delivered=777)
    Balance.objects.filter(day=DAY - timedelta(days=1)).update(day=DAY - timedelta(days=15))
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    page = signed_in(leader).get("/balance").content.decode()
    assert page.count(f"{DAY - timedelta(days=14):%d/%m/%Y}") >= 3
    assert f"{DAY - timedelta(days=15):%d/%m/%Y}</th>" not in page


@pytest.mark.parametrize("clock", ["00:30", "23:30"])
def test_every_hour_the_citys_today_and_yesterday_are_balanced(clock: str) -> None:
    reconcile_hourly(int(at(clock).timestamp()))
    assert set(Balance.objects.values_list("day", flat=True)) == {DAY - timedelta(days=1), DAY}


def test_a_difference_ends_only_when_the_register_holds_it(settings: Settings) -> None:
    reconcile(DAY, repair=False, at=at("10:00"))
    late, early = (Difference.objects.get(key=name) for name in ("late", "after midnight"))
    keep("after midnight")
    for path in Path(settings.JOURNAL).iterdir():
        path.unlink()
    reconcile(DAY, repair=False, at=at("11:00"))
    for each in (late, early):
        each.refresh_from_db()
    assert (late.state, early.state) == (Difference.State.OPEN, Difference.State.REPAIRED)


def test_a_channel_out_of_reach_again_is_a_difference_again(settings: Settings) -> None:
    def states() -> list[str]:
        reconcile(DAY, repair=False, at=at("10:00"))
        found = Difference.objects.filter(source="postfix", what="uncounted")
        return list(found.values_list("state", flat=True))

    log = Path(settings.POSTFIX_LOG)
    away = log.rename(log.with_suffix(".away"))
    assert states() == ["open"]
    away.rename(log)
    assert states() == ["repaired"]
    log.rename(away)
    assert states() == ["open"]
