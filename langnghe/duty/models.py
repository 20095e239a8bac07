"""Alarms, raised once for a cause and ended by a person; notices, told to a person once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty import labels
from langnghe.duty.states import AlarmState, NoticeState
from langnghe.register.models import Submission


class AlarmQuerySet(models.QuerySet["Alarm"]):
    """Alarms as people may see them."""

    def visible_to(self, officer: Officer) -> "AlarmQuerySet":
        """Alarms this officer may see: none of a submission that is hidden from them."""
        if not officer.may(Right.READ):
            return self.none()
        seen = Submission.objects.visible_to(officer).values("pk")
        return self.filter(Q(submission__isnull=True) | Q(submission__in=seen))


class Alarm(models.Model):
    """One call for a person (báo động): why, of what, and what was decided.

    `key` names the cause: the same cause never raises a second alarm. `rule` and `words` say
    which rule fired on which words; `reason` is what the officer gave for a false alarm.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=labels.ALARM_KINDS)
    rule = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=300, blank=True)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="alarms")
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=labels.ALARM_STATES, default=AlarmState.RAISED)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[AlarmQuerySet] = AlarmQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-raised_at", "-id")
        indexes = [
            models.Index(fields=("-raised_at",), name="alarm_open", condition=Q(state="raised")),
            models.Index(fields=("kind", "-raised_at"), name="alarm_kind"),
        ]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """One thing told to one person by one way (tin báo): first this row, then the job.

    `key` makes it once: telling again by the same key changes nothing. `address` is what the way
    needs: an e-mail address, a number, a device. `step` is the rung of an alarm's ladder.
    """

    key = models.CharField(max_length=160, unique=True)
    alarm = models.ForeignKey(Alarm, models.PROTECT, null=True, related_name="notices")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    step = models.IntegerField(null=True)
    way = models.CharField(max_length=8, choices=labels.WAYS)
    name = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=labels.NOTICE_STATES, default=NoticeState.QUEUED
    )
    tries = models.IntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, help_text="when a worker last began to send it")
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "pk")
        indexes = [
            models.Index(
                fields=("created_at",),
                name="notice_waiting",
                condition=Q(state__in=("queued", "sending")),
            ),
        ]

    def __str__(self) -> str:
        return self.key
