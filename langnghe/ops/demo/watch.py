"""The made-up duty room: four weeks of roster, a swap, handovers, a log book."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from langnghe.access.actions import Person, add_officer
from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.roster.actions import handover, logbook, planning, swaps, watches
from langnghe.roster.actions.handover import Written
from langnghe.roster.actions.owners import name_owners
from langnghe.roster.models import Book, Duty, Week
from langnghe.roster.queries import shift_now
from langnghe.roster.queries.watch import shift_after
from langnghe.roster.rules.shifts import Shift, monday_of
from langnghe.roster.states import AT_THE_DESK, Device, DeviceState, DutyRole
from langnghe.workdays.calendar import WorkCalendar

CREW: tuple[tuple[str, str, RoleCode], ...] = (
    ("huong", "Đinh Thị Hương (mẫu)", RoleCode.DUTY_OFFICER),
    ("khanh", "Bùi Gia Khánh (mẫu)", RoleCode.DUTY_OFFICER),
    ("loan", "Cao Thị Loan (mẫu)", RoleCode.DUTY_OFFICER),
    ("nam", "Đặng Hoài Nam (mẫu)", RoleCode.DUTY_OFFICER),
    ("oanh", "Lý Kim Oanh (mẫu)", RoleCode.DUTY_OFFICER),
    ("phuc", "Mai Hồng Phúc (mẫu)", RoleCode.DUTY_OFFICER),
    ("quyen", "Tạ Lệ Quyên (mẫu)", RoleCode.SHIFT_LEADER),
    ("sang", "Võ Minh Sang (mẫu)", RoleCode.SHIFT_LEADER),
    ("thao", "Phan Thu Thảo (mẫu)", RoleCode.SHIFT_LEADER),
)
WEEKS_IN_FORCE, WEEKS = 3, 4
"""Last week, this one and the next are in force; the one after is a draft."""


def fill_duty_room(
    officers: dict[str, Officer], calendar: WorkCalendar, *, password: str, at: datetime
) -> None:
    """Plan four weeks and let the last shifts hand over; nothing where somebody planned before."""
    if Week.objects.exists():
        return
    hire(password, at=at)
    monday = monday_of(timezone.localtime(at).date()) - timedelta(days=7)
    planner = officers["hoa"]
    for number in range(WEEKS):
        week = monday + timedelta(days=7 * number)
        plan(week, calendar, in_force=number < WEEKS_IN_FORCE, by=planner, at=at)
    first = shift_now(at - timedelta(hours=16))
    stand(first, at=at)
    ask_for_swap(officers["lan"], at=at)
    name_owners(at=at)


def hire(password: str, *, at: datetime) -> None:
    """Add the rest of the crew."""
    for number, (username, name, role) in enumerate(CREW, start=211):
        person = Person(
            username=username,
            full_name=name,
            post="Trưởng ca" if role == RoleCode.SHIFT_LEADER else "Trực viên",
            email=f"{username}@example.com",
            phone=f"0900 000 {number}",
        )
        add_officer(person, roles=[role], password=password, at=at)


def plan(
    monday: date, calendar: WorkCalendar, *, in_force: bool, by: Officer, at: datetime
) -> None:
    """Propose a week on the Friday before it begins, or now if that is to come."""
    friday = monday - timedelta(days=3)
    then = min(at, datetime.combine(friday, time(15), timezone.get_current_timezone()))
    planning.propose_week(monday, calendar.days_off, by=by, at=then)
    if in_force:
        planning.put_in_force(monday, by=by, at=then)


def stand(shift: Shift, *, at: datetime) -> None:
    """Let the shifts up to now come on watch, write, and hand over."""
    come(shift, shift.from_at)
    while shift.to_at <= at:
        following = shift_after(shift)
        hand_over(shift, following)
        come(following, min(at, following.from_at + timedelta(minutes=2)))
        shift = following
    leader = leader_of(shift)
    if leader is not None:
        write(leader, shift, at=at)


def desk_of(shift: Shift) -> list[Officer]:
    """Return who sits in the duty room, the shift leader first."""
    duties = Duty.objects.filter(on=shift.on, shift=shift.name, role__in=AT_THE_DESK)
    order = [DutyRole.SHIFT_LEADER, DutyRole.OPERATOR]
    found = sorted(duties.select_related("officer"), key=lambda each: order.index(each.role))  # type: ignore[arg-type]
    return [each.officer for each in found]


def leader_of(shift: Shift) -> Officer | None:
    """Return the shift leader."""
    return next(iter(desk_of(shift)), None)


def come(shift: Shift, at: datetime) -> None:
    """Let the people of a shift come on watch."""
    for officer in desk_of(shift):
        watches.begin_watch(by=officer, at=at)


def hand_over(shift: Shift, following: Shift) -> None:
    """Let one shift give its book and the next accept it, around the hour."""
    giver, taker = leader_of(shift), leader_of(following)
    if giver is None or taker is None:
        return
    book = Book.objects.get(shift_at=shift.from_at)
    said = Written(
        words="Theo dõi tiếp các vụ việc khẩn; báo lại Trực lãnh đạo khi có kết quả (mẫu).",
        devices=dict.fromkeys(Device, (DeviceState.GOOD, "")),
    )
    before = following.from_at - timedelta(minutes=12)
    handover.write_book(book.pk, said, by=giver, at=before, version=book.version)
    handover.give_book(book.pk, by=giver, at=before + timedelta(minutes=4))
    accepted = following.from_at - timedelta(minutes=1)
    handover.accept_book(book.pk, owners={}, by=taker, at=accepted)


def write(leader: Officer, shift: Shift, *, at: datetime) -> None:
    """Write into the log book and the book of the shift that runs."""
    passed = at - shift.from_at
    logbook.write_log(
        "Thử còi báo động và máy phát dự phòng đầu ca: tốt (mẫu).",
        by=leader,
        at=shift.from_at + passed / 4,
    )
    logbook.make_promise(
        "Gọi lại bà Thí Dụ về lịch cấp nước (mẫu)",
        due_at=at + timedelta(hours=2),
        by=leader,
        at=shift.from_at + passed / 2,
    )
    book = Book.objects.get(shift_at=shift.from_at)
    said = Written(
        words="Đã nhắc cơ quan báo kết quả trước cuối ca (mẫu).",
        devices={Device.POWER: (DeviceState.TROUBLE, "UPS báo pin yếu, đã gọi kỹ thuật (mẫu)")},
    )
    handover.write_book(book.pk, said, by=leader, at=at, version=book.version)


def ask_for_swap(officer: Officer, *, at: datetime) -> None:
    """Let an officer ask a colleague to take a duty of next week."""
    far = at + timedelta(days=3)
    duty = Duty.objects.filter(officer=officer, begins_at__gt=far).first()
    colleague = Officer.objects.filter(username="khanh").first()
    if duty is None or colleague is None:
        return
    there = {"on": duty.on, "shift": duty.shift, "officer": colleague}
    if not Duty.objects.filter(**there).exists():
        swap = swaps.ask_swap(
            duty.pk, colleague_id=colleague.pk, reason="Việc gia đình (mẫu)", by=officer, at=at
        )
        swaps.answer_swap(swap.pk, agrees=True, by=colleague, at=at)
