"""An issue as a page shows it: its curve, where, who has it, what was ordered, what came of it.

Only cases that the officer may see are counted, drawn and named.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING
from langnghe.register.models import Case, Contact, Submission
from langnghe.register.states import Sensitivity
from langnghe.triage.models import Issue, IssueCase
from langnghe.triage.states import IssueState, MemberState
from langnghe.understanding.quotes import quote_of

WEEKS, SMALL_WEEKS = 26, 10
QUOTED, QUOTES = 40, 6
"""So many of the newest voices are read for quotes, and so many quotes are shown."""

_CURVE_WIDTH, _CURVE_HEIGHT = 720.0, 120.0
_SMALL_WIDTH, _SMALL_HEIGHT = 120.0, 28.0
_DAYS_SHOWN = 70


@dataclass(frozen=True, slots=True)
class CurveBar:
    """One day or week: its count, and where its bar stands."""

    first: date
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Cases a day or a week as bars from zero, the newest last."""

    bars: list[CurveBar]
    width: float
    height: float
    most: int
    is_weekly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """An issue in the list, with what the officer may see of it."""

    issue: Issue
    cases: int
    waiting: int
    voices: int
    people: int
    wards: int
    first_at: datetime | None
    last_at: datetime | None
    curve: Curve


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency that has or had cases of the issue: how many it has, ended on time, or late."""

    name: str
    has: int
    late: int
    on_time: int
    too_late: int


@dataclass(frozen=True, slots=True)
class Told:
    """What was ordered of an agency, or what it reported, about one case."""

    case: Case
    agency: str
    text: str
    at: datetime


def days_of(moments: Iterable[datetime]) -> Counter[date]:
    """Count moments by the day of the office."""
    return Counter(timezone.localtime(moment).date() for moment in moments)


def curve_of(counts: Mapping[date, int], today: date, *, is_small: bool = False) -> Curve:
    """Draw cases by day, or by week where they are older than ten weeks or the picture is small."""
    first = min(counts, default=today)
    is_weekly = is_small or (today - first).days > _DAYS_SHOWN
    step = timedelta(days=7 if is_weekly else 1)
    most_bars = SMALL_WEEKS if is_small else WEEKS if is_weekly else _DAYS_SHOWN
    begin = first if not is_small else today - step * most_bars
    bars = min(most_bars, max(7, -(-((today - begin).days + 1) // step.days)))
    starts = [today - step * (bars - place) + timedelta(days=1) for place in range(bars)]
    sums = [
        sum(count for day, count in counts.items() if start <= day < start + step)
        for start in starts
    ]
    width, height = (_SMALL_WIDTH, _SMALL_HEIGHT) if is_small else (_CURVE_WIDTH, _CURVE_HEIGHT)
    most, across = max([1, *sums]), width / bars
    drawn = [
        CurveBar(
            first=start,
            count=count,
            x=round(place * across + across * 0.12, 1),
            y=round(height - tall, 1),
            width=round(across * 0.76, 1),
            height=round(tall, 1),
        )
        for place, (start, count) in enumerate(zip(starts, sums, strict=True))
        for tall in [count / most * (height - 2)]
    ]
    return Curve(drawn, width, height, most, is_weekly)


def members_seen(issues: Iterable[Issue], officer: Officer) -> QuerySet[IssueCase]:
    """Return the cases of issues, those proposed too, that this officer may see."""
    return IssueCase.objects.filter(
        issue__in=[issue.pk for issue in issues], case__in=Case.objects.visible_to(officer)
    ).exclude(state=MemberState.OUT)


def counted(issue: Issue, member: IssueCase) -> bool:
    """Whether a case counts for an issue: it belongs to it, or all of the issue is proposed."""
    is_proposal = issue.state in {IssueState.PROPOSED, IssueState.DECLINED}
    return member.state == MemberState.IN or is_proposal


def rows_of(issues: Sequence[Issue], officer: Officer, today: date) -> list[IssueRow]:
    """Count the cases, voices, people and wards of issues, with three queries for all of them."""
    members: dict[int, list[IssueCase]] = defaultdict(list)
    found = list(members_seen(issues, officer).select_related("case"))
    for member in found:
        members[member.issue_id].append(member)
    voices = _voices_by_case({member.case_id for member in found}, officer)
    return [_row(issue, members[issue.pk], voices, today) for issue in issues]


def _voices_by_case(cases: Iterable[int], officer: Officer) -> dict[int, dict[int, int]]:
    """Return the voices of each case, by submission, with how many people each speaks for."""
    seen = Submission.objects.visible_to(officer).filter(items__case__in=list(cases))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for case, submission, people in seen.values_list("items__case", "pk", "reporter__people"):
        found[case][submission] = people
    return found


def _row(
    issue: Issue,
    members: Sequence[IssueCase],
    voices: Mapping[int, Mapping[int, int]],
    today: date,
) -> IssueRow:
    cases = [member.case for member in members if counted(issue, member)]
    people = {key: n for case in cases for key, n in voices.get(case.pk, {}).items()}
    opened = [case.opened_at for case in cases]
    return IssueRow(
        issue=issue,
        cases=len(cases),
        waiting=len(members) - len(cases),
        voices=len(people),
        people=sum(people.values()),
        wards=len({case.ward_id for case in cases if case.ward_id}),
        first_at=min(opened, default=None),
        last_at=max(opened, default=None),
        curve=curve_of(days_of(opened), today, is_small=True),
    )


def agencies_of(cases: Sequence[Case], at: datetime) -> list[AgencyRow]:
    """Say which agencies have the cases, or had them, and whether in time; most first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in Assignment.objects.filter(case__in=cases).select_related("agency"):
        counts[each.agency.name][_how(each, at)] += 1
    rows = [
        AgencyRow(name, n["has"] + n["late"], n["late"], n["on_time"], n["too_late"])
        for name, n in counts.items()
        if n.total() > n["none"]
    ]
    return sorted(rows, key=lambda row: (-row.has, -row.on_time - row.too_late, row.name))


def _how(assignment: Assignment, at: datetime) -> str:
    if assignment.state in LIVING:
        return "late" if assignment.due_at < at else "has"
    if assignment.resulted_at is None:
        return "none"  # given back: it was another agency's
    return "too_late" if assignment.resulted_at > assignment.due_at else "on_time"


def orders_of(cases: Sequence[Case]) -> list[Told]:
    """Return what agencies were asked to do, newest first."""
    sent = Assignment.objects.filter(case__in=cases).exclude(message="")
    return [
        Told(each.case, each.agency.name, each.message, each.sent_at)
        for each in sent.select_related("case", "agency").order_by("-sent_at")
    ]


def results_of(cases: Sequence[Case]) -> list[Told]:
    """Return what agencies reported, newest first."""
    done = Assignment.objects.filter(case__in=cases, resulted_at__isnull=False)
    return [
        Told(each.case, each.agency.name, each.result, each.resulted_at)
        for each in done.select_related("case", "agency").order_by("-resulted_at")
        if each.resulted_at is not None
    ]


def quotes_of(issue: Issue, cases: Sequence[Case], officer: Officer) -> list[tuple[str, datetime]]:
    """Return telling sentences of the newest voices, without names, numbers and addresses.

    Who asked for secrecy, and what is sensitive at all, is never quoted.
    """
    voices = (
        Submission.objects.visible_to(officer)
        .filter(items__case__in=cases, sensitivity=Sensitivity.S0, reporter__asks_secrecy=False)
        .select_related("reporter")
        .distinct()[:QUOTED]
    )
    by_key = {voice.pk: voice for voice in voices}
    found: dict[str, datetime] = {}
    said = Contact.objects.filter(submission__in=by_key).order_by("received_at", "pk")
    for submission_id, text, at in said.values_list("submission_id", "text", "received_at"):
        voice = by_key.pop(submission_id, None)
        if voice is not None:
            quote = quote_of(text, issue.words, names=[voice.reporter.name])
            found.setdefault(quote, at)
    found.pop("", None)
    return sorted(found.items(), key=lambda pair: pair[1], reverse=True)[:QUOTES]
