"""One answer to many voices: a common text, and for each voice its own part."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.register.models import Case, Submission
from langnghe.reply import labels
from langnghe.reply.models.outgoing import Outgoing
from langnghe.reply.states import BatchState, ShareState, Way
from langnghe.triage.models import Issue


class Batch(models.Model):
    """An answer to the voices of a case, or of the cases of an issue (trả lời chung).

    `texts`: for each language the `subject` and the `text` with {places} for what is personal.
    `is_final` says that it is the answer, no notice on the way. `allowed` are names of officers
    that the sender looked at and let stand.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="batches")
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="batches")
    is_final = models.BooleanField(default=True)
    texts = models.JSONField(default=dict)
    allowed = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=labels.BATCH_STATES, default=BatchState.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None) ^ Q(issue=None), name="batch_of_case_or_issue"
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class ShareQuerySet(models.QuerySet["Share"]):
    """Shares by what is left to do."""

    def waiting(self) -> "ShareQuerySet":
        """Shares that are still to be sent."""
        return self.filter(state=ShareState.WAITING)


class Share(models.Model):
    """One voice of an answer to many: the way it goes, its own words, what became of it."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="shares")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="shares")
    way = models.CharField(max_length=10, choices=labels.WAYS, default=Way.NONE)
    state = models.CharField(max_length=10, choices=labels.SHARE_STATES, default=ShareState.WAITING)
    words = models.TextField(blank=True, help_text="what only this voice is told")
    why = models.CharField(max_length=15, choices=labels.WHY_LEFT_OUT, blank=True)
    outgoing = models.OneToOneField(Outgoing, models.PROTECT, null=True, related_name="share")

    objects: ClassVar[ShareQuerySet] = ShareQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("batch", "submission")
        constraints = [
            models.UniqueConstraint(fields=("batch", "submission"), name="share_once"),
        ]
        indexes = [
            models.Index(
                fields=("batch", "submission"),
                name="share_waiting",
                condition=Q(state=ShareState.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"
