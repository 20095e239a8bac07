"""The register as a list: filters that are an address, newest first, page after page by key.

What a text is looked for with, and in which order its hits come, is said in `finding`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from langnghe.access.models import Agency, Officer
from langnghe.register import finding, labels
from langnghe.register.asking import Question
from langnghe.register.finding import Found
from langnghe.register.models import Attachment, Item, Submission, Topic, Ward
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import OPEN_STATUSES

PAGE = 50
COUNTED_UP_TO = 2000
"""Beyond this the list says "more than": an exact count would read the whole register."""


_READ = (
    "code", "received_at", "channel", "summary", "status", "urgency", "sensitivity", "due_at",
    "holder__full_name", "topic__name", "ward__short_name",
    "reporter__name", "reporter__phone", "reporter__email", "reporter__address",
)  # fmt: skip
"""What a row shows, or is found by; no more is read of it, nor of whom and what it names."""


def _by_value(names: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(value): name for value, name in names.items()}


CHOICES: dict[str, dict[str, Any]] = {
    "status": _by_value(labels.STATUSES),
    "kind": _by_value(labels.KINDS),
    "urgency": _by_value(labels.URGENCIES),
    "sensitivity": _by_value(labels.SENSITIVITIES),
    "channel": _by_value(labels.CHANNELS),
    "language": _by_value(labels.LANGUAGES),
}
_OTHERS = ("q", "topic", "ward", "agency", "since", "until", "work", "holds", "case")
_WORKS = {"open", "late", "mine", "reopen"}
_HOLDS = {"files", "recording"}


@dataclass(frozen=True)
class Condition:
    """A condition that a higher capability adds to the list.

    `meets` turns a value into what submissions must meet, for an officer; `is_known` tells a
    value from nonsense.
    """

    meets: Callable[[str, Officer], Q]
    is_known: Callable[[str], bool]


ADDED: dict[str, Condition] = {}
"""Conditions of other capabilities by the name they have in an address; filled as they load."""


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
    for name in (*_OTHERS, *CHOICES, *ADDED):
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
    if name in ADDED:
        return ADDED[name].is_known(value)
    allowed = {"work": _WORKS, "holds": _HOLDS}.get(name)
    return allowed is None or value in allowed


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(text: str, *, days: int = 0) -> datetime:
    day = _day(text) or date.min
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))


def submissions(wanted: Filter, officer: Officer, *, at: datetime) -> QuerySet[Submission]:
    """Return the submissions this officer may see that meet every condition, newest first.

    Words are taken as loosely as the list takes them.
    """
    found = _but_words(wanted, officer, at=at)
    if text := wanted.values.get("q"):
        hits = finding.find(text, Submission.objects.visible_to(officer))
        found = found.filter(finding.as_listed(hits) if hits else Q(pk__in=[]))
    return found


def strictly(wanted: Filter, officer: Officer, *, at: datetime) -> QuerySet[Submission]:
    """Return the same where every word must stand as it was typed or meant."""
    found = _but_words(wanted, officer, at=at)
    text = wanted.values.get("q")
    return found.filter(finding.matching(text)) if text else found


def _but_words(wanted: Filter, officer: Officer, *, at: datetime) -> QuerySet[Submission]:
    values = wanted.values
    found = Submission.objects.visible_to(officer)
    for name in CHOICES:
        if name in values:
            found = found.filter(**{name: values[name]})
    for name, condition in _CONDITIONS.items():
        if name in values:
            found = found.filter(condition(values[name]))
    for name, added in ADDED.items():
        if name in values:
            found = found.filter(added.meets(values[name], officer))
    if "work" in values:
        found = found.filter(_work(values["work"], officer, at))
    return found.order_by("-received_at", "-id")


def _holds(what: str) -> Q:
    sounds = (AttachmentRole.RECORDING, AttachmentRole.VOICE_MESSAGE)
    files = Attachment.objects.filter(contact__submission=OuterRef("pk"))
    is_sound = Q(role__in=sounds)
    return Q(Exists(files.filter(is_sound if what == "recording" else ~is_sound)))


def _in_case(code: str) -> Q:
    items = Item.objects.filter(case__code=code.upper())
    return Q(pk__in=items.values("submission_id"))


def _keys(rows: QuerySet[Any]) -> list[int]:
    """Return the keys of a few rows: with them the planner can put indexes together."""
    return list(rows.order_by().values_list("pk", flat=True))


_CONDITIONS: dict[str, Callable[[str], Q]] = {
    "topic": lambda code: Q(
        topic__in=_keys(Topic.objects.filter(Q(code=code) | Q(parent__code=code)))
    ),
    "ward": lambda code: Q(ward__in=_keys(Ward.objects.filter(code=code))),
    "agency": lambda code: Q(agency__in=_keys(Agency.objects.filter(code=code))),
    "since": lambda day: Q(received_at__gte=_midnight(day)),
    "until": lambda day: Q(received_at__lt=_midnight(day, days=1)),
    "holds": _holds,
    "case": _in_case,
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
    """One page of the list and the key of the next.

    `count` is None where there are many; `found` says what a text was looked for with.
    """

    rows: list[Submission]
    following: str
    count: int | None
    found: Found | None = None


Key = tuple[float, datetime, int]
"""Where a row stands: how well it fits, when it came, which it is. The list goes down."""


def page_for(wanted: Filter, officer: Officer, *, at: datetime, after: str = "") -> Page:
    """Read a page by key: as quick on the last page as on the first."""
    key = _key(after)
    met = _but_words(wanted, officer, at=at)
    text = wanted.values.get("q")
    if not text:
        return _page_of(met, key)
    found = finding.find(text, Submission.objects.visible_to(officer))
    if found is None:
        return Page([], "", 0)
    if found.is_many:
        return _newest_page(met, found, key, at=at)
    return _ranked_page(met, found, key)


def _page_of(met: QuerySet[Submission], key: Key | None) -> Page:
    count = met.order_by()[: COUNTED_UP_TO + 1].count()
    rows = list(_shown(_down_from(met, key))[: PAGE + 1])
    return Page(rows[:PAGE], _following(rows), count if count <= COUNTED_UP_TO else None)


def _shown(met: QuerySet[Submission]) -> QuerySet[Submission]:
    return met.select_related("topic", "ward", "holder", "reporter").only(*_READ)


def _down_from(met: QuerySet[Submission], key: Key | None) -> QuerySet[Submission]:
    if key is None:
        return met
    _fit, moment, identity = key
    return met.filter(Q(received_at__lte=moment) & (Q(received_at__lt=moment) | Q(pk__lt=identity)))


def _following(rows: list[Submission], fit: float = 0.0) -> str:
    if len(rows) <= PAGE:
        return ""
    last = rows[PAGE - 1]
    return f"{fit!r}_{last.received_at.isoformat()}_{last.pk}"


def _newest_page(met: QuerySet[Submission], found: Found, key: Key | None, *, at: datetime) -> Page:
    """Read a page of many hits: what fits best, the newest documents, then by the least work."""
    places = [place for place in _places(met, found) if key is None or place < key]
    first = [pk for _fit, _moment, pk in places[: PAGE + 1]]
    if len(first) > PAGE:
        rows = _rows_of(met, first)
        return Page(rows[:PAGE], _following(rows, places[PAGE - 1][0]), None, found)
    key = None if key is None or key[0] else key
    below = _down_from(met, key).exclude(finding.among(list(found.closeness)))
    left = PAGE + 1 - len(first)
    keys = _newest_of(below, found.newest, left) if key is None else []
    if len(keys) < left:
        walked = found.walked if key is None else ()
        keys = _newest_hits(below, found.question, walked, until=key[1] if key else at, wanted=left)
    is_all = key is None and len(keys) < left
    rows = _rows_of(met, [*first, *keys])
    fit = 0.0 if len(first) < PAGE else places[PAGE - 1][0]
    return Page(rows[:PAGE], _following(rows, fit), len(rows) if is_all else None, found)


def _newest_hits(
    below: QuerySet[Submission],
    question: Question,
    walked: Sequence[int],
    *,
    until: datetime,
    wanted: int,
) -> list[int]:
    """Read the newest hits: among the newest documents, the newest hits, and only then all.

    `walked`: those among the newest documents, where they are known.
    """
    walked = walked or finding.newest_hits(question, until=until)
    keys = _newest_of(below, walked, wanted)
    if len(keys) == wanted:
        return keys
    if len(walked) >= finding.COMMON:
        if farther := finding.newest_beyond(question, len(keys) / wanted, until=until):
            keys = _newest_of(below, [*walked, *farther], wanted)
        one_by_one = below.filter(finding.one_by_one(question))
        return keys if len(keys) == wanted else _first(one_by_one, wanted)
    near = finding.newest_by_index(question, until=until)
    keys = _newest_of(below, near, wanted)
    if len(keys) == wanted or len(near) < finding.READ:
        return keys
    return _first(below.filter(finding.by_index(question)), wanted)


def _newest_of(met: QuerySet[Submission], ids: Sequence[int], wanted: int) -> list[int]:
    """Return the newest of some submissions that meet the conditions."""
    return _first(met.filter(finding.among(ids)), wanted) if ids else []


def _first(met: QuerySet[Submission], wanted: int) -> list[int]:
    """Return the first submissions; what a row shows is read of no more than a page."""
    return list(met.values_list("pk", flat=True)[:wanted])


def _ranked_page(met: QuerySet[Submission], found: Found, key: Key | None) -> Page:
    """Read a page of hits that are ranked: those that fit best first, then the newest."""
    every = _places(met, found)
    places = every if key is None else [place for place in every if place < key]
    rows = _rows_of(met, [pk for _fit, _moment, pk in places[: PAGE + 1]])
    following = _following(rows, places[PAGE - 1][0]) if len(rows) > PAGE else ""
    count = len(every)
    return Page(rows[:PAGE], following, count if count <= COUNTED_UP_TO else None, found)


def _places(met: QuerySet[Submission], found: Found) -> list[Key]:
    """Return where the ranked hits stand that meet the conditions, best first."""
    ranked = found.closeness
    there = met.order_by().filter(finding.among(list(ranked))).values_list("received_at", "pk")
    return sorted(((ranked[pk], moment, pk) for moment, pk in there), reverse=True)


def _rows_of(met: QuerySet[Submission], keys: list[int]) -> list[Submission]:
    """Read what rows show of submissions, in this order."""
    known = {each.pk: each for each in _shown(met.filter(pk__in=keys))} if keys else {}
    return [known[pk] for pk in keys if pk in known]


def _key(after: str) -> Key | None:
    fit, _separator, rest = after.partition("_")
    moment, _separator, identity = rest.rpartition("_")
    try:
        found = datetime.fromisoformat(moment)
        known = found.tzinfo is not None and 1900 <= found.year <= 2200
        return (float(fit), found, int(identity)) if known else None
    except ValueError:
        return None
