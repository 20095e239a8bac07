"""Calendar and rules change: what is open moves, what is past stays, and all of it is said."""

from datetime import date, datetime, time

import pytest

from langnghe import settings
from langnghe.access.actions import NotAllowed
from langnghe.access.rules import RoleCode
from langnghe.deadlines.actions import (
    DaySet,
    HoursOutOfOrder,
    Owed,
    RuleSet,
    TooEarly,
    change_rule,
    confirm_year,
    load_rules,
    move,
    owe,
    set_day,
    set_hours,
    tell_moved,
    try_out,
)
from langnghe.deadlines.models import CalendarDay, DeadlineRule, MovedDue, Obligation
from langnghe.deadlines.queries import office_calendar, proposals
from langnghe.deadlines.states import DayKind
from langnghe.ops.profile_files import deadline_rows
from langnghe.register.models import Entry, Submission
from langnghe.workdays.calendar import HANOI
from langnghe.workdays.due import due_at
from tests import cast

pytestmark = pytest.mark.django_db
CULTURE_DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules(deadline_rows(settings.PROFILE))


def due(submission: Submission, code: str = "RCP-NOTIFY") -> str:
    kept = Obligation.objects.get(submission=submission, code=code)
    return f"{kept.due_at.astimezone(HANOI):%Y-%m-%d %H:%M}"


def test_a_day_off_moves_what_is_open_and_the_timeline_says_why() -> None:
    by, submission = cast.officer(RoleCode.ADMINISTRATOR), cast.new_submission()
    assert due(submission) == "2026-12-07 17:30"
    said = DaySet(day=date(2026, 12, 1), kind=DayKind.OFF, name="Nghỉ bão", source="CĐ 12/CĐ-UBND")

    seen = try_out(lambda: set_day(said, by=by, at=cast.NOON))
    assert (seen.moved, due(submission)) == (3, "2026-12-07 17:30")
    assert not CalendarDay.objects.exists()

    change = set_day(said, by=by, at=cast.NOON)
    assert (change.moved, change.source) == (3, "CĐ 12/CĐ-UBND")
    assert due(submission) == "2026-12-08 17:30"
    tell_moved(change.pk)
    tell_moved(change.pk)
    told = Entry.objects.filter(kind="deadline.moved", submission=submission)
    assert told.count() == 3
    assert "Nghỉ bão" in told[0].facts["why"]


def test_confirming_a_year_keeps_what_was_chosen_and_nothing_else_of_the_proposal() -> None:
    by, submission = cast.officer(RoleCode.ADMINISTRATOR), cast.new_submission()
    days = [each.day for each in proposals(2026) if each.day != CULTURE_DAY]
    change = confirm_year(2026, days=days, source="Thông báo nghỉ lễ 2026", by=by, at=cast.NOON)
    assert due(submission) == "2026-12-04 17:30"
    assert change.moved == 3
    calendar = office_calendar()
    assert calendar.is_working(CULTURE_DAY)
    assert calendar.is_working(date(2026, 8, 22))  # a Saturday worked for 31 August
    assert not calendar.is_working(date(2026, 8, 31))
    assert not calendar.is_working(date(2027, 1, 1))  # not confirmed yet: as proposed
    assert confirm_year(2026, days=days, source="", by=by, at=cast.later(9)).moved == 0


def test_vectors_of_the_domain_study_with_and_without_the_swap() -> None:
    by = cast.officer(RoleCode.ADMINISTRATOR)
    begun = datetime(2026, 8, 27, 9, tzinfo=HANOI)
    assert due_at(10, "wd", begun, office_calendar()).date() == date(2026, 9, 15)
    usual = DaySet(day=date(2026, 8, 31), kind=DayKind.USUAL)
    set_day(usual, by=by, at=cast.NOON)
    assert due_at(10, "wd", begun, office_calendar()).date() == date(2026, 9, 14)


def test_half_days_count_and_end_early() -> None:
    by = cast.officer(RoleCode.ADMINISTRATOR)
    set_day(DaySet(day=date(2026, 11, 23), kind=DayKind.MORNING), by=by, at=cast.NOON)
    calendar = office_calendar()
    friday = datetime(2026, 11, 20, 16, 30, tzinfo=HANOI)
    assert due_at(1, "wd", friday, calendar) == datetime(2026, 11, 23, 12, tzinfo=HANOI)
    assert due_at(5.5, "wh", friday, calendar) == datetime(2026, 11, 25, 8, 30, tzinfo=HANOI)


def test_hours_hold_from_a_day_on_and_must_be_in_order() -> None:
    by, submission = cast.officer(RoleCode.ADMINISTRATOR), cast.new_submission()
    winter = (time(8), time(11, 30), time(13), time(17))
    with pytest.raises(HoursOutOfOrder):
        set_hours(winter[::-1], since=date(2026, 12, 1), source="", by=by, at=cast.NOON)
    set_hours(winter, since=date(2026, 12, 1), source="QĐ 5", by=by, at=cast.NOON)
    assert due(submission) == "2026-12-07 17:00"
    assert office_calendar().hours_on(date(2026, 11, 30))[-1][1] == time(17, 30)


def test_a_new_version_of_a_rule_leaves_what_began_before_it() -> None:
    by, before = cast.officer(RoleCode.ADMINISTRATOR), cast.new_submission()
    rule = DeadlineRule.objects.get(code="RCP-NOTIFY")
    said = RuleSet(
        limit=7, unit="wd", event=rule.event, basis="Luật mới", valid_from=date(2026, 11, 20)
    )
    change = change_rule(rule.pk, said, by=by, at=cast.NOON)
    assert change.moved == 1
    kept = Obligation.objects.get(submission=before, code="RCP-NOTIFY")
    assert (due(before), kept.basis, kept.limit) == ("2026-12-02 17:30", "Luật mới", 7)
    rule.refresh_from_db()
    assert (rule.limit, rule.valid_to) == (10, date(2026, 11, 19))
    early = RuleSet(limit=1, unit="wd", event="", basis="", valid_from=date(2020, 1, 1))
    with pytest.raises(TooEarly):
        change_rule(rule.pk, early, by=by, at=cast.NOON)
    load_rules(deadline_rows(settings.PROFILE))  # a restart changes nothing that was set
    assert due(cast.new_submission()) == "2026-12-02 17:30"
    later = RuleSet(limit=3, unit="wd", event="x", basis="y", valid_from=date(2027, 1, 1))
    assert change_rule(rule.pk, later, by=by, at=cast.NOON).moved == 0


def test_only_an_administrator_changes_days_and_rules() -> None:
    by = cast.officer(RoleCode.OFFICE_LEADER)
    with pytest.raises(NotAllowed):
        set_day(DaySet(day=CULTURE_DAY, kind=DayKind.OFF), by=by, at=cast.NOON)
    with pytest.raises(NotAllowed):
        confirm_year(2026, days=[], source="", by=by, at=cast.NOON)
    rule = DeadlineRule.objects.all()[0]
    said = RuleSet(limit=1, unit="wd", event="", basis="", valid_from=date(2030, 1, 1))
    with pytest.raises(NotAllowed):
        change_rule(rule.pk, said, by=by, at=cast.NOON)


def test_a_limit_given_by_hand_follows_the_calendar_and_a_moment_stays() -> None:
    by, submission = cast.officer(RoleCode.ADMINISTRATOR), cast.new_submission()
    owe("memo:1", Owed(event="Trình", limit=1, unit="wd"), about=submission, at=cast.NOON)
    fixed = Owed(event="Giao", due_at=cast.later(days=3))
    owe("memo:2", fixed, about=submission, at=cast.NOON)
    monday = DaySet(day=date(2026, 11, 23), kind=DayKind.OFF)
    change = set_day(monday, by=by, at=cast.NOON)
    moved = MovedDue.objects.filter(change=change).values_list("obligation__key", flat=True)
    assert "memo:1" in moved
    assert "memo:2" not in moved
    move("memo:2", due_at=cast.later(days=9), why="Gia hạn", by=by, at=cast.NOON)
    assert Obligation.objects.get(key="memo:2").due_at == cast.later(days=9)
