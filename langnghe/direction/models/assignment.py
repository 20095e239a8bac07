"""Assignments of cases to agencies, and the evidence they report."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction.states import LIVING, AssignmentState, Part, check_step
from langnghe.register.models import Case


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments as people may see them."""

    def visible_to(self, officer: Officer) -> "AssignmentQuerySet":
        """Assignments an officer may see: of visible cases, or the own agency's, ended ones too."""
        if officer.may(Right.OWN_AGENCY) and officer.agency_id and not officer.may(Right.READ):
            return self.filter(agency=officer.agency_id)
        return self.filter(case__in=Case.objects.visible_to(officer).order_by().values("pk"))

    def living(self) -> "AssignmentQuerySet":
        """Assignments on which the agency has something to do."""
        return self.filter(state__in=LIVING)


class Assignment(models.Model):
    """A case handed to an agency with a deadline (chuyển, giao).

    The lead agency answers for the case; co-agencies help and report to the office beside it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assignments")
    directive = models.ForeignKey(
        "Directive", models.PROTECT, null=True, related_name="assignments"
    )
    part = models.CharField(
        max_length=5, choices=[(each.value, each.value) for each in Part], default=Part.LEAD
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
    first_due_at = models.DateTimeField(null=True, help_text="before any extension or redo")
    override_reason = models.TextField(blank=True, help_text="why a leader set a guard aside")
    delivered_at = models.DateTimeField(null=True, help_text="when the agency surely had it")
    accepted_at = models.DateTimeField(null=True)
    handler = models.CharField(max_length=200, blank=True, help_text="who deals with it there")
    handler_phone = models.CharField(max_length=60, blank=True)
    shows_reporter = models.BooleanField(default=False, help_text="granted, with a reason")
    ended_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    result = models.TextField(blank=True)
    result_document = models.CharField(max_length=200, blank=True, help_text="number, date")
    resulted_at = models.DateTimeField(null=True)
    redo_reason = models.TextField(blank=True)
    redos = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, help_text="when the office found the result enough")

    objects: ClassVar[AssignmentQuerySet] = AssignmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("case",),
                name="assignment_one_leads",
                condition=Q(state__in=sorted(LIVING), part=Part.LEAD),
            ),
            models.UniqueConstraint(
                fields=("case", "agency"),
                name="assignment_agency_once",
                condition=Q(state__in=sorted(LIVING)),
            ),
        ]
        indexes = [models.Index(fields=("agency", "state", "due_at"), name="assignment_agency")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"

    @property
    def is_living(self) -> bool:
        """Whether the agency has something to do."""
        return self.state in LIVING

    @property
    def leads(self) -> bool:
        """Whether the agency answers for the case."""
        return self.part == Part.LEAD

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
