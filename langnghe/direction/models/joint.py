"""One result that an agency tells of many cases at once, and how far it is written."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.direction import labels
from langnghe.direction.models.assignment import Assignment
from langnghe.direction.states import JointState, WhyLeft


class JointResult(models.Model):
    """One result for several cases of an agency; a job writes it case by case.

    `files` are those that prove it, their bytes in the store: name, content_type, size, sha256.
    `said_from` is the agency's address where nobody signed in; `done_at`: no case waits.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="joint_results")
    result = models.TextField()
    document = models.CharField(max_length=200, blank=True, help_text="number, date")
    files = models.JSONField(default=list)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    said_from = models.CharField(max_length=320, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-said_at", "-pk")
        indexes = [
            models.Index(
                fields=("agency",), name="joint_result_running", condition=Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"joint result {self.pk}"


class JointCaseQuerySet(models.QuerySet["JointCase"]):
    """Cases of joint results."""

    def waiting(self) -> "JointCaseQuerySet":
        """Those that are still to be written."""
        return self.filter(state=JointState.WAITING)


class JointCase(models.Model):
    """One case of a joint result, and why it was left where it was."""

    joint = models.ForeignKey(JointResult, models.CASCADE, related_name="cases")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in JointState],
        default=JointState.WAITING,
    )
    why = models.CharField(max_length=12, blank=True, choices=list(labels.WHY_LEFT.items()))

    objects: ClassVar[JointCaseQuerySet] = JointCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("joint", "assignment"), name="joint_case_once")
        ]

    def __str__(self) -> str:
        return f"assignment {self.assignment_id} of joint result {self.joint_id}"

    def leave(self, why: WhyLeft) -> None:
        """Leave the case as it is, for a reason."""
        self.state, self.why = JointState.LEFT, why
