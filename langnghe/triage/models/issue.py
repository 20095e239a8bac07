"""Issues: cases of one nature, to which one common direction can be given."""

from django.db import models

from langnghe.access.models import Officer
from langnghe.register.models import Case, Topic
from langnghe.triage import labels
from langnghe.triage.states import IssueState, MemberState


class Issue(models.Model):
    """Cases of one nature (nhóm vấn đề), across wards and weeks.

    A proposed one waits for a person; `words` are its characteristic words, `centre` the weight
    of each hashed word, by which new cases are compared with it.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=300)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    words = models.JSONField(default=list)
    centre = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=labels.ISSUE_STATES, default=IssueState.PROPOSED
    )
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    last_case_at = models.DateTimeField()
    note = models.TextField(blank=True)
    version = models.IntegerField(default=1)

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
