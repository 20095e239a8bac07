"""The demonstration: a made-up cast of officers and about a year of made-up reports."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from langnghe.access.actions import Person, add_officer
from langnghe.access.models import Agency, Officer
from langnghe.access.rules import RoleCode
from langnghe.direction.actions import load_past_assignments
from langnghe.direction.models import Assignment
from langnghe.direction.states import AssignmentState
from langnghe.ops import profile_files
from langnghe.ops.demo_history import Places, past_year, result_of
from langnghe.ops.home import Say
from langnghe.register.actions.history import Made, PastSubmission, load_past
from langnghe.register.models import Submission, Topic, Ward
from langnghe.register.states import Status
from langnghe.workdays.calendar import vietnam_calendar

PASSWORD = "lang-nghe-demo"  # noqa: S105 (made-up officers; printed at the start)
CAST: tuple[tuple[str, str, str, RoleCode, str], ...] = (
    ("lan", "Nguyễn Thị Lan (mẫu)", "Trực viên", RoleCode.DUTY_OFFICER, ""),
    ("binh", "Trần Văn Bình (mẫu)", "Trực viên", RoleCode.DUTY_OFFICER, ""),
    ("minh", "Lê Quang Minh (mẫu)", "Trưởng ca", RoleCode.SHIFT_LEADER, ""),
    ("hoa", "Phạm Thu Hoa (mẫu)", "Phó Chánh Văn phòng", RoleCode.OFFICE_LEADER, ""),
    ("soxaydung", "Đỗ Văn Mẫu", "Đầu mối Sở Xây dựng", RoleCode.AGENCY_CLERK, "SXD"),
    ("quantri", "Vũ Quản Trị (mẫu)", "Quản trị hệ thống", RoleCode.ADMINISTRATOR, ""),
)
SOURCE = "demo"


def fill(profile: Path, say: Say) -> None:
    """Create the cast, and the history of a register that is empty; nothing is made twice."""
    officers = create_cast()
    if Submission.objects.exists():
        return
    say("writing about a year of made-up reports (LANGNGHE_DEMO=0 leaves them out)")
    count = 0
    for made in write_history(profile, officers):
        count += made
        say(f"  {count:,} made-up reports so far")


def create_cast() -> dict[str, Officer]:
    """Create the officers of the demonstration, unless they are there."""
    now = timezone.now()
    for username, full_name, post, role, agency in CAST:
        if Officer.objects.filter(username=username).exists():
            continue
        person = Person(
            username=username,
            full_name=full_name,
            post=post,
            email=f"{username}@example.com",
            agency=Agency.objects.filter(code=agency).first() if agency else None,
        )
        add_officer(person, roles=[role], password=PASSWORD, at=now)
    return {each.username: each for each in Officer.objects.filter(username__in=_usernames())}


def _usernames() -> list[str]:
    return [row[0] for row in CAST]


def places_of() -> Places:
    """Look up the ids that the generator needs."""
    topics = Topic.objects.filter(parent__isnull=False).prefetch_related("agencies")
    wards = list(Ward.objects.all())
    return Places(
        topics={topic.code: topic.pk for topic in topics},
        wards={ward.code: ward.pk for ward in wards},
        ward_names={ward.code: ward.name for ward in wards},
        topic_agency={
            topic.code: agencies[0].pk for topic in topics if (agencies := topic.agencies.all())
        },
        ward_agency={
            agency.code.removeprefix("UBND-"): agency.pk
            for agency in Agency.objects.filter(kind="ward")
        },
        officers=(),
    )


def write_history(profile: Path, officers: dict[str, Officer]) -> Iterator[int]:
    """Write the made-up year; yield the size of each batch once it is committed."""
    now = timezone.localtime()
    calendar = vietnam_calendar(range(now.year - 2, now.year + 2))
    reports = profile_files.demo_reports(profile)
    rows = past_year(reports, places_of(), calendar, at=now)
    for made in load_past(rows, source=SOURCE, by=officers["lan"], at=now):
        _assign(made, officers["minh"])
        yield len(made)


@transaction.atomic
def _assign(made: list[Made], by: Officer) -> None:
    seen: set[int] = set()
    assignments = []
    for each in made:
        case = each.case
        if case is None or case.lead_agency_id is None or case.pk in seen:
            continue
        seen.add(case.pk)
        assignments.append(_assignment(each.row, case.pk, case.lead_agency_id, by))
    load_past_assignments(assignments)


def _assignment(row: PastSubmission, case_id: int, agency_id: int, by: Officer) -> Assignment:
    sent = (row.registered_at or row.received_at) + timedelta(minutes=20)
    under_way = row.status == Status.FORWARDED
    ended = None if under_way else (row.answered_at or sent + timedelta(days=1))
    state = AssignmentState.RESULTED if row.status == Status.RESULTED else AssignmentState.DONE
    return Assignment(
        case_id=case_id,
        agency_id=agency_id,
        state=AssignmentState.ACCEPTED if under_way else state,
        message=row.title,
        sent_at=sent,
        sent_by=by,
        due_at=row.due_at or sent + timedelta(days=10),
        accepted_at=sent + timedelta(hours=2),
        ended_at=ended,
        resulted_at=ended,
        result="" if under_way else result_of(row.key),
    )
