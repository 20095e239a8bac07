"""Alarms, raised once for a cause and ended by a person; notices, told to a person once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty import labels
from langnghe.duty.states import AlarmKind, AlarmState, NoticeState
from langnghe.register.models import Submission


class AlarmQuerySet(models.QuerySet["Alarm"]):
    """Alarms as people may see them."""

    def visible_to(self, officer: Officer) -> "AlarmQuerySet":
        """Alarms this officer may see: none of what is hidden from them, nobody else's tests."""
        if not officer.may(Right.READ):
            return self.none()
        seen = Submission.objects.visible_to(officer).values("pk")
        free = Q(submission=None)
        if not officer.may(Right.SEE_SENSITIVE):
            free &= ~Q(kind=AlarmKind.SENSITIVE_URGENT)
        mine = Q(only_for=None) | Q(only_for=officer)
        return self.filter(mine, free | Q(submission__in=seen))


class Alarm(models.Model):
    """One call for a person (báo động): why, of what, and what was decided.

    `key` names the cause: the same cause never raises a second alarm. `rule` and `words` say
    which rule fired on which words, `facts` what is worded only when it is shown; `reason` is what
    the officer gave for a false alarm. `rung` is the step of its ladder that comes next, at
    `next_at`. A test is `only_for` one officer.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=labels.ALARM_KINDS)
    rule = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="alarms")
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=labels.ALARM_STATES, default=AlarmState.RAISED)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    only_for = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    rung = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    objects: ClassVar[AlarmQuerySet] = AlarmQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-raised_at", "-id")
        indexes = [
            models.Index(fields=("-raised_at",), name="alarm_open", condition=Q(state="raised")),
            models.Index(fields=("kind", "-raised_at"), name="alarm_kind"),
            models.Index(fields=("next_at",), name="alarm_due", condition=Q(state="raised")),
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


class PushDevice(models.Model):
    """A browser of an officer that shows notices while no page is open (thiết bị nhận báo).

    `endpoint`, `key`, `secret` are what the browser gave (RFC 8030, RFC 8291); `gone_at`: its push
    service knows it no longer.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="push_devices")
    label = models.CharField(max_length=120)
    endpoint = models.CharField(max_length=1000, unique=True)
    key = models.CharField(max_length=200)
    secret = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.label


class Reach(models.Model):
    """Where an officer is reached besides the telephone and the mail the office knows."""

    officer = models.OneToOneField(Officer, models.CASCADE, primary_key=True, related_name="reach")
    second_phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return str(self.officer)


class Fault(models.Model):
    """Something of the system that does not work (sự cố), from when it was seen until it is gone.

    `name` says what, once at a time; its alarm calls the technician.
    """

    name = models.CharField(max_length=80)
    since = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    alarm = models.OneToOneField(Alarm, models.PROTECT, related_name="fault")

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("name",), name="fault_once", condition=Q(gone_at=None))
        ]

    def __str__(self) -> str:
        return self.name
