"""Reminders: who owes something is told in good time, once for each step, in one letter a day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from langnghe.access.models import Agency, Officer
from langnghe.deadlines.actions.letters import digest
from langnghe.deadlines.models import Obligation, Reminder
from langnghe.deadlines.queries import office_calendar
from langnghe.deadlines.rules import Step, step_reached, warning_reached
from langnghe.duty.actions.alarms import raise_alarm
from langnghe.duty.actions.notices import Message, tell
from langnghe.duty.states import AlarmKind, Way
from langnghe.roster.queries import ladder
from langnghe.roster.states import Step as Rung
from langnghe.workdays.calendar import WorkCalendar

AHEAD, BEHIND = timedelta(days=21), timedelta(days=90)
"""So far around now it is looked; three working days may lie behind a long holiday."""
_UP = frozenset({Step.ONE_AFTER, Step.THREE_AFTER})
_LOCK = 5_005_001


@dataclass(frozen=True)
class _Whom:
    """Who is reminded: an agency, or an officer."""

    officer: Officer | None = None
    agency: Agency | None = None

    @property
    def key(self) -> str:
        return f"officer-{self.officer.pk}" if self.officer else f"agency-{self.agency.pk}"  # type: ignore[union-attr]

    @property
    def address(self) -> str:
        return self.officer.email if self.officer else self.agency.email  # type: ignore[union-attr]


@app.periodic(cron="30 7 * * *")
@app.task(queue="upkeep", name="deadlines.remind", queueing_lock="deadlines.remind", retry=3)
def remind_now(timestamp: int) -> None:
    """Remind, each morning of a working day."""
    remind(at=datetime.fromtimestamp(timestamp, UTC))


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell everyone who owes something what is near or late: one letter to each, once a day.

    May be repeated, also by two workers at once: each obligation is named once for each step and
    time it is due. Up the line: the shift leader a day after, the office's leader three days
    after. Returns how many letters were written.
    """
    today, calendar = timezone.localtime(at).date(), office_calendar()
    if not calendar.is_working(today):
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    reached = list(_reached(today, calendar, at=at))
    letters: dict[_Whom, list[Reminder]] = defaultdict(list)
    up = {each.step: [one.officer for one in each.people] for each in ladder(at)}
    for obligation, step in reached:
        for whom in _whom(obligation, step, up):
            letters[whom].append(_reminder(obligation, step, whom, on=today, at=at))
    return sum(_write(whom, rows, on=today, at=at) for whom, rows in letters.items())


def _reached(
    today: date, calendar: WorkCalendar, *, at: datetime
) -> Iterator[tuple[Obligation, str]]:
    near = Q(due_at__range=(at - BEHIND, at + AHEAD))
    rows = Obligation.objects.running().filter(near | ~Q(rule__warn_after_days=[]))
    related = ("agency", "holder", "rule", "case", "submission", "submission__holder")
    for each in rows.select_related(*related).order_by("due_at"):
        begun = timezone.localtime(each.from_at).date()
        step = step_reached(timezone.localtime(each.due_at).date(), today, calendar)
        if step is not None and begun < today:
            yield each, step
        passed = warning_reached(begun, today, each.rule.warn_after_days) if each.rule else None
        if passed is not None:
            yield each, f"D{passed}"
            _warn(each, passed, at=at)


def _warn(obligation: Obligation, passed: int, *, at: datetime) -> None:
    raise_alarm(
        AlarmKind.DEADLINE,
        key=f"deadline:{obligation.pk}:{passed}",
        rule=obligation.alarm_rule,
        words=f"{passed}",
        submission=obligation.submission,
        at=at,
    )


def _whom(obligation: Obligation, step: str, up: dict[Rung, list[Officer]]) -> set[_Whom]:
    """Who owes it, and who stands above them once it is late."""
    found = set(_owing(obligation))
    if not found or step in _UP or step.startswith("D"):
        found |= {_Whom(officer=each) for each in up.get(Rung.SHIFT_LEADER, [])}
    if step == Step.THREE_AFTER:
        found |= {_Whom(officer=each) for each in up.get(Rung.OFFICE_LEADER, [])}
    return found


def _owing(obligation: Obligation) -> Iterator[_Whom]:
    """The agency that was given it by hand; else who holds it."""
    if obligation.rule is None and obligation.agency is not None:
        yield _Whom(agency=obligation.agency)
        return
    holder = obligation.holder
    if holder is None and obligation.submission is not None:
        holder = obligation.submission.holder
    if holder is not None and holder.is_active:
        yield _Whom(officer=holder)


def _reminder(
    obligation: Obligation, step: str, whom: _Whom, *, on: date, at: datetime
) -> Reminder:
    return Reminder(
        obligation=obligation,
        step=step,
        due_at=obligation.due_at,
        officer=whom.officer,
        agency=whom.agency,
        on=on,
        at=at,
    )


def _write(whom: _Whom, rows: Sequence[Reminder], *, on: date, at: datetime) -> bool:
    """Write one letter of what this one was not told before; tell whether there was any."""
    told = Reminder.objects.filter(officer=whom.officer, agency=whom.agency)
    if told.filter(on=on).exists():
        return False
    ids = [row.obligation_id for row in rows]
    known = set(told.filter(obligation__in=ids).values_list("obligation_id", "step", "due_at"))
    new = [row for row in rows if (row.obligation_id, row.step, row.due_at) not in known]
    if not new:
        return False
    Reminder.objects.bulk_create(new)
    if whom.address:
        letter = digest(new, agency=whom.agency, officer=whom.officer, at=at)
        message = Message(
            way=Way.MAIL,
            address=whom.address,
            name=letter.name,
            subject=letter.subject,
            text=letter.text,
            officer=whom.officer,
        )
        tell(message, key=f"digest:{whom.key}:{on}", at=at)
    return True
