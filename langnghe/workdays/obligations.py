"""Which limits run for a submission: rules of law and of the office, each with its validity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from langnghe.workdays.calendar import WorkCalendar
from langnghe.workdays.due import due_at


class Start(StrEnum):
    """The moment from which a limit is counted."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    TRANSFERRED = "transferred"
    GROUNDS = "grounds"
    FILED = "filed"


class Moment(StrEnum):
    """What ends an obligation when it happens."""

    NOTIFIED = "notified"
    """The citizen was told what becomes of it."""
    TRANSFERRED = "transferred"
    ACCEPTED = "accepted"
    RESULTED = "resulted"
    ANSWERED = "answered"
    CLOSED = "closed"


class Party(StrEnum):
    """Who owes it: the office of the hotline, or the agency that has the case."""

    OFFICE = "office"
    AGENCY = "agency"


class Forms(StrEnum):
    """For which legal forms a limit runs: statutory clocks start only for a valid form."""

    ANY = "any"
    WRITTEN = "written"
    FORMAL = "formal"


class Instance(StrEnum):
    """In which course of a matter a limit runs."""

    USUAL = "usual"
    EXTENDED = "extended"
    SECOND = "second"
    PEER = "peer"


WRITTEN = frozenset({"don_scan_co_chu_ky", "don_buu_chinh", "truc_tiep", "don_nhieu_nguoi"})
"""Forms in which a signed petition lies before the office, or was taken down in person."""

_KINDS_OF_ALL = frozenset({"all", "all_written"})
_NO_MATTER = frozenset({"spam"})


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One limit: `limit` in `unit` (wd, cd, wh, h), for a kind and forms, between two dates."""

    code: str
    kind: str
    event: str
    limit: int
    unit: str
    start: Start
    forms: Forms
    instance: Instance
    urgency: str
    basis: str
    valid_from: date
    valid_to: date | None
    met_by: frozenset[Moment] = frozenset()
    owed_by: Party = Party.OFFICE
    extended_to: tuple[int, ...] = ()
    """How long it may take altogether, in the same unit, after each time it is extended."""
    identity: int | None = None
    """The row that keeps it, where one does."""

    def holds_on(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """What must be done until when, and which rule gave it."""

    rule: Rule
    from_at: datetime
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What decides which limits run: kind, legal form, urgency, and the moments that are known.

    `starts`: aware moments; a limit whose moment is not known does not run yet.
    """

    kind: str
    form: str
    starts: Mapping[Start, datetime]
    urgency: str = ""
    instances: frozenset[Instance] = frozenset({Instance.USUAL})


class NoSuchRule(ValueError):
    """A rule of the profile lacks something; the message names it."""


def read_rules(rows: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Read the rules of a profile; those counted in years are retention, no obligation."""
    return [_rule(row) for row in rows if row["unit"] != "year"]


def _rule(row: Mapping[str, Any]) -> Rule:
    try:
        return Rule(
            code=row["code"],
            kind=row["kind"],
            event=row["event"],
            limit=int(row["limit"]),
            unit=row["unit"],
            start=Start(row["start"]),
            forms=Forms(row.get("forms", Forms.ANY)),
            instance=Instance(row.get("instance", Instance.USUAL)),
            urgency=row.get("urgency", ""),
            basis=row["basis"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
            met_by=frozenset(Moment(each) for each in row.get("met_by", ())),
            owed_by=Party(row.get("owed_by", Party.OFFICE)),
            extended_to=tuple(int(each) for each in row.get("extended_to", ())),
        )
    except (KeyError, ValueError) as failure:
        raise NoSuchRule(f"rule {row.get('code', '?')}: {failure}") from failure


def obligations(
    rules: Iterable[Rule], calendar: WorkCalendar, situation: Situation
) -> list[Obligation]:
    """Return the obligations that run, nearest first.

    A rule counts when it was in force on the local day its limit began.
    """
    found = []
    for rule in rules:
        begun = situation.starts.get(rule.start)
        if begun is None or rule.instance not in situation.instances:
            continue
        if not _concerns(rule, situation):
            continue
        day = begun.astimezone(calendar.zone).date()
        if rule.holds_on(day):
            due = due_at(rule.limit, rule.unit, begun, calendar)
            found.append(Obligation(rule=rule, from_at=begun, due_at=due))
    return sorted(found, key=lambda each: (each.due_at, each.rule.code))


def latest_extended(
    rule: Rule, calendar: WorkCalendar, from_at: datetime, *, times: int
) -> datetime | None:
    """Return until when a limit that was extended so many times may be extended once more.

    None where the rule gives no more time.
    """
    if times >= len(rule.extended_to):
        return None
    return due_at(rule.extended_to[times], rule.unit, from_at, calendar)


def _concerns(rule: Rule, situation: Situation) -> bool:
    """Whether a rule is about such a submission."""
    kind = situation.kind
    if kind in _NO_MATTER or rule.kind not in _KINDS_OF_ALL | {kind}:
        return False
    if rule.forms != Forms.ANY and situation.form not in WRITTEN:
        return False
    return not rule.urgency or rule.urgency == situation.urgency
