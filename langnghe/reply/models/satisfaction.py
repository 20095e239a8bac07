"""Whether citizens are content with what became of their matter."""

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.register.models import Submission, Topic
from langnghe.reply import labels
from langnghe.reply.models.outgoing import Outgoing
from langnghe.reply.models.telling import Telling


class Satisfaction(models.Model):
    """How a citizen rates one answer (mức độ hài lòng), 1 to 5; once an answer, changeable.

    `agreed`: whether they accept what came of it, where they said so. `agency` and `topic` are
    those of the submission when it was rated.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="satisfactions")
    outgoing = models.OneToOneField(
        Outgoing, models.PROTECT, null=True, related_name="satisfaction"
    )
    telling = models.OneToOneField(Telling, models.PROTECT, null=True, related_name="satisfaction")
    score = models.PositiveSmallIntegerField()
    agreed = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    way = models.CharField(max_length=10, choices=labels.RATED_BY)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    times = models.IntegerField(default=1, help_text="how often it was given")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="satisfactions")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    is_demo = models.BooleanField(default=False, help_text="made up for demonstration")

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="satisfaction_1_to_5"
            )
        ]
        indexes = [
            models.Index(fields=("agency", "-at"), name="satisfaction_agency"),
            models.Index(fields=("-at",), name="satisfaction_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.submission_id}"


class Knock(models.Model):
    """How often an address came to the public pages within a span; kept for a day.

    `who` is a keyed hash of the address: whom it belongs to cannot be read from it.
    """

    who = models.CharField(max_length=64)
    since = models.DateTimeField()
    times = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("who", "since"), name="knock_once")]

    def __str__(self) -> str:
        return f"{self.times} since {self.since}"
