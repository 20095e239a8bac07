"""Submissions, who speaks, cases, and the items that tie them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.register import labels
from langnghe.register.models.places import Topic, Ward
from langnghe.register.states import (
    OPEN_STATUSES,
    CaseStatus,
    Kind,
    LegalForm,
    ReporterKind,
    Sensitivity,
    Status,
    Urgency,
    check_move,
)


class CodeCounter(models.Model):
    """The last serial given, per prefix and year; its row lock makes codes gapless."""

    prefix = models.CharField(max_length=5)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("prefix", "year"), name="code_counter_once")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


class Reporter(models.Model):
    """Who speaks, kept apart from what is said, so that it can be put under lock."""

    kind = models.CharField(
        max_length=15, choices=labels.REPORTER_KINDS, default=ReporterKind.PERSON
    )
    name = models.CharField(max_length=300, blank=True)
    folded = models.CharField(max_length=300, blank=True)
    people = models.PositiveIntegerField(default=1)
    phone = models.CharField(max_length=60, blank=True, help_text="as it was given")
    phone_key = models.CharField(max_length=20, blank=True, help_text="E.164")
    email = models.CharField(max_length=320, blank=True)
    address = models.CharField(max_length=500, blank=True)
    asks_secrecy = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=("phone_key",), name="reporter_phone"),
            models.Index(fields=("email",), name="reporter_email"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="reporter_people_positive")
        ]

    def __str__(self) -> str:
        return f"reporter {self.pk}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions as people may see them."""

    def visible_to(self, officer: Officer) -> "SubmissionQuerySet":
        """Submissions this officer may see.

        An agency sees what was handed to it; S2 is seen by right, or by whoever holds it.
        """
        if officer.may(Right.READ):
            if officer.may(Right.SEE_SENSITIVE):
                return self
            return self.filter(~Q(sensitivity=Sensitivity.S2) | Q(holder=officer))
        if officer.may(Right.OWN_AGENCY) and officer.agency_id:
            cases = Case.objects.visible_to(officer).order_by().values("pk")
            return self.filter(pk__in=Item.objects.filter(case__in=cases).values("submission"))
        return self.none()

    def open(self) -> "SubmissionQuerySet":
        """Submissions on which work is left."""
        return self.filter(status__in=OPEN_STATUSES)


class Submission(models.Model):
    """A registered voice (ý kiến). Never deleted; each gets its own answer.

    `topic`, `ward`, `urgency`, `sensitivity`, `due_at` repeat what its cases say (the first
    case's place, the worst level, the nearest due), so that lists need no joins.
    """

    code = models.CharField(max_length=20, unique=True)
    received_at = models.DateTimeField()
    created_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=10, choices=labels.CHANNELS)
    kind = models.CharField(max_length=15, choices=labels.KINDS, default=Kind.REPORT)
    legal_form = models.CharField(
        max_length=30, choices=labels.LEGAL_FORMS, default=LegalForm.OTHER
    )
    status = models.CharField(max_length=12, choices=labels.STATUSES, default=Status.NEW)
    summary = models.CharField(max_length=400, blank=True)
    language = models.CharField(max_length=5, default="vi")
    reporter = models.OneToOneField(Reporter, models.PROTECT, related_name="submission")
    holder = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    ward = models.ForeignKey(Ward, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    urgency = models.CharField(max_length=2, choices=labels.URGENCIES, default=Urgency.K1)
    sensitivity = models.CharField(
        max_length=2, choices=labels.SENSITIVITIES, default=Sensitivity.S0
    )
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=40, blank=True)
    asks_reopen_at = models.DateTimeField(
        null=True, help_text="the citizen wrote again after closing; an officer decides"
    )
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    is_demo = models.BooleanField(default=False, help_text="made up for demonstration")
    version = models.IntegerField(default=1)

    objects: ClassVar[SubmissionQuerySet] = SubmissionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-received_at", "-id")
        indexes = [
            models.Index(fields=("-received_at", "-id"), name="submission_newest"),
            models.Index(fields=("status", "-received_at", "-id"), name="submission_by_status"),
            models.Index(
                fields=("-urgency", "received_at", "id"),
                name="submission_open",
                condition=Q(status__in=sorted(OPEN_STATUSES)),
            ),
            models.Index(
                fields=("due_at",),
                name="submission_due",
                condition=Q(status__in=sorted(OPEN_STATUSES)) & Q(due_at__isnull=False),
            ),
            models.Index(
                fields=("holder", "-received_at"),
                name="submission_holder",
                condition=Q(status__in=sorted(OPEN_STATUSES)) & Q(holder__isnull=False),
            ),
            models.Index(fields=("topic", "-received_at", "-id"), name="submission_topic"),
            models.Index(fields=("ward", "-received_at", "-id"), name="submission_ward"),
            models.Index(fields=("agency", "-received_at", "-id"), name="submission_agency"),
            models.Index(fields=("kind", "-received_at", "-id"), name="submission_kind"),
            models.Index(fields=("urgency", "-received_at", "-id"), name="submission_urgency"),
            models.Index(
                fields=("sensitivity", "-received_at", "-id"), name="submission_sensitivity"
            ),
            models.Index(fields=("channel", "-received_at", "-id"), name="submission_channel"),
            models.Index(
                fields=("asks_reopen_at",),
                name="submission_asks_reopen",
                condition=Q(asks_reopen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def move_to(self, status: Status) -> None:
        """Step along the life cycle; raises IllegalMove where it does not lead there."""
        check_move(Status(self.status), status)
        self.status = status


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases as people may see them."""

    def visible_to(self, officer: Officer) -> "CaseQuerySet":
        """Cases this officer may see; the same rule as for submissions."""
        if officer.may(Right.READ):
            if officer.may(Right.SEE_SENSITIVE):
                return self
            return self.exclude(sensitivity=Sensitivity.S2)
        if officer.may(Right.OWN_AGENCY) and officer.agency_id:
            helped = Case.co_agencies.through.objects.filter(agency=officer.agency_id)
            return self.filter(Q(lead_agency=officer.agency_id) | Q(pk__in=helped.values("case")))
        return self.none()

    def open(self) -> "CaseQuerySet":
        """Cases that are not closed: others may join them."""
        return self.exclude(status=CaseStatus.CLOSED)


class Case(models.Model):
    """What happened (vụ việc). One case, many voices; the work happens here."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=400)
    opened_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=labels.CASE_STATUSES, default=CaseStatus.OPEN)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="cases")
    ward = models.ForeignKey(Ward, models.PROTECT, null=True, related_name="cases")
    place = models.CharField(max_length=500, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    urgency = models.CharField(max_length=2, choices=labels.URGENCIES, default=Urgency.K1)
    sensitivity = models.CharField(
        max_length=2, choices=labels.SENSITIVITIES, default=Sensitivity.S0
    )
    lead_agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="cases")
    co_agencies = models.ManyToManyField(Agency, related_name="helped_cases")
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    submissions: "models.ManyToManyField[Submission, Item]" = models.ManyToManyField(
        Submission, through="Item", related_name="cases"
    )
    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = [
            models.Index(fields=("-opened_at", "-id"), name="case_newest"),
            models.Index(fields=("topic", "ward", "-opened_at"), name="case_alike"),
            models.Index(fields=("lead_agency", "status", "due_at"), name="case_agency"),
        ]

    def __str__(self) -> str:
        return self.code


class Item(models.Model):
    """One matter of a submission (nội dung): ties it to one case."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="items")
    position = models.IntegerField(default=1)
    text = models.TextField(blank=True, help_text="which part of the submission, when several")

    class Meta:
        ordering = ("submission", "position")
        constraints = [
            models.UniqueConstraint(fields=("submission", "case"), name="item_once"),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"
