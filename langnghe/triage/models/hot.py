"""What is counted by day, and what of it is unusual."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.triage import labels
from langnghe.triage.states import SignalState


class DayCount(models.Model):
    """How many voices a day brought of one kind and code; days are the city's.

    `scope` is one of `SignalScope`, or "place", whose `key` is a group of topics and a ward,
    "MT:00004".
    """

    day = models.DateField()
    scope = models.CharField(max_length=10)
    key = models.CharField(max_length=40, blank=True)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("day", "scope", "key"), name="day_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.scope} {self.key}: {self.count}"


class Signal(models.Model):
    """Something unusual (tín hiệu), from the day it began until it is usual again.

    `odds`: how often chance alone would bring as much. `facts`: the days shown, what was counted
    and expected on each with the band of 19 in 20 ("days", "counts", "mean", "low", "high"), and
    whether EARS agrees. `wards` are those of a cluster. What a person said stands in `state`,
    `note`, `until`, `decided_by`; the newest only, all of it on the timeline.
    """

    scope = models.CharField(max_length=10, choices=labels.SIGNAL_SCOPES)
    key = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=12, choices=labels.SIGNAL_METHODS)
    since = models.DateField()
    day = models.DateField(help_text="the last day judged")
    seen = models.IntegerField()
    expected = models.FloatField()
    odds = models.FloatField()
    wards = ArrayField(models.CharField(max_length=10), default=list)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="when it was last found unusual")
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=labels.SIGNAL_STATES, default=SignalState.OPEN)
    note = models.TextField(blank=True)
    until = models.DateField(null=True, help_text="muted up to this day, the day included")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("odds", "-found_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("scope", "key"), name="signal_one_living", condition=Q(ended_at=None)
            )
        ]
        indexes = [models.Index(fields=("-ended_at",), name="signal_ended")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key} since {self.since}"
