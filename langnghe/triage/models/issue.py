"""Issues: cases of one nature, to which one common direction can be given."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.models import Case, Entry, Topic
from langnghe.register.states import Sensitivity
from langnghe.triage import labels
from langnghe.triage.states import IssueState, MemberState


class IssueQuerySet(models.QuerySet["Issue"]):
    """Issues as people may see them."""

    def visible_to(self, officer: Officer) -> "IssueQuerySet":
        """Issues this officer may know of: none that has nothing but what is hidden from them."""
        if not officer.may(Right.READ):
            return self.none()
        if officer.may(Right.SEE_SENSITIVE):
            return self
        members = IssueCase.objects.filter(issue=OuterRef("pk")).exclude(state=MemberState.OUT)
        shown = members.exclude(case__sensitivity=Sensitivity.S2)
        return self.filter(Q(is_sensitive=False) & (Exists(shown) | ~Exists(members)))


class Issue(models.Model):
    """Cases of one nature (nhóm vấn đề), across wards and weeks.

    A proposed one waits for a person; `words` are its characteristic words, `centre` the weight
    of each hashed word, by which new cases are compared with it, `topics` the share of each
    topic. `is_sensitive`: it came from cases of level S2, and is known only to who may see them.
    `joined_to`: it went on as another one.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=300)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    words = models.JSONField(default=list)
    centre = models.JSONField(default=dict)
    topics = models.JSONField(default=dict)
    is_sensitive = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=labels.ISSUE_STATES, default=IssueState.PROPOSED
    )
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    last_case_at = models.DateTimeField()
    note = models.TextField(blank=True)
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    version = models.IntegerField(default=1)

    objects: ClassVar[IssueQuerySet] = IssueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-last_case_at", "-id")
        indexes = [models.Index(fields=("state", "-last_case_at"), name="issue_state")]

    def __str__(self) -> str:
        return self.code


class IssueCase(models.Model):
    """A case of an issue, or one proposed for it."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="members")
    case = models.ForeignKey(Case, models.PROTECT, related_name="issue_members")
    state = models.CharField(
        max_length=10, choices=labels.MEMBER_STATES, default=MemberState.PROPOSED
    )
    odds = models.FloatField(default=0.0)
    added_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("issue", "case"), name="issue_case_once")]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.issue_id}"


class IssueStep(models.Model):
    """Ties a fact of the timeline to the issue it is about: together they are its history."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="steps")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="issue_steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("issue", "entry"), name="issue_step_once")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.entry_id}"


class IssueRun(models.Model):
    """One look through the cases of the window: how many there were, and what was proposed."""

    at = models.DateTimeField()
    cases = models.IntegerField()
    proposed = models.IntegerField()
    seconds = models.FloatField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"look of {self.at}"
