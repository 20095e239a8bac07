"""Assignments of cases to agencies, and the evidence they report."""

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.direction.states import LIVING, AssignmentState, check_step
from langnghe.register.models import Case


class Assignment(models.Model):
    """A case handed to an agency with a deadline (chuyển, giao)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assignments")
    directive = models.ForeignKey(
        "Directive", models.PROTECT, null=True, related_name="assignments"
    )
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in AssignmentState],
        default=AssignmentState.SENT,
    )
    message = models.TextField(blank=True, help_text="what the agency is asked to do; redacted")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    result = models.TextField(blank=True)
    result_document = models.CharField(max_length=200, blank=True, help_text="number, date")
    resulted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("case",),
                name="assignment_one_living",
                condition=Q(state__in=sorted(LIVING)),
            )
        ]
        indexes = [models.Index(fields=("agency", "state", "due_at"), name="assignment_agency")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"

    def step_to(self, state: AssignmentState) -> None:
        """Step along the life of an assignment; raises IllegalStep."""
        check_step(AssignmentState(self.state), state)
        self.state = state


class Evidence(models.Model):
    """A file that proves a result: a photo, a document; its bytes lie in the store."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=150)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
