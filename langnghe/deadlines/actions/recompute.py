"""When calendar or rules change: what is open is reckoned anew, and what moved is said."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.deadlines import events
from langnghe.deadlines.actions.profile import mark_change
from langnghe.deadlines.models import MovedDue, Obligation, TimeChange
from langnghe.deadlines.queries import office_calendar, rules_known
from langnghe.deadlines.states import ObligationState
from langnghe.register import timeline
from langnghe.workdays.calendar import WorkCalendar
from langnghe.workdays.due import due_at
from langnghe.workdays.obligations import Rule

TOLD_AT_ONCE = 500
_MOVE = """
UPDATE deadlines_obligation AS kept
SET due_at = new.due_at, rule_id = new.rule_id, "limit" = new.n, unit = new.unit,
    event = coalesce(rule.event, kept.event), basis = coalesce(rule.basis, kept.basis),
    breached_at = NULL
FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::int[], %s::text[])
         AS new (id, due_at, rule_id, n, unit)
     LEFT JOIN deadlines_deadlinerule AS rule ON rule.id = new.rule_id
WHERE kept.id = new.id AND kept.state = 'running'
"""
_NOTE = """
INSERT INTO deadlines_moveddue (change_id, obligation_id, was_at, due_at, told)
SELECT %s, id, was_at, due_at, false
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS new (id, was_at, due_at)
"""


@dataclass(frozen=True)
class Shift:
    """What becomes of one obligation: due then instead, by this version; or owed no longer."""

    obligation_id: int
    was_at: datetime
    due_at: datetime | None
    rule_id: int | None
    limit: int
    unit: str


class Reckoner:
    """Reckons many limits by one calendar; a limit in days from one day ends once."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self._known: dict[tuple[int, str, date], datetime] = {}

    def ends(self, limit: int, unit: str, start: datetime) -> datetime:
        """Return what `due_at` would."""
        if unit not in {"wd", "cd"}:
            return due_at(limit, unit, start, self.calendar)
        key = (limit, unit, start.astimezone(self.calendar.zone).date())
        if key not in self._known:
            self._known[key] = due_at(limit, unit, start, self.calendar)
        return self._known[key]


def find_shifts() -> list[Shift]:
    """Reckon every open obligation by the calendar and the rules of now; those that differ."""
    reckoner = Reckoner(office_calendar())
    versions = {rule.identity: rule for rule in rules_known()}
    rows = Obligation.objects.running().filter(limit__isnull=False).order_by()
    fields = ("pk", "rule_id", "limit", "unit", "from_at", "due_at")
    found = []
    for pk, rule_id, limit, unit, from_at, due in rows.values_list(*fields).iterator(10_000):
        version = _in_force(versions, rule_id, from_at, reckoner.calendar)
        if rule_id is not None and version is None:
            found.append(Shift(pk, due, None, rule_id, limit, unit))
            continue
        n, counted = (version.limit, version.unit) if version else (limit, unit)
        identity = version.identity if version else None
        ends = reckoner.ends(n, counted, from_at)
        if (ends, identity, n, counted) != (due, rule_id, limit, unit):
            found.append(Shift(pk, due, ends, identity, n, counted))
    return found


def _in_force(
    versions: dict[int | None, Rule], rule_id: int | None, from_at: datetime, calendar: WorkCalendar
) -> Rule | None:
    """Return the version of a rule that is in force on the day a limit began."""
    given = versions.get(rule_id)
    if given is None:
        return None
    day = from_at.astimezone(calendar.zone).date()
    if given.holds_on(day):
        return given
    others = (
        each for each in versions.values() if (each.code, each.kind) == (given.code, given.kind)
    )
    return next((each for each in others if each.holds_on(day)), None)


@transaction.atomic
def recompute(what: str, *, source: str = "", by: Officer | None, at: datetime) -> TimeChange:
    """Bring what is open in line with calendar and rules; keep what moved. May be repeated.

    Others who change calendar or rules wait for it. The timelines are told by a job.
    """
    mark_change()
    shifts = find_shifts()
    change = TimeChange.objects.create(
        what=what[:300], source=source.strip()[:300], by=by, at=at, moved=len(shifts)
    )
    _apply([each for each in shifts if each.due_at], at=at)
    lost = [each.obligation_id for each in shifts if each.due_at is None]
    Obligation.objects.running().filter(pk__in=lost).update(
        state=ObligationState.DROPPED, ended_at=at
    )
    _note(change, shifts)
    if shifts:
        tell_moved.defer(change_id=change.pk)
    return change


def _apply(shifts: Sequence[Shift], *, at: datetime) -> None:
    if not shifts:
        return
    columns = ("obligation_id", "due_at", "rule_id", "limit", "unit")
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [[getattr(each, name) for each in shifts] for name in columns])
    Obligation.objects.filter(
        pk__in=[each.obligation_id for each in shifts], due_at__lte=at
    ).update(breached_at=at)


def _note(change: TimeChange, shifts: Iterable[Shift]) -> None:
    rows = [(each.obligation_id, each.was_at, each.due_at) for each in shifts]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [change.pk, *map(list, zip(*rows, strict=True))])


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a change would do: how many times would move, and the first of them."""

    moved: int
    dues: Sequence[MovedDue]


def try_out(change: Callable[[], TimeChange], *, shown: int = 40) -> Preview:
    """Make a change, look what it does, and take it back."""
    with transaction.atomic():
        made = change()
        dues = made.dues.select_related("obligation", "obligation__submission", "obligation__case")
        preview = Preview(moved=made.moved, dues=list(dues[:shown]))
        transaction.set_rollback(True)
    return preview


@app.task(queue="upkeep", name="deadlines.tell_moved", retry=3)
def tell_moved(change_id: int) -> None:
    """Write on the timelines what a change moved; safe to repeat."""
    change = TimeChange.objects.get(pk=change_id)
    while _tell_some(change):
        pass


@transaction.atomic
def _tell_some(change: TimeChange) -> bool:
    dues = list(
        change.dues.filter(told=False, due_at__isnull=False)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("obligation")[:TOLD_AT_ONCE]
    )
    timeline.record_many([_moved(due, change) for due in dues], by=change.by, at=change.at)
    MovedDue.objects.filter(pk__in=[due.pk for due in dues]).update(told=True)
    return len(dues) == TOLD_AT_ONCE


def _moved(due: MovedDue, change: TimeChange) -> timeline.Happened:
    fact = events.DueMoved(
        event=due.obligation.event,
        was_at=due.was_at.isoformat(),
        due_at=due.due_at.isoformat() if due.due_at else "",
        why=change.what,
    )
    about = due.obligation
    return timeline.Happened(fact, submission_id=about.submission_id, case_id=about.case_id)


@app.periodic(cron="40 3 * * *")
@app.task(queue="upkeep", name="deadlines.look_again", queueing_lock="deadlines.look_again")
def look_again(timestamp: int) -> None:
    """Find, by night, what was reckoned while somebody changed the calendar."""
    if find_shifts():
        recompute(
            gettext_noop("Looked through by night"),
            by=None,
            at=datetime.fromtimestamp(timestamp, UTC),
        )
