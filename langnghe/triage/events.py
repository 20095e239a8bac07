"""The facts of triage that belong to no single submission."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class ModelUsed(Event):
    """From now on suggestions are made by this version."""

    kind = "triage.model_used"
    says = _("Suggestions are made by version {version}, learned from {examples} decisions")
    version: int
    examples: int


@event
@dataclass(frozen=True, kw_only=True)
class SignalAcknowledged(Event):
    """Somebody takes care of something unusual."""

    kind = "triage.signal_acknowledged"
    says = _("Takes care of what is unusual: {what}")
    what: str


@event
@dataclass(frozen=True, kw_only=True)
class SignalExplained(Event):
    """Somebody knows why something is unusual."""

    kind = "triage.signal_explained"
    says = _("Explained what is unusual: {what}. {note}")
    what: str
    note: str


@event
@dataclass(frozen=True, kw_only=True)
class SignalMuted(Event):
    """Something unusual calls nobody until a day."""

    kind = "triage.signal_muted"
    says = _("Muted until {until}: {what}. {note}")
    what: str
    until: str
    note: str


@event
@dataclass(frozen=True, kw_only=True)
class IssueAccepted(Event):
    """A proposal became an issue that lives."""

    kind = "issue.accepted"
    says = _("Issue {issue_code} accepted as “{name}”, with {cases} cases")
    issue_code: str
    name: str
    cases: int


@event
@dataclass(frozen=True, kw_only=True)
class IssueRenamed(Event):
    """An issue is called otherwise from now on."""

    kind = "issue.renamed"
    says = _("Issue {issue_code} is now called “{name}”")
    issue_code: str
    name: str


@event
@dataclass(frozen=True, kw_only=True)
class IssueDeclined(Event):
    """Somebody decided that a proposal is no issue."""

    kind = "issue.declined"
    says = _("Proposal {issue_code} declined: {note}")
    issue_code: str
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class IssueClosed(Event):
    """An issue ended."""

    kind = "issue.closed"
    says = _("Issue {issue_code} ended: {note}")
    issue_code: str
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class IssueReopened(Event):
    """An issue lives again."""

    kind = "issue.reopened"
    says = _("Issue {issue_code} lives again: {note}")
    issue_code: str
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class IssueSplit(Event):
    """Some cases of an issue went on as another one."""

    kind = "issue.split"
    says = _("{cases} cases of issue {issue_code} went on as {other_code}")
    issue_code: str
    other_code: str
    cases: int


@event
@dataclass(frozen=True, kw_only=True)
class IssuesJoined(Event):
    """An issue went on inside another one."""

    kind = "issue.joined"
    says = _("Issue {other_code} went on inside {issue_code}, with {cases} cases")
    issue_code: str
    other_code: str
    cases: int


@event
@dataclass(frozen=True, kw_only=True)
class IssueNoted(Event):
    """An officer wrote something to an issue."""

    kind = "issue.noted"
    says = _("Note: {text}")
    text: str


@event
@dataclass(frozen=True, kw_only=True)
class CaseAdded(Event):
    """A case belongs to an issue."""

    kind = "issue.case_added"
    says = _("Case {case_code} belongs to issue {issue_code}")
    case_code: str
    issue_code: str


@event
@dataclass(frozen=True, kw_only=True)
class CaseRemoved(Event):
    """A case does not belong to an issue."""

    kind = "issue.case_removed"
    says = _("Case {case_code} does not belong to issue {issue_code}")
    case_code: str
    issue_code: str
