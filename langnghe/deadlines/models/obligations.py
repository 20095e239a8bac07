"""What is owed until when, and by whom."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.deadlines import labels
from langnghe.deadlines.models.versions import DeadlineRule
from langnghe.deadlines.states import ObligationState
from langnghe.register.models import Case, Submission


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Obligations as people may see them."""

    def visible_to(self, officer: Officer) -> "ObligationQuerySet":
        """Obligations of what this officer may see; an agency sees its own."""
        submissions = Submission.objects.visible_to(officer).order_by().values("pk")
        cases = Case.objects.visible_to(officer).order_by().values("pk")
        seen = self.filter(Q(submission__in=submissions) | Q(submission=None, case__in=cases))
        if officer.may(Right.READ):
            return seen
        return seen.filter(agency=officer.agency_id)

    def running(self) -> "ObligationQuerySet":
        """Obligations that nobody has met yet."""
        return self.filter(state=ObligationState.RUNNING)


class Obligation(models.Model):
    """What must be done until when (nghĩa vụ có hạn), and which rule or person says so.

    `key` names it: the same cause never makes a second one. `rule` is the version that gave it,
    and None where people set the time themselves. `limit` and `unit` (wd, cd, wh, h) say how
    `due_at` follows from `from_at`; without them it is a date by itself and moves only by hand.
    """

    key = models.CharField(max_length=120, unique=True)
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="obligations"
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="obligations")
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)
    event = models.TextField()
    limit = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=10, blank=True)
    basis = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="obligations")
    holder = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="obligations")
    from_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=labels.STATES, default=ObligationState.RUNNING)
    ended_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(
        null=True, help_text="when it was seen that the time had passed"
    )

    objects: ClassVar[ObligationQuerySet] = ObligationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("due_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=False) | Q(case__isnull=False),
                name="obligation_about_something",
            )
        ]
        indexes = [
            models.Index(
                fields=("due_at",), name="obligation_running", condition=Q(state="running")
            ),
            models.Index(
                fields=("due_at",),
                name="obligation_unseen",
                condition=Q(state="running", breached_at=None),
            ),
            models.Index(
                fields=("agency", "due_at"),
                name="obligation_agency",
                condition=Q(state="running", agency__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def alarm_rule(self) -> str:
        """What an alarm about it names: its rule, or what is owed where no rule asks for it."""
        return self.code if self.rule_id else self.event[:120]

    def is_late(self, at: datetime) -> bool:
        """Tell whether it was not met in time, or is not met though its time has passed."""
        if self.state == ObligationState.DROPPED:
            return False
        return (self.ended_at or at) > self.due_at
