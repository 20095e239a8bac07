"""Which rules of law run for submissions, read from what happened to them; set by set."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from langnghe.deadlines.actions.ledger import bring_in_line
from langnghe.deadlines.heard import MEANS
from langnghe.deadlines.models import MoreTime, Obligation
from langnghe.deadlines.queries import office_calendar, rules_known
from langnghe.deadlines.states import ObligationState
from langnghe.register import events
from langnghe.register.models import Entry, Item, Submission
from langnghe.register.rules import highest_urgency
from langnghe.register.states import Status
from langnghe.workdays import obligations as law
from langnghe.workdays.obligations import Moment, Party, Situation, Start

BATCH = 2000
NO_MATTER = frozenset({Status.JOINED, Status.SET_ASIDE})
_STARTS = {Start.ACCEPTED: Moment.ACCEPTED, Start.TRANSFERRED: Moment.TRANSFERRED}
_OF_ITEM = ("submission_id", "case_id", "case__urgency", "case__lead_agency_id")


@dataclass
class _Voice:
    """A submission, its cases with their urgency, and moments: a case's by its id, own by None."""

    row: dict[str, Any]
    cases: dict[int, str] = field(default_factory=dict)
    agency_id: int | None = None
    moments: dict[Moment, dict[int | None, list[datetime]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def last(self, moment: Moment) -> datetime | None:
        """Return when something happened last, to the submission or any of its cases."""
        return max((at for each in self.moments[moment].values() for at in each), default=None)

    def first_since(self, moment: Moment, begin: datetime) -> datetime | None:
        """Return when something had happened since `begin`: once, or to each of the cases."""
        found = self.moments[moment]
        own = min((at for at in found[None] if at >= begin), default=None)
        each = [min((at for at in found[case] if at >= begin), default=None) for case in self.cases]
        whole = None if not each or None in each else max(at for at in each if at)
        return min((at for at in (own, whole) if at), default=None)

    def situation(self) -> Situation:
        """Return what decides which rules run."""
        starts = {Start.RECEIVED: self.row["received_at"]}
        for start, moment in _STARTS.items():
            if (at := self.last(moment)) is not None:
                starts[start] = at
        return Situation(
            kind="spam" if self.row["status"] in NO_MATTER else self.row["kind"],
            form=self.row["legal_form"],
            urgency=highest_urgency(list(self.cases.values())),
            starts=starts,
        )


def hear(entries: Sequence[Entry]) -> None:
    """Follow the submissions of which something was recorded; called in that transaction."""
    own = {each.submission_id for each in entries if each.submission_id is not None}
    cases = {each.case_id for each in entries if each.case_id and each.submission_id is None}
    voices = Item.objects.filter(case__in=cases).values_list("submission_id", flat=True)
    follow(own | (set(voices) if cases else set()), at=entries[-1].at)


def follow(submission_ids: Iterable[int], *, at: datetime) -> int:
    """Bring what the law asks for these submissions in line with what happened to them.

    May be repeated. Returns how many obligations began, ended or changed.
    """
    wanted = sorted(set(submission_ids))
    return sum(
        _follow(wanted[begin : begin + BATCH], at=at) for begin in range(0, len(wanted), BATCH)
    )


def follow_all(*, at: datetime) -> int:
    """Follow every submission on which work is left: after history was brought in."""
    return follow(Submission.objects.open().order_by().values_list("pk", flat=True), at=at)


def _follow(ids: Collection[int], *, at: datetime) -> int:
    rules = rules_known()
    if not rules or not ids:
        return 0
    calendar = office_calendar()
    given = _more_time(ids)
    present = [
        _as_owed(voice, owed, given.get((voice.row["pk"], owed.rule.code, owed.from_at)))
        for voice in _voices(ids)
        for owed in law.obligations(rules, calendar, voice.situation())
    ]
    kept = Obligation.objects.filter(submission__in=ids, rule__isnull=False)
    return bring_in_line(present, kept, at=at)


def _more_time(ids: Collection[int]) -> dict[tuple[int, str, datetime], datetime]:
    """Return until when people extended which limit, by submission, code and its beginning."""
    rows = MoreTime.objects.filter(submission__in=ids).order_by("given_at", "pk")
    return {
        (submission_id, code, from_at): until
        for submission_id, code, from_at, until in rows.values_list(
            "submission_id", "code", "from_at", "until"
        )
    }


def _as_owed(voice: _Voice, owed: law.Obligation, extended: datetime | None) -> Obligation:
    rule, row = owed.rule, voice.row
    ends = [voice.first_since(moment, owed.from_at) for moment in rule.met_by]
    met_at = min((end for end in ends if end), default=None)
    state = ObligationState.RUNNING
    if met_at is not None:
        state = ObligationState.MET
    elif row["status"] == Status.CLOSED:
        state = ObligationState.DROPPED
    return Obligation(
        key=f"law:{rule.code}:{row['pk']}",
        submission_id=row["pk"],
        rule_id=rule.identity,
        code=rule.code,
        event=rule.event,
        limit=None if extended else rule.limit,
        unit="" if extended else rule.unit,
        basis=rule.basis,
        agency_id=voice.agency_id if rule.owed_by == Party.AGENCY else None,
        from_at=owed.from_at,
        due_at=extended or owed.due_at,
        state=state,
        ended_at=met_at or (row["closed_at"] if state == ObligationState.DROPPED else None),
    )


def _voices(ids: Collection[int]) -> Iterable[_Voice]:
    fields = ("pk", "kind", "legal_form", "status", "received_at", "closed_at")
    voices = {
        row["pk"]: _Voice(row) for row in Submission.objects.filter(pk__in=ids).values(*fields)
    }
    of_case: dict[int, list[_Voice]] = defaultdict(list)
    items = Item.objects.filter(submission__in=ids).order_by("position", "pk")
    for submission_id, case_id, urgency, agency_id in items.values_list(*_OF_ITEM):
        voice = voices[submission_id]
        voice.cases[case_id] = urgency
        voice.agency_id = voice.agency_id or agency_id
        of_case[case_id].append(voice)
    about = Q(submission__in=ids) | Q(submission=None, case__in=list(of_case))
    told = Entry.objects.filter(about, kind__in=[*MEANS, events.Reopened.kind])
    for entry in told.order_by("at", "pk"):
        concerned = (
            [voices[entry.submission_id]] if entry.submission_id else of_case[entry.case_id or 0]
        )
        for voice in concerned:
            _note(voice, entry)
    return voices.values()


def _note(voice: _Voice, entry: Entry) -> None:
    if entry.kind == events.Reopened.kind:
        voice.moments.pop(Moment.CLOSED, None)
        return
    moment, where = MEANS[entry.kind]
    if all(entry.facts.get(name, value) == value for name, value in where.items()):
        voice.moments[moment][None if entry.submission_id else entry.case_id].append(entry.at)
