"""What happens in a shift: who stands watch, the handover book, promises."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.register.models import Submission
from langnghe.roster import labels
from langnghe.roster.states import BookState, DutyRole


class Watch(models.Model):
    """An officer's shift as it was really stood (ca trực): from signing on to handing over.

    `shift_at` is the beginning of the shift it is counted to.
    """

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="watches")
    role = models.CharField(max_length=20, choices=labels.DUTY_ROLES, default=DutyRole.OPERATOR)
    shift_at = models.DateTimeField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("began_at", "pk")
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(
                fields=("officer",), name="watch_one_of_officer", condition=Q(ended_at=None)
            ),
        ]
        indexes = [models.Index(fields=("shift_at",), name="watch_shift")]

    def __str__(self) -> str:
        return f"{self.officer} from {self.began_at:%Y-%m-%d %H:%M}"


class Book(models.Model):
    """What one shift hands over to the next (sổ giao ca); one for each shift.

    `pages` hold what the hotline knew when the book was given: a list of pages with lines; a
    line of a submission names its id, and is shown only to whoever may see that submission.
    `devices` maps what a person looked at (line, recording, network, power) to how it stood.
    `owners` maps the ids of open emergencies to the officer of the incoming shift who has each.
    """

    shift_at = models.DateTimeField(unique=True)
    state = models.CharField(max_length=10, choices=labels.BOOK_STATES, default=BookState.WRITTEN)
    pages = models.JSONField(default=list)
    devices = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    crew = ArrayField(models.CharField(max_length=120), default=list)
    version = models.IntegerField(default=1)
    given_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    owners = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True, help_text="why one began without it")

    class Meta:
        ordering = ("-shift_at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=BookState.ACCEPTED)
                | Q(given_at__isnull=False, taken_at__isnull=False),
                name="book_two_sides",
            ),
            models.CheckConstraint(
                condition=~Q(state=BookState.OVERRIDDEN) | ~Q(reason=""), name="book_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"book of {self.shift_at:%Y-%m-%d %H:%M}"


class Promise(models.Model):
    """Something that was promised to somebody (lời hứa), until when, and whether it was kept."""

    text = models.CharField(max_length=300)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="promises")
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kept_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due_at", "pk")
        indexes = [
            models.Index(fields=("due_at",), name="promise_open", condition=Q(kept_at=None)),
        ]

    def __str__(self) -> str:
        return self.text
