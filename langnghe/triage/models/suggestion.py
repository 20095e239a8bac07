"""What is suggested for each submission, and by what it is compared with others."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.register.models import Submission, Ward
from langnghe.triage import labels
from langnghe.triage.models.learned import Model
from langnghe.triage.states import LikenessState


class Suggestion(models.Model):
    """What a submission may be, as it was suggested before an officer decided (gợi ý).

    Values that are not sure are empty. `facts` holds everything with confidence, rule and the
    characters that led to it. `confirmed_at`: when an officer put the submission into the book;
    `changed` names the fields in which the officer decided otherwise.
    """

    submission = models.OneToOneField(
        Submission, models.CASCADE, primary_key=True, related_name="suggestion"
    )
    made_at = models.DateTimeField()
    model = models.ForeignKey(Model, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=15, blank=True)
    topic = models.CharField(max_length=20, blank=True)
    ward = models.CharField(max_length=10, blank=True)
    urgency = models.CharField(max_length=2, blank=True)
    sensitivity = models.CharField(max_length=2, blank=True)
    facts = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    changed = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        indexes = [
            models.Index(
                fields=("-confirmed_at",),
                name="suggestion_confirmed",
                condition=Q(confirmed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"suggestion for {self.submission_id}"


class Voice(models.Model):
    """By what a submission is compared with others: see `understanding.trace.Trace`."""

    submission = models.OneToOneField(
        Submission, models.CASCADE, primary_key=True, related_name="voice"
    )
    received_at = models.DateTimeField()
    group = models.CharField(max_length=10, blank=True)
    ward = models.CharField(max_length=10, blank=True)
    terms = ArrayField(models.BigIntegerField(), default=list)
    weights = ArrayField(models.FloatField(), default=list)
    topics = models.JSONField(default=dict)
    wards = models.JSONField(default=dict)
    places = ArrayField(models.CharField(max_length=120), default=list)
    names = models.JSONField(default=dict)
    size = models.IntegerField(default=0)
    author = models.CharField(max_length=64, blank=True)
    is_apart = models.BooleanField(default=False)
    is_told = models.BooleanField(default=True)
    passing = models.FloatField(default=0.0)
    danger = models.FloatField(default=0.0)
    seen_at = models.DateTimeField(null=True, help_text="when its photographs were taken")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    things = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=("group", "ward", "-received_at"), name="voice_group_ward"),
            models.Index(fields=("ward", "-received_at"), name="voice_ward"),
            models.Index(
                fields=("author", "-received_at"), name="voice_author", condition=~Q(author="")
            ),
        ]

    def __str__(self) -> str:
        return f"voice of {self.submission_id}"


class Likeness(models.Model):
    """Two voices that may tell of one event, why, and what an officer decided.

    `parts`: what speaks for and against it (`understanding.alike.Likeness`). `is_copy`: one text,
    another sender. `is_repeat`: the same person again.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    odds = models.FloatField()
    parts = models.JSONField(default=dict)
    is_copy = models.BooleanField(default=False)
    is_repeat = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=labels.LIKENESS_STATES, default=LikenessState.PROPOSED
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-odds", "pk")
        constraints = [
            models.UniqueConstraint(fields=("submission", "other"), name="likeness_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} like {self.other_id}"


class KnownPlace(models.Model):
    """A street or landmark that officers confirmed to lie in a ward, and how often."""

    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    ward = models.ForeignKey(Ward, models.CASCADE, related_name="+")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    times = models.IntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("folded", "ward"), name="known_place_once")]

    def __str__(self) -> str:
        return self.name
