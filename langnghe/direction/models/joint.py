"""One step that an agency takes for many cases at once, and how far it is taken."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.direction import labels
from langnghe.direction.models.assignment import Assignment
from langnghe.direction.states import JointState, JointWhat, WhyLeft


class JointStep(models.Model):
    """Several cases of an agency are accepted, or get one result; a job does it case by case.

    `result`, `document`, `files` are of a result alone; `files` are those that prove it, their
    bytes in the store: name, content_type, size, sha256.
    `said_from` is the agency's address where nobody signed in; `done_at`: no case waits.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="joint_steps")
    what = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in JointWhat],
        default=JointWhat.RESULT,
    )
    result = models.TextField(blank=True)
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
                fields=("agency",), name="joint_step_running", condition=Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"joint step {self.pk}"


class JointCaseQuerySet(models.QuerySet["JointCase"]):
    """Cases of joint steps."""

    def waiting(self) -> "JointCaseQuerySet":
        """Those for which it is still to be taken."""
        return self.filter(state=JointState.WAITING)


class JointCase(models.Model):
    """One case of a joint step, and why it was left where it was."""

    joint = models.ForeignKey(JointStep, models.CASCADE, related_name="cases")
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
        return f"assignment {self.assignment_id} of joint step {self.joint_id}"

    def leave(self, why: WhyLeft) -> None:
        """Leave the case as it is, for a reason."""
        self.state, self.why = JointState.LEFT, why
