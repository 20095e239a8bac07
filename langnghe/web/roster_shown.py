"""The roster as a page shows it: a grid of a week, what is wrong with it, who may be put where."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from langnghe.access.models import Officer
from langnghe.roster import labels
from langnghe.roster.actions.planning import Spot
from langnghe.roster.models import Duty, Week
from langnghe.roster.queries import plan as plans
from langnghe.roster.rules.limits import Broken, Fault, Placed, Plan, faults_of, hours
from langnghe.roster.rules.shifts import WHOLE_DAY, monday_of
from langnghe.roster.states import AT_THE_DESK, DutyRole


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One place of a week: who is in it, and how many are missing."""

    spot: Spot
    duties: Sequence[Duty]
    missing: int
    is_past: bool
    is_wrong: bool

    @property
    def key(self) -> str:
        """How the address names it."""
        return key_of(self.spot)

    @property
    def vacancies(self) -> range:
        """One for each who is missing."""
        return range(self.missing)

    @property
    def name(self) -> str:
        """The place in words."""
        return name_of(self.spot)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One role of a shift through a week."""

    role: str
    cells: Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Band:
    """One shift of every day, or the whole days."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the week at the head of the grid; `why` it is doubled."""

    on: date
    why: str
    is_today: bool


def key_of(spot: Spot) -> str:
    """Name a place in an address: `2026-11-30 22:00 operator`; a whole day has `-`."""
    return f"{spot.on} {spot.shift or '-'} {spot.role}"


def spot_named(key: str) -> Spot | None:
    """Read a place from an address; None for nonsense."""
    try:
        on, shift, role = key.split(" ")
        spot = Spot(
            on=date.fromisoformat(on),
            shift=WHOLE_DAY if shift == "-" else shift,
            role=DutyRole(role),
        )
        plans.shift_named(spot.on, spot.shift)
    except (ValueError, KeyError):
        return None
    return spot


def name_of(spot: Spot) -> str:
    """Say a place: role, shift, day."""
    return f"{labels.DUTY_ROLES[spot.role]}, {shift_words(spot)}, {day_words(spot.on)}"


def shift_words(spot: Spot) -> str:
    """Say a shift by its times."""
    if spot.shift == WHOLE_DAY:
        return _("whole day")
    shift = plans.shift_named(spot.on, spot.shift)
    return _("shift {begins}–{ends}").format(begins=shift.name, ends=shift.ends)


def day_words(on: date) -> str:
    """Say a day: the weekday and the date."""
    return f"{date_format(on, 'l')} {on:%d/%m}"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A week ready to be shown."""

    monday: date
    week: Week | None
    plan: Plan
    duties: Sequence[Duty]
    faults: Sequence[Fault]
    days_off: Mapping[date, str]

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)

    def days(self, today: date) -> list[Day]:
        """The seven days."""
        why = {**plans.peak_days(self.monday), **self.days_off}
        days = [self.monday + timedelta(days=each) for each in range(7)]
        return [Day(on=day, why=why.get(day, ""), is_today=day == today) for day in days]

    def bands(self, at: datetime) -> list[Band]:
        """The grid, shift by shift."""
        there: dict[tuple[date, str, str], list[Duty]] = defaultdict(list)
        for duty in self.duties:
            there[duty.on, duty.shift, duty.role].append(duty)
        wanted = dict.fromkeys((place.shift, place.role) for place in plans.limits().places)
        wanted.update(dict.fromkeys((each.shift, DutyRole(each.role)) for each in self.duties))
        bands: dict[str, list[DutyRole]] = defaultdict(list)
        for shift, role in wanted:
            bands[shift].append(role)
        return [
            Band(
                name=_band_name(shift, self.monday),
                rows=[self._row(shift, role, there, at) for role in roles],
            )
            for shift, roles in sorted(bands.items(), key=lambda each: (not each[0], each[0]))
        ]

    def _row(
        self,
        shift: str,
        role: DutyRole,
        there: Mapping[tuple[date, str, str], list[Duty]],
        at: datetime,
    ) -> Row:
        days = [self.monday + timedelta(days=each) for each in range(7)]
        cells = [
            self._cell(Spot(on=day, shift=shift, role=role), there[day, shift, role], at)
            for day in days
        ]
        return Row(role=str(labels.DUTY_ROLES[role]), cells=cells)

    def _cell(self, spot: Spot, duties: Sequence[Duty], at: datetime) -> Cell:
        here = [each for each in self.faults if (each.on, each.shift) == (spot.on, spot.shift)]
        officers = {each.officer_id for each in duties}
        return Cell(
            spot=spot,
            duties=duties,
            missing=sum(each.count for each in here if each.role == spot.role),
            is_past=plans.shift_named(spot.on, spot.shift).to_at <= at,
            is_wrong=any(each.officer in officers for each in here if each.officer),
        )


def _band_name(shift: str, monday: date) -> str:
    if shift == WHOLE_DAY:
        return _("Whole day")
    found = plans.shift_named(monday, shift)
    return _("Shift {begins}–{ends}").format(begins=found.name, ends=found.ends)


def shown_week(monday: date, days_off: Mapping[date, str]) -> Shown:
    """Look a week up."""
    duties = plans.duties_of_week(monday)
    plan = plans.plan_of_week(monday, days_off, duties=duties)
    return Shown(
        monday=monday,
        week=plans.week_of(monday),
        plan=plan,
        duties=duties,
        faults=faults_of(plan, plans.limits()),
        days_off=days_off,
    )


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that is wrong, as a sentence, and the place it leads to."""

    words: str
    key: str


def said_faults(faults: Sequence[Fault], duties: Sequence[Duty]) -> list[Said]:
    """Say what is wrong with a week; missing people of a day are one sentence."""
    names = {each.officer_id: each.officer.full_name for each in duties}
    roles = {(each.on, each.shift, each.officer_id): each.role for each in duties}
    missing: dict[date, list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault.what == Broken.MISSING:
            missing[fault.on].append(fault)
    said = []
    for fault in faults:
        if fault.what != Broken.MISSING:
            role = DutyRole(roles.get((fault.on, fault.shift, fault.officer or 0), "operator"))
            spot = Spot(on=fault.on, shift=fault.shift, role=role)
            words = fault_words(fault, names.get(fault.officer or 0, ""))
            said.append(Said(words=words, key=key_of(spot)))
    return said + [_said_missing(day, found) for day, found in sorted(missing.items())]


def _said_missing(day: date, found: Sequence[Fault]) -> Said:
    count = sum(each.count for each in found)
    first = found[0]
    words = ngettext("{day}: {n} place is empty", "{day}: {n} places are empty", count)
    spot = Spot(on=day, shift=first.shift, role=first.role or DutyRole.OPERATOR)
    return Said(words=words.format(day=day_words(day), n=count), key=key_of(spot))


def fault_words(fault: Fault, name: str) -> str:
    """Say what is wrong for somebody."""
    said = {
        Broken.NIGHTS: _("{name} has {n} night shifts this week"),
        Broken.REST_AFTER_NIGHT: _("{name} has no rest after the night before {day}"),
        Broken.REST: _("{name} has too little rest before {day}"),
        Broken.TWICE: _("{name} is in two places on {day}"),
    }
    return said[fault.what].format(name=name, n=fault.count, day=day_words(fault.on))


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much somebody has: shifts, nights and hours of this week, nights of four weeks before."""

    officer: Officer
    shifts: int
    nights: int
    hours: float
    nights_before: int


def loads(shown: Shown) -> list[Load]:
    """Return who stands at the desk and how much each has, by name."""
    people = plans.people_by_role()
    at_desk = {each.pk: each for role in AT_THE_DESK for each in people[role]}
    at_desk |= {each.officer_id: each.officer for each in shown.duties if each.shift}
    mine: dict[int, list[Placed]] = defaultdict(list)
    for placed in shown.plan.placed:
        if placed.is_stood:
            mine[placed.officer].append(placed)
    before = _nights(each for each in shown.plan.around if each.shift.on < shown.monday)
    return [
        Load(
            officer=officer,
            shifts=len(mine[pk]),
            nights=_nights(mine[pk])[pk],
            hours=hours(mine[pk]),
            nights_before=before[pk],
        )
        for pk, officer in sorted(at_desk.items(), key=lambda each: each[1].full_name)
    ]


def _nights(placed: Iterable[Placed]) -> Counter[int]:
    return Counter(each.officer for each in placed if each.shift.is_night and each.is_stood)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who may be put into a place, how much they have, and what it would break."""

    load: Load
    broken: Sequence[str]


def candidates(spot: Spot, shown: Shown) -> list[Candidate]:
    """Return who may take a place: those whom it breaks nothing for first, fewest shifts first."""
    shift = plans.shift_named(spot.on, spot.shift)
    there = {
        each.officer_id for each in shown.duties if (each.on, each.shift) == (spot.on, spot.shift)
    }
    known = {each.officer.pk: each for each in loads(shown)}
    found = []
    for officer in plans.people_by_role()[spot.role]:
        if officer.pk in there:
            continue
        placed = Placed(officer=officer.pk, role=spot.role, shift=shift)
        then = Plan(
            monday=monday_of(spot.on),
            placed=[*shown.plan.placed, placed],
            around=shown.plan.around,
            busy=shown.plan.busy,
        )
        broken = [
            fault_words(each, officer.full_name)
            for each in faults_of(then, plans.limits())
            if each.officer == officer.pk and each not in shown.faults
        ]
        empty = Load(officer=officer, shifts=0, nights=0, hours=0, nights_before=0)
        found.append(Candidate(load=known.get(officer.pk, empty), broken=broken))
    return sorted(found, key=lambda each: (bool(each.broken), each.load.shifts, each.load.nights))
