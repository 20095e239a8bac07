"""Everything triage keeps beside the book."""

from langnghe.triage.models.hot import DayCount, Signal
from langnghe.triage.models.issue import Issue, IssueCase, IssueRun, IssueStep
from langnghe.triage.models.learned import Model
from langnghe.triage.models.suggestion import KnownPlace, Likeness, Suggestion, Voice

__all__ = [
    "DayCount",
    "Issue",
    "IssueCase",
    "IssueRun",
    "IssueStep",
    "KnownPlace",
    "Likeness",
    "Model",
    "Signal",
    "Suggestion",
    "Voice",
]
