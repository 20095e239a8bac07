"""The register as a list: filters that are an address, newest first, page after page by key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.register import labels, search
from langnghe.register.models import Contact, Submission
from langnghe.register.states import OPEN_STATUSES

PAGE = 50
COUNTED_UP_TO = 2000
"""Beyond this the list says "more than": an exact count would read the whole register."""


def _by_value(names: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(value): name for value, name in names.items()}


CHOICES: dict[str, dict[str, Any]] = {
    "status": _by_value(labels.STATUSES),
    "kind": _by_value(labels.KINDS),
    "urgency": _by_value(labels.URGENCIES),
    "sensitivity": _by_value(labels.SENSITIVITIES),
    "channel": _by_value(labels.CHANNELS),
}
_OTHERS = ("q", "topic", "ward", "agency", "since", "until", "work")


@dataclass(frozen=True)
class Filter:
    """What is looked for. `values` holds only what was understood; `unknown` names the rest."""

    values: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The filter as the query part of an address."""
        return urlencode(self.values)

    def without(self, name: str) -> str:
        """Return the address with one condition taken away."""
        return urlencode({key: value for key, value in self.values.items() if key != name})


def read_filter(given: dict[str, str]) -> Filter:
    """Read a filter from an address; what makes no sense is named, not guessed."""
    values, unknown = {}, []
    for name in (*_OTHERS, *CHOICES):
        value = given.get(name, "").strip()
        if not value:
            continue
        if _is_known(name, value):
            values[name] = value[: 150 if name == "q" else 40]
        else:
            unknown.append(value[:50])
    return Filter(values, tuple(unknown))


def _is_known(name: str, value: str) -> bool:
    if name in CHOICES:
        return value in CHOICES[name]
    if name in {"since", "until"}:
        return (day := _day(value)) is not None and 1900 <= day.year <= 2200
    if name == "work":
        return value in {"open", "late", "mine", "reopen"}
    return True


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(text: str, *, days: int = 0) -> datetime:
    day = _day(text) or date.min
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))


def submissions(wanted: Filter, officer: Officer, *, at: datetime) -> QuerySet[Submission]:
    """Return the submissions this officer may see that meet every condition, newest first."""
    values = wanted.values
    found = Submission.objects.visible_to(officer)
    for name in CHOICES:
        if name in values:
            found = found.filter(**{name: values[name]})
    for name, condition in _CONDITIONS.items():
        if name in values:
            found = found.filter(condition(values[name]))
    if "work" in values:
        found = found.filter(_work(values["work"], officer, at))
    return found.order_by("-received_at", "-id")


_CONDITIONS: dict[str, Callable[[str], Q]] = {
    "topic": lambda code: Q(topic__code=code) if "." in code else Q(topic__parent__code=code),
    "ward": lambda code: Q(ward__code=code),
    "agency": lambda code: Q(agency__code=code),
    "since": lambda day: Q(received_at__gte=_midnight(day)),
    "until": lambda day: Q(received_at__lt=_midnight(day, days=1)),
    "q": search.matching,
}


def _work(work: str, officer: Officer, at: datetime) -> Q:
    still_open = Q(status__in=OPEN_STATUSES)
    return {
        "open": still_open,
        "late": still_open & Q(due_at__lt=at),
        "mine": still_open & Q(holder=officer),
        "reopen": Q(asks_reopen_at__isnull=False),
    }[work]


@dataclass(frozen=True)
class Page:
    """One page of the list and the key of the next; `count` is None beyond COUNTED_UP_TO."""

    rows: list[Submission]
    following: str
    count: int | None


def page_of(found: QuerySet[Submission], *, after: str = "") -> Page:
    """Read a page by key: as quick on the last page as on the first."""
    count = found.order_by()[: COUNTED_UP_TO + 1].count()
    shown = found.select_related("topic", "ward", "agency", "holder", "reporter")
    key = _key(after)
    if key is not None:
        moment, identity = key
        shown = shown.filter(
            Q(received_at__lte=moment) & (Q(received_at__lt=moment) | Q(pk__lt=identity))
        )
    rows = list(shown[: PAGE + 1])
    following = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        following = f"{last.received_at.isoformat()}_{last.pk}"
    return Page(rows[:PAGE], following, count if count <= COUNTED_UP_TO else None)


def _key(after: str) -> tuple[datetime, int] | None:
    moment, _separator, identity = after.rpartition("_")
    try:
        found = datetime.fromisoformat(moment)
        known = found.tzinfo is not None and 1900 <= found.year <= 2200
        return (found, int(identity)) if known else None
    except ValueError:
        return None


def lone_contacts(text: str, officer: Officer, *, limit: int = 10) -> list[Contact]:
    """Find contacts that belong to no submission (bounces, machines' mail, what was set aside)."""
    hits = search.documents(text).filter(contact__isnull=False).values("contact_id")
    found = Contact.objects.visible_to(officer).filter(pk__in=hits)
    return list(found.order_by("-received_at")[:limit])
