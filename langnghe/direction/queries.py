"""What pages ask of orders and memos; nothing here writes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from langnghe.access.models import Agency, Officer
from langnghe.direction.models import Assignment, Directive, DirectiveCase, Memo
from langnghe.direction.rules import Sent, how_of
from langnghe.direction.states import LIVING, How, MemoState
from langnghe.register.models import Case
from langnghe.register.states import CaseStatus, Urgency

_OVER = frozenset({CaseStatus.RESULTED, CaseStatus.CLOSED})
_WORST_FIRST = list(How)


@dataclass(frozen=True, slots=True)
class OrderCase:
    """A case of an order: how far it is, who has it, until when."""

    case_id: int
    how: How
    agency_id: int | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one agency has of an order; no agency where `agency_id` is None."""

    agency_id: int | None
    name: str
    counts: Mapping[How, int]

    @property
    def cases(self) -> int:
        """How many it has or had."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many of them are done."""
        return self.counts[How.DONE] + self.counts[How.DONE_LATE]

    @property
    def late(self) -> int:
        """How many are late now."""
        return self.counts[How.LATE]

    @property
    def done_late(self) -> int:
        """How many came too late."""
        return self.counts[How.DONE_LATE]

    @property
    def running(self) -> int:
        """How many are worked on in time."""
        return self.counts[How.RUNNING]

    @property
    def waiting(self) -> int:
        """How many nobody has."""
        return self.counts[How.WAITING]


@dataclass(frozen=True)
class Progress:
    """How far an order is, for one officer: only what that one may see is counted."""

    cases: Sequence[OrderCase]
    shares: Sequence[Share]
    total: Share = field(repr=False)


def progress_of(directive: Directive, officer: Officer, *, at: datetime) -> Progress:
    """Return how far an order is, the worst cases first, by agency."""
    seen = Case.objects.visible_to(officer).order_by().values("pk")
    held = DirectiveCase.objects.filter(directive=directive, left_at=None, case__in=seen)
    sent = _newest_sent(directive)
    cases = [
        _order_case(case_id, status, sent.get(case_id, (had, None)), at)
        for case_id, status, had in held.order_by().values_list(
            "case_id", "case__status", "case__lead_agency"
        )
    ]
    cases.sort(key=_worst_first)
    counts: dict[int | None, Counter[How]] = defaultdict(Counter)
    for case in cases:
        counts[case.agency_id][case.how] += 1
    whole: Counter[How] = sum(counts.values(), Counter())
    return Progress(cases, _shares(counts), Share(None, "", whole))


def _newest_sent(directive: Directive) -> dict[int, tuple[int | None, Sent | None]]:
    rows = directive.assignments.order_by("case_id", "sent_at", "pk").values_list(
        "case_id", "agency_id", "state", "due_at", "resulted_at"
    )
    return {
        case: (agency, Sent(state, due_at, resulted_at))
        for case, agency, state, due_at, resulted_at in rows
    }


def _order_case(
    case_id: int, status: str, known: tuple[int | None, Sent | None], at: datetime
) -> OrderCase:
    """Say how far a case is; what was done before the order counts for whoever did it."""
    agency_id, sent = known
    how = how_of(is_over=status in _OVER, sent=sent, at=at)
    due = sent.due_at if sent else None
    return OrderCase(case_id, how, None if how == How.WAITING else agency_id, due)


def _worst_first(case: OrderCase) -> tuple[int, float, int]:
    due = case.due_at.timestamp() if case.due_at else 0.0
    return _WORST_FIRST.index(case.how), due, case.case_id


def _shares(counts: Mapping[int | None, Counter[How]]) -> list[Share]:
    names = dict(Agency.objects.filter(pk__in=[k for k in counts if k]).values_list("pk", "name"))
    rows = [Share(key, names.get(key or 0, ""), found) for key, found in counts.items()]
    return sorted(rows, key=lambda row: (row.agency_id is None, -row.cases, row.name))


def orders_among(assignments: QuerySet[Assignment]) -> QuerySet[Directive]:
    """Return the orders by which these assignments are held and on which can be reported."""
    held = assignments.order_by().values("directive")
    return Directive.objects.living().filter(pk__in=held).order_by("pk")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the list, with how many of its cases are done and late."""

    directive: Directive
    cases: int
    done: int
    late: int


def order_rows(orders: Iterable[Directive], officer: Officer, *, at: datetime) -> list[OrderRow]:
    """Count the cases of orders that the officer may see, with two queries for all of them."""
    orders = list(orders)
    seen = Case.objects.visible_to(officer).order_by().values("pk")
    held = DirectiveCase.objects.filter(directive__in=orders, left_at=None, case__in=seen)
    cases: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for order_id, status in held.order_by().values_list("directive_id", "case__status"):
        cases[order_id] += 1
        done[order_id] += status in _OVER
    late = Counter(
        Assignment.objects.filter(
            directive__in=orders, state__in=LIVING, due_at__lt=at, case__in=seen
        ).values_list("directive_id", flat=True)
    )
    return [OrderRow(each, cases[each.pk], done[each.pk], late[each.pk]) for each in orders]


def stack_of(memos: QuerySet[Memo]) -> list[Memo]:
    """Return the memos that wait for their leader, worst first."""
    waiting = memos.filter(state__in=(MemoState.SUBMITTED, MemoState.TYPED))
    found = waiting.select_related(
        "case", "case__topic", "case__ward", "agency", "leader", "rule", "drafted_by"
    )
    return sorted(found, key=lambda memo: (_rank(memo), memo.answer_by or memo.drafted_at))


def _rank(memo: Memo) -> int:
    """Return 0 for the most urgent."""
    order = {Urgency.K3: 0, Urgency.K2: 1, Urgency.K1: 2}
    return order[Urgency(memo.case.urgency)]


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something a leader ordered that is late: an order, or what went out by a memo."""

    code: str
    words: str
    agency: str
    due_at: datetime
    directive: Directive | None = None


def late_of(leader: Officer, *, at: datetime) -> list[Overdue]:
    """Return what a leader ordered, or somebody for them, and what is late of it."""
    mine = Q(given_by=leader) | Q(acting_for=leader)
    orders = Directive.objects.visible_to(leader).living().filter(mine)
    late = Q(due_at__lt=at) | Q(assignments__state__in=LIVING, assignments__due_at__lt=at)
    found = [
        Overdue(each.code, each.text, each.agency.name, each.due_at, each)
        for each in orders.filter(late).select_related("agency").distinct()
    ]
    decided = Q(memos__decided_by=leader) | Q(memos__acting_for=leader)
    sent = Assignment.objects.filter(decided, state__in=LIVING, due_at__lt=at, directive=None)
    sent = sent.filter(case__in=Case.objects.visible_to(leader).order_by().values("pk"))
    found += [
        Overdue(each.case.code, each.case.title, each.agency.name, each.due_at)
        for each in sent.select_related("agency", "case").distinct()
    ]
    return sorted(found, key=lambda row: row.due_at)
