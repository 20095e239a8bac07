"""Letters that leave the office, and the counters of their registers."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction import letter_labels as labels
from langnghe.direction.letter_states import (
    OF_THE_DUTY_ROOM,
    OUT,
    LetterKind,
    LetterState,
    check_letter_step,
)
from langnghe.register.models import Case, Submission
from langnghe.register.states import Sensitivity
from langnghe.roster.models import Book, Week


class LetterCounter(models.Model):
    """The last number given of a kind of document in a term; its row lock makes them gapless."""

    number_kind = models.CharField(max_length=10)
    term = models.CharField(max_length=20)
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("number_kind", "term"), name="letter_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.number_kind} {self.term}: {self.last}"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters as people may see them."""

    def visible_to(self, officer: Officer) -> "LetterQuerySet":
        """Letters this officer may see: S2 only by right; an agency's own once they are issued."""
        if officer.may(Right.READ):
            if officer.may(Right.SEE_SENSITIVE):
                return self
            listed = LetterCase.objects.filter(
                letter=OuterRef("pk"), case__sensitivity=Sensitivity.S2
            )
            return self.exclude(
                Q(is_sensitive=True)
                | Q(case__sensitivity=Sensitivity.S2)
                | Q(submission__sensitivity=Sensitivity.S2)
            ).filter(~Exists(listed))
        if officer.may(Right.OWN_AGENCY) and officer.agency_id:
            return self.filter(agency=officer.agency_id, state__in=sorted(OUT)).exclude(
                kind__in=(LetterKind.MEMO, LetterKind.INTAKE_SLIP, *OF_THE_DUTY_ROOM)
            )
        return self.none()


class Letter(models.Model):
    """A document of the office (công văn, phiếu, thông báo): drafted, issued, sent.

    Its words are frozen when it is drafted, redacted, and may be edited until it is issued; then
    number, day and both files stay as they are. `pairs` are named facts, `rows` the list of
    cases, or of what the `columns` (title, share of the width) say; `signers` are those who sign
    side by side (lines, name) in the place of one; `hidden` counts what was taken out.
    `shows_reporter` adds who spoke, with a reason.
    """

    kind = models.CharField(max_length=20, choices=labels.LETTER_KINDS)
    state = models.CharField(max_length=10, choices=labels.LETTER_STATES, default=LetterState.DRAFT)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="letters")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="letters")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="letters")
    memo = models.ForeignKey("Memo", models.PROTECT, null=True, related_name="letters")
    directive = models.ForeignKey("Directive", models.PROTECT, null=True, related_name="letters")
    week = models.ForeignKey(Week, models.PROTECT, null=True, related_name="letters")
    book = models.ForeignKey(Book, models.PROTECT, null=True, related_name="letters")
    cases: "models.ManyToManyField[Case, LetterCase]" = models.ManyToManyField(
        Case, through="LetterCase", related_name="listed_in"
    )
    is_sensitive = models.BooleanField(default=False)
    once_key = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001 (null: no key)

    layout = models.CharField(max_length=20)
    number_kind = models.CharField(max_length=10, blank=True)
    issuer = models.CharField(max_length=20)
    term = models.CharField(max_length=20, blank=True)
    number = models.IntegerField(null=True)
    issued_on = models.DateField(null=True)

    type_name = models.CharField(max_length=60, blank=True)
    abstract = models.CharField(max_length=500, blank=True)
    addressees = ArrayField(models.CharField(max_length=300), default=list)
    text = models.TextField(blank=True)
    pairs = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    signers = models.JSONField(default=list)
    box = models.CharField(max_length=100, blank=True)
    recipients = ArrayField(models.CharField(max_length=300), default=list)
    signature = models.CharField(max_length=30)
    signer_name = models.CharField(max_length=120, blank=True)
    hidden = models.JSONField(default=dict)
    shows_reporter = models.BooleanField(default=False)
    folded = models.TextField(blank=True, help_text="what the register is searched by")

    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=15, blank=True, choices=labels.LETTER_WAYS)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    version = models.IntegerField(default=1)

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-drafted_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("number_kind", "term", "number"),
                name="letter_number_once",
                condition=Q(number__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled")) | ~Q(pdf_sha256=""),
                name="letter_issued_has_files",
            ),
        ]
        indexes = [
            models.Index(fields=("-issued_at", "-id"), name="letter_newest"),
            models.Index(fields=("agency", "-issued_at"), name="letter_agency"),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    def step_to(self, state: LetterState) -> None:
        """Step along the life of a letter; raises IllegalLetterStep."""
        check_letter_step(LetterState(self.state), state)
        self.state = state

    @property
    def is_draft(self) -> bool:
        """Whether its words may still change."""
        return self.state == LetterState.DRAFT

    @property
    def symbol(self) -> str:
        """Its number as the register says it: "05-CV/VPTU"; a dash for the number of a draft."""
        if not self.number_kind:
            return ""
        number = f"{self.number:02d}" if self.number is not None else "…"
        return f"{number}-{self.number_kind}/{self.issuer}"


class LetterCase(models.Model):
    """A case in the list of a letter."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="listed")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    position = models.IntegerField()

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=("letter", "case"), name="letter_case_once")]

    def __str__(self) -> str:
        return f"{self.case_id} in letter {self.letter_id}"
