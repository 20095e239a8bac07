"""What happened, as typed facts that can be read as sentences. The only writer of entries."""

import dataclasses
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.register import labels
from langnghe.register.models import Case, Contact, Entry, Submission

LIVE_CHANNEL = "langnghe_live"
_NOTIFY_MANY = "SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said"


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact. Subclasses give a `kind`, the English sentence `says`, and private field names.

    `internal`: only the office reads it, never an agency.
    """

    kind: ClassVar[str]
    says: ClassVar[str]
    private: ClassVar[frozenset[str]] = frozenset()
    internal: ClassVar[bool] = False

    def facts(self) -> dict[str, Any]:
        """Return the fields as JSON can hold them; times as ISO 8601."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in dataclasses.asdict(self).items()
        }


KINDS: dict[str, type[Event]] = {}
EventType = TypeVar("EventType", bound=type[Event])


def event(cls: EventType) -> EventType:
    """Make a kind of event known, so that its entries can be read again."""
    if cls.kind in KINDS:
        raise ValueError(f"two events of kind {cls.kind}")
    KINDS[cls.kind] = cls
    return cls


def internal_kinds() -> list[str]:
    """Return the kinds of facts that only the office reads."""
    return [kind for kind, fact in KINDS.items() if fact.internal]


Listener = Callable[[Sequence[Entry]], None]
_LISTENERS: dict[str, list[Listener]] = defaultdict(list)


def listen(listener: Listener, *kinds: type[Event]) -> None:
    """Let a higher capability act on facts of some kinds, in the transaction that records them.

    Called once, in `AppConfig.ready`. The listener gets the entries that were recorded together,
    all of those kinds, and may record facts of its own. History brought in is not heard.
    """
    for kind in kinds:
        _LISTENERS[kind.kind].append(listener)


def _tell_listeners(entries: Sequence[Entry]) -> None:
    heard: dict[Listener, list[Entry]] = {}
    for entry in entries:
        for listener in _LISTENERS.get(entry.kind, ()):
            heard.setdefault(listener, []).append(entry)
    for listener, theirs in heard.items():
        listener(theirs)


def record(
    fact: Event,
    *,
    at: datetime,
    by: Officer | None = None,
    submission: Submission | None = None,
    case: Case | None = None,
    contact: Contact | None = None,
) -> Entry:
    """Append a fact in the running transaction and tell the open screens when it commits.

    `by` is None when the system itself acted.
    """
    entry = Entry.objects.create(
        kind=fact.kind,
        at=at,
        by=by,
        submission=submission,
        case=case,
        contact=contact,
        facts=fact.facts(),
    )
    if submission is not None:
        tell_screens("submission", submission.pk, what=fact.kind)
    elif case is not None:
        tell_screens("case", case.pk, what=fact.kind)
    elif contact is not None:
        tell_screens("contact", contact.pk, what=fact.kind)
    _tell_listeners([entry])
    return entry


@dataclass(frozen=True)
class Happened:
    """One fact among many, by the ids of what it is about."""

    fact: Event
    submission_id: int | None = None
    contact_id: int | None = None
    case_id: int | None = None

    @property
    def subject(self) -> tuple[str, int]:
        """Of what kind it is about, and which one."""
        if self.submission_id is not None:
            return "submission", self.submission_id
        if self.case_id is not None:
            return "case", self.case_id
        return "contact", self.contact_id or 0


def record_many(facts: Sequence[Happened], *, at: datetime, by: Officer | None = None) -> None:
    """Append facts in order, with one statement; else as `record`."""
    entries = Entry.objects.bulk_create(
        Entry(
            kind=each.fact.kind,
            at=at,
            by=by,
            submission_id=each.submission_id,
            contact_id=each.contact_id,
            case_id=each.case_id,
            facts=each.fact.facts(),
        )
        for each in facts
    )
    told = [_payload(*each.subject, each.fact.kind) for each in facts]
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY_MANY, (LIVE_CHANNEL, told))
    _tell_listeners(entries)


def tell_screens(kind: str, identity: int, *, what: str = "") -> None:
    """Send a live event at commit: only kind and id travel, never what was said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", (LIVE_CHANNEL, _payload(kind, identity, what)))


def _payload(kind: str, identity: int, what: str) -> str:
    return json.dumps({"kind": kind, "id": identity, "what": what})


_LABELS: dict[str, Mapping[Any, Any]] = {
    "urgency": labels.URGENCIES,
    "sensitivity": labels.SENSITIVITIES,
    "submission_kind": labels.KINDS,
    "legal_form": labels.LEGAL_FORMS,
    "channel": labels.CHANNELS,
    "reporter_kind": labels.REPORTER_KINDS,
    "outcome": labels.CALL_OUTCOMES,
    "status": labels.STATUSES,
    "close_reason": labels.CLOSE_REASONS,
    "call_result": labels.CALL_RESULTS,
    "trouble": labels.READING_TROUBLES,
}


def say_by(field: str, names: Mapping[Any, Any]) -> None:
    """Let the values of a field of facts be said by names that a higher capability has."""
    _LABELS[field] = names


_OPTIONAL = frozenset({"note", "text"})
"""Words that may be left out; a sentence then ends before them."""
_HIDDEN = "•••"


def sentence(entry: Entry, *, show_private: bool = True) -> str:
    """Say an entry as one sentence in the language of the screen."""
    fact = KINDS.get(entry.kind)
    if fact is None:
        return entry.kind
    hidden = frozenset() if show_private else fact.private
    said = {name: "" for name in _OPTIONAL if f"{{{name}}}" in fact.says}
    said |= {
        name: _HIDDEN if name in hidden and value else _say(name, value)
        for name, value in entry.facts.items()
    }
    whole = _(fact.says).format_map(_Said(said))
    return whole.rstrip(" .:") if any(not said.get(name, "–") for name in _OPTIONAL) else whole


class _Said(dict[str, str]):
    """Facts of an older version may lack a field: say a dash, never fail."""

    def __missing__(self, key: str) -> str:
        return "–"


def _say(name: str, value: object) -> str:
    if value is None or value == "":
        return "" if name in _OPTIONAL else "–"
    if name == "changes" and isinstance(value, dict):
        return "; ".join(
            f"{labels.FIELDS.get(field, field)}: {_say(field, old)} → {_say(field, new)}"
            for field, (old, new) in value.items()
        )
    if name in _LABELS:
        return str(_LABELS[name].get(value, value))
    if name.endswith("_at") and isinstance(value, str):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "H:i d/m/Y")
    if name.endswith("_on") and isinstance(value, str):
        return date_format(date.fromisoformat(value), "d/m/Y")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)
