"""Orders of leaders on a case or an issue, the cases they reach, what was reported."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction import labels
from langnghe.direction.states import LIVING_ORDERS, DirectiveState, check_directive
from langnghe.register.models import Case
from langnghe.triage.models import Issue


class DirectiveQuerySet(models.QuerySet["Directive"]):
    """Orders as people may see them."""

    def visible_to(self, officer: Officer) -> "DirectiveQuerySet":
        """Orders this officer may know of: through their case or issue, or by their agency."""
        if officer.may(Right.READ):
            seen = Q(case__in=Case.objects.visible_to(officer).order_by().values("pk"))
            seen |= Q(issue__in=Issue.objects.visible_to(officer).order_by().values("pk"))
            shown = self.filter(seen)
            return shown if officer.may(Right.SEE_SENSITIVE) else shown.filter(is_sensitive=False)
        if officer.may(Right.OWN_AGENCY) and officer.agency_id:
            ours = Q(agency=officer.agency_id) | Q(co_agencies=officer.agency_id)
            return self.exclude(state=DirectiveState.DRAFT).filter(ours).distinct()
        return self.none()

    def living(self) -> "DirectiveQuerySet":
        """Orders that are still being carried out or reviewed."""
        return self.filter(state__in=LIVING_ORDERS)


class Directive(models.Model):
    """What a leader orders (ý kiến chỉ đạo), on one case or on a whole issue.

    `report` says what is to be reported, `reporter` by whom (the lead agency where nobody else
    is named). `is_sensitive`: known only to who may see S2. `acting_for`: for whom a stand-in
    ordered. `number` is that of the office's letter. `reached_at`: when each of the cases that
    belonged to the issue then had been reached.
    """

    code = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="directives")
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="directives")
    text = models.TextField()
    report = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="directives")
    co_agencies = models.ManyToManyField(Agency, related_name="co_directives")
    reporter = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=labels.DIRECTIVE_STATES, default=DirectiveState.DRAFT
    )
    is_sensitive = models.BooleanField(default=False)
    number = models.CharField(max_length=60, blank=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reached_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    objects: ClassVar[DirectiveQuerySet] = DirectiveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-prepared_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) ^ Q(issue__isnull=True),
                name="directive_on_a_case_or_an_issue",
            )
        ]
        indexes = [
            models.Index(fields=("state", "due_at"), name="directive_state"),
            models.Index(fields=("agency", "state"), name="directive_agency"),
        ]

    def __str__(self) -> str:
        return self.code

    def step_to(self, state: DirectiveState) -> None:
        """Step along the life of an order; raises WrongDirectiveState."""
        check_directive(DirectiveState(self.state), state)
        self.state = state


class DirectiveCase(models.Model):
    """A case an order has reached. `is_held`: it is handed over by a decision of its own."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="reached")
    case = models.ForeignKey(Case, models.PROTECT, related_name="reached_by")
    reached_at = models.DateTimeField()
    joined_later = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("directive", "case"), name="directive_case_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} under {self.directive_id}"


class DirectiveReport(models.Model):
    """What an agency reports on an order as a whole: on the way, or at the end (`is_final`)."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="reports")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    text = models.TextField()
    document = models.CharField(max_length=200, blank=True, help_text="number, date")
    is_final = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reported_from = models.CharField(max_length=320, blank=True, help_text="address, if by mail")

    class Meta:
        ordering = ("reported_at", "pk")

    def __str__(self) -> str:
        return f"report {self.pk} on {self.directive_id}"


class ReportFile(models.Model):
    """A file that proves a report; its bytes lie in the store."""

    report = models.ForeignKey(DirectiveReport, models.PROTECT, related_name="files")
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=150)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class DirectiveExtension(models.Model):
    """More time that an agency asked for on an order; `is_granted` is None until decided."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="extensions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    wanted_at = models.DateTimeField(help_text="the new deadline that was asked for")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    is_granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("directive", "agency"),
                name="directive_extension_one_open",
                condition=Q(is_granted__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"extension {self.pk} of {self.directive_id}"
