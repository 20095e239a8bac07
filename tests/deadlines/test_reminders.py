"""Who is reminded of what and when; who is called when a time has passed."""

from datetime import date, datetime, timedelta

import pytest

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.deadlines.actions import Owed, drop, meet, move, owe, remind, see_missed
from langnghe.deadlines.models import Obligation, Reminder
from langnghe.deadlines.rules import Step, step_reached, warning_reached
from langnghe.duty.models import Alarm, Notice
from langnghe.duty.wording import rule_in_words
from langnghe.register.models import Submission
from langnghe.register.states import Sensitivity, Urgency
from langnghe.workdays.calendar import HANOI, vietnam_calendar
from tests import cast

CALENDAR = vietnam_calendar([2026])


@pytest.mark.parametrize(
    ("today", "step"),
    [
        ("2026-11-25", None),
        ("2026-11-26", Step.THREE_BEFORE),
        ("2026-11-27", Step.THREE_BEFORE),
        ("2026-11-30", Step.ONE_BEFORE),
        ("2026-12-01", Step.ONE_BEFORE),
        ("2026-12-02", Step.ONE_AFTER),
        ("2026-12-03", Step.ONE_AFTER),
        ("2026-12-04", Step.THREE_AFTER),
        ("2026-12-20", Step.THREE_AFTER),
    ],
)
def test_steps_are_counted_in_working_days(today: str, step: Step | None) -> None:
    assert step_reached(date(2026, 12, 1), date.fromisoformat(today), CALENDAR) == step


def test_days_of_warning_are_calendar_days() -> None:
    begun = date(2026, 11, 1)
    days = [(begun + timedelta(days=n)) for n in (19, 20, 29, 30, 44)]
    assert [warning_reached(begun, day, [20, 30, 40]) for day in days] == [None, 20, 20, 30, 40]


def person(role: RoleCode) -> Officer:
    made = cast.officer(role)
    made.email = f"{made.username}@example.com"
    made.save()
    return made


def held(by: Officer, **changes: str) -> Submission:
    submission = cast.registered(by)
    Submission.objects.filter(pk=submission.pk).update(holder=by, **changes)
    submission.refresh_from_db()
    return submission


def morning(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T07:30").replace(tzinfo=HANOI)


def letters() -> list[tuple[str, str]]:
    return [(each.address, each.subject) for each in Notice.objects.order_by("pk")]


@pytest.mark.django_db
def test_fifty_things_are_one_letter_and_each_is_named_once() -> None:
    by = person(RoleCode.SPECIALIST)
    for number in range(50):
        owed = Owed(event="Trình lãnh đạo", limit=5, unit="wd", holder=by)
        owe(f"memo:{number}", owed, about=held(by), at=cast.NOON)
    assert remind(at=morning("2026-11-23")) == 0
    assert remind(at=morning("2026-11-25")) == 1  # due on Monday the 30th: three days before
    assert remind(at=morning("2026-11-25")) == 0
    assert remind(at=morning("2026-11-26")) == 0
    [notice] = Notice.objects.all()
    assert notice.address == by.email
    assert notice.text.count("- HN-") == 50
    assert remind(at=morning("2026-11-27")) == 1
    assert Reminder.objects.filter(step="T-1").count() == 50


@pytest.mark.django_db
def test_nobody_is_reminded_on_a_day_off_or_of_what_is_done() -> None:
    by = person(RoleCode.SPECIALIST)
    submission = held(by)
    for key in ("a:1", "a:2"):
        owed = Owed(event="Trình", limit=5, unit="wd", holder=by)
        owe(key, owed, about=submission, at=cast.NOON)
    meet("a:1", at=cast.later(5))
    drop("a:2", at=cast.later(5))
    assert remind(at=morning("2026-11-29")) == 0
    assert remind(at=morning("2026-11-30")) == 0


@pytest.mark.django_db
def test_it_goes_up_the_line_and_begins_anew_when_it_is_moved() -> None:
    by, leader = person(RoleCode.SPECIALIST), person(RoleCode.SHIFT_LEADER)
    chief = person(RoleCode.OFFICE_LEADER)
    owed = Owed(event="Trình", limit=5, unit="wd", holder=by)
    owe("memo:1", owed, about=held(by), at=cast.NOON)

    def reached(day: str) -> set[str]:
        before = set(Notice.objects.values_list("pk", flat=True))
        remind(at=morning(day))
        return set(Notice.objects.exclude(pk__in=before).values_list("address", flat=True))

    assert reached("2026-11-30") == {by.email}
    assert reached("2026-12-01") == {by.email, leader.email}
    assert reached("2026-12-02") == set()
    assert reached("2026-12-03") == {by.email, leader.email, chief.email}
    assert reached("2026-12-04") == set()
    move("memo:1", due_at=morning("2026-12-09"), why="Gia hạn", at=morning("2026-12-04"))
    assert reached("2026-12-07") == {by.email}


@pytest.mark.django_db
def test_an_agency_is_reminded_by_its_own_letter_and_of_s2_only_in_number() -> None:
    by, sxd = person(RoleCode.SPECIALIST), cast.agency()
    sxd.email = "sxd@co-quan.example"
    sxd.save()
    hidden, open_one = cast.registered(by, sensitivity="S2"), cast.registered(by)
    for number, submission in enumerate((hidden, open_one)):
        owed = Owed(event="Báo cáo", due_at=cast.later(days=5), agency=sxd)
        owe(f"assignment:9{number}", owed, about=submission.cases.get(), at=cast.NOON)
    remind(at=morning("2026-11-25"))
    [notice] = Notice.objects.filter(address=sxd.email)
    assert open_one.cases.get().code in notice.text
    assert hidden.cases.get().code not in notice.text
    assert "1 việc" in notice.text


@pytest.mark.django_db
def test_a_time_that_passes_calls_once_and_is_written_down() -> None:
    by = cast.officer()
    submission, urgent = held(by), held(by, urgency=Urgency.K3)
    secret = held(by, sensitivity=Sensitivity.S2)
    for number, about in enumerate((submission, urgent, secret)):
        owe(f"x:{number}", Owed(event="Trình", limit=4, unit="h"), about=about, at=cast.NOON)
    assert see_missed(at=cast.later(239)) == 0
    assert see_missed(at=cast.later(241)) == 3
    assert see_missed(at=cast.later(242)) == 0
    own, together = Alarm.objects.filter(kind="deadline").order_by("submission_id")
    assert (own.submission, rule_in_words(own, "vi")) == (urgent, "Trình")
    assert submission.code in together.words
    assert secret.code not in together.words
    assert urgent.entries.filter(kind="deadline.missed").count() == 1
    assert Obligation.objects.get(key="x:0").is_late(cast.later(241))
