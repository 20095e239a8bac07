"""The demonstration: a made-up cast of officers and about a year of made-up reports."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from langnghe.access.actions import Person, add_officer
from langnghe.access.models import Agency, Officer
from langnghe.access.rules import RoleCode
from langnghe.deadlines.actions import follow_all
from langnghe.deadlines.queries import office_calendar
from langnghe.direction.actions import follow_assignments, load_past_assignments
from langnghe.direction.models import Assignment
from langnghe.intake.actions.file_calls import file_calls
from langnghe.ops import profile_files
from langnghe.ops.demo.agencies import work_in_every_state
from langnghe.ops.demo.desk import Desk, drop_calls
from langnghe.ops.demo.history import Stock, Year
from langnghe.ops.demo.issues import gather_issues
from langnghe.ops.demo.letters import finish, is_recent
from langnghe.ops.demo.office import office_of
from langnghe.ops.demo.orders import give_orders
from langnghe.ops.demo.plans import Plan
from langnghe.ops.demo.ratings import rated
from langnghe.ops.demo.watch import fill_duty_room
from langnghe.ops.home import Say
from langnghe.register.actions.history import Made, load_past
from langnghe.register.models import Submission
from langnghe.reply.actions import load_past_outgoing, load_past_ratings
from langnghe.reply.models import Outgoing, Satisfaction
from langnghe.triage.actions.watch import watch

PASSWORD = "lang-nghe-demo"  # noqa: S105 (made-up officers; printed at the start)
CAST: tuple[tuple[str, str, str, RoleCode, str], ...] = (
    ("lan", "Nguyễn Thị Lan (mẫu)", "Trực viên", RoleCode.DUTY_OFFICER, ""),
    ("binh", "Trần Văn Bình (mẫu)", "Trực viên", RoleCode.DUTY_OFFICER, ""),
    ("minh", "Lê Quang Minh (mẫu)", "Trưởng ca", RoleCode.SHIFT_LEADER, ""),
    ("hoa", "Phạm Thu Hoa (mẫu)", "Phó Chánh Văn phòng", RoleCode.OFFICE_LEADER, ""),
    ("son", "Ngô Thái Sơn (mẫu)", "Chuyên viên", RoleCode.SPECIALIST, ""),
    ("thuongtruc", "Hoàng Thường Trực (mẫu)", "Thường trực", RoleCode.STANDING_BOARD, ""),
    ("soxaydung", "Đỗ Văn Mẫu", "Đầu mối Sở Xây dựng", RoleCode.AGENCY_CLERK, "SXD"),
    ("soyte", "Đặng Thị Ví Dụ", "Đầu mối Sở Y tế", RoleCode.AGENCY_CLERK, "SYT"),
    ("sotainguyen", "Bùi Thí Dụ", "Đầu mối Sở NN&MT", RoleCode.AGENCY_CLERK, "SNNMT"),
    ("quantri", "Vũ Quản Trị (mẫu)", "Quản trị hệ thống", RoleCode.ADMINISTRATOR, ""),
)
SOURCE = "demo"
SENT_DAYS = 60
"""Letters of this many last days lie under "Sent"; older ones stand in the timelines only."""


def fill(profile: Path, say: Say, *, at: datetime | None = None) -> None:
    """Create the cast, and the history of a register that is empty: all of it, or nothing."""
    officers = create_cast()
    if Submission.objects.exists():
        return
    now = timezone.localtime(at)
    say("writing about a year of made-up reports (LANGNGHE_DEMO=0 leaves them out)")
    count = 0
    with transaction.atomic():
        for made in write_history(profile, officers, at=now):
            count += made
            say(f"  {count:,} made-up reports so far")
        say("  sealing what happened to them")
    drop_calls(settings.CALL_SPOOL, at=now)
    file_calls(settings.CALL_SPOOL, at=now)
    work_in_every_state(officers, at=now)
    gather_issues(officers["minh"], at=now)
    give_orders(officers, at=now)
    say("  looking for what is unusual")
    watch(at=now)
    say("  reckoning what is owed until when")
    follow_all(at=now)
    follow_assignments(at=now)
    fill_duty_room(officers, office_calendar(), password=PASSWORD, at=now)


def create_cast() -> dict[str, Officer]:
    """Create the officers of the demonstration, unless they are there."""
    now = timezone.now()
    for number, (username, full_name, post, role, agency) in enumerate(CAST, start=201):
        if Officer.objects.filter(username=username).exists():
            continue
        person = Person(
            username=username,
            full_name=full_name,
            post=post,
            email=f"{username}@example.com",
            phone=f"0900 000 {number}",
            agency=Agency.objects.filter(code=agency).first() if agency else None,
        )
        add_officer(person, roles=[role], password=PASSWORD, at=now)
    return {each.username: each for each in Officer.objects.filter(username__in=_usernames())}


def _usernames() -> list[str]:
    return [row[0] for row in CAST]


def plans_of(profile: Path, officers: dict[str, Officer], *, at: datetime) -> list[Plan]:
    """Make up the year before a moment and the desk of that moment, oldest first."""
    office = office_of(officers, office_calendar())
    patterns = profile_files.demo_rows(profile, "demo_patterns.jsonl")
    stock = Stock(
        patterns=patterns,
        events=profile_files.demo_rows(profile, "demo_events.jsonl"),
        reports=profile_files.demo_rows(profile, "demo_reports.jsonl"),
    )
    year = Year(stock, office, at=at)
    desk = Desk(patterns, year.people, office, at)
    plans = [*desk.plans(), *year.plans()]
    return sorted(plans, key=lambda plan: (plan.row.received_at, plan.row.key))


def write_history(profile: Path, officers: dict[str, Officer], *, at: datetime) -> Iterator[int]:
    """Write the made-up year; yield the size of each batch."""
    plans = {plan.row.key: plan for plan in plans_of(profile, officers, at=at)}
    rows = (plan.row for plan in plans.values())
    for made in load_past(rows, source=SOURCE, by=None, at=at):
        load_past_assignments(_assignments(plans, made))
        load_past_outgoing(_letters(plans, made, at=at))
        load_past_ratings(_ratings(plans, made))
        yield len(made)


def _assignments(plans: dict[str, Plan], made: list[Made]) -> list[Assignment]:
    return [row for each in made for row in plans[each.row.key].standing.assignments_of(each)]


def _ratings(plans: dict[str, Plan], made: list[Made]) -> list[Satisfaction]:
    return [rated(row, each) for each in made for row in plans[each.row.key].standing.ratings]


def _letters(plans: dict[str, Plan], made: list[Made], *, at: datetime) -> list[Outgoing]:
    return [
        finish(mail, each, number)
        for each in made
        for number, mail in enumerate(plans[each.row.key].standing.mails)
        if is_recent(mail, days=SENT_DAYS, at=at)
    ]
