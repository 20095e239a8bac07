"""An order as its page shows it: a bar for each agency, the worst cases first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from langnghe.access.models import Agency
from langnghe.direction.labels import HOWS
from langnghe.direction.models import Assignment
from langnghe.direction.queries import OrderCase, Progress, Share
from langnghe.direction.states import LIVING, How
from langnghe.register.models import Case

WIDTH = 100.0
_ORDER = (How.DONE, How.DONE_LATE, How.RUNNING, How.WAITING, How.LATE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: how far its cases are, how many, where it begins, how wide it is."""

    how: str
    name: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """What one agency has of an order, as a bar as long as its part of the whole."""

    share: Share
    pieces: list[Piece]


def bars_of(progress: Progress) -> list[Bar]:
    """Draw the bar of each agency; the longest takes the whole width."""
    most = max((share.cases for share in progress.shares), default=1) or 1
    return [Bar(share, _pieces(share, WIDTH / most)) for share in progress.shares]


def _pieces(share: Share, scale: float) -> list[Piece]:
    pieces, x = [], 0.0
    for how in _ORDER:
        count = share.counts[how]
        if count:
            width = count * scale
            pieces.append(Piece(how, str(HOWS[how]), count, round(x, 2), round(width, 2)))
            x += width
    return pieces


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list of an order, how far it is, and who has or had it."""

    case: Case
    at: OrderCase
    how: str
    agency: Agency | None


def case_rows(cases: Sequence[OrderCase]) -> list[CaseRow]:
    """Return the rows of these cases, in their order."""
    known = Case.objects.select_related("ward").in_bulk([each.case_id for each in cases])
    agencies = Agency.objects.in_bulk([each.agency_id for each in cases if each.agency_id])
    return [
        CaseRow(
            case=known[each.case_id],
            at=each,
            how=str(HOWS[each.how]),
            agency=agencies.get(each.agency_id or 0),
        )
        for each in cases
    ]


def likely_agencies(cases: QuerySet[Case]) -> list[tuple[Agency, int]]:
    """Return the agencies that have cases, and the committees of their wards, most cases first."""
    prefix = settings.PROFILE_FACTS["ward_agency"]["prefix"]
    ids = cases.order_by().values("pk")
    having = Assignment.objects.filter(case__in=ids, state__in=LIVING)
    counts = Counter(having.values_list("agency__code", flat=True))
    wards = cases.filter(ward__isnull=False).order_by().values_list("ward__code", flat=True)
    counts |= Counter(f"{prefix}{code}" for code in wards)
    known = Agency.objects.filter(code__in=counts, valid_to=None)
    return sorted(
        ((agency, counts[agency.code]) for agency in known),
        key=lambda pair: (-pair[1], pair[0].sort_key),
    )
