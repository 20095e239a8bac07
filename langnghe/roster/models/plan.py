"""The plan: weeks, who is on duty when, swaps, days that are doubled, calendar addresses."""

from django.db import models
from django.db.models import F, Q

from langnghe.access.models import Officer
from langnghe.roster import labels
from langnghe.roster.states import SwapState


class Week(models.Model):
    """A week's roster (lịch trực tuần), from its Monday. It counts once it is in force.

    `version` grows with each change, so that two planners never overwrite each other.
    """

    monday = models.DateField(unique=True)
    in_force_at = models.DateTimeField(null=True)
    in_force_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("-monday",)

    def __str__(self) -> str:
        return f"week of {self.monday}"


class Duty(models.Model):
    """Somebody is on duty in a shift, or a whole day (`shift` is then empty).

    `on` is the day the shift is counted to; `shift` the local time it begins, "22:00".
    """

    week = models.ForeignKey(Week, models.PROTECT, related_name="duties")
    on = models.DateField()
    shift = models.CharField(max_length=5, blank=True)
    role = models.CharField(max_length=20, choices=labels.DUTY_ROLES)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="duties")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_at", "role", "pk")
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=("on", "shift", "officer"), name="duty_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="duty_lasts"),
        ]
        indexes = [
            models.Index(fields=("begins_at", "ends_at"), name="duty_time"),
            models.Index(fields=("officer", "begins_at"), name="duty_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.on} {self.shift}"


class PeakDay(models.Model):
    """A day on which the duty is doubled though it is no holiday (họp, bão, đại hội)."""

    on = models.DateField(unique=True)
    why = models.CharField(max_length=120)

    class Meta:
        ordering = ("on",)

    def __str__(self) -> str:
        return f"{self.on}: {self.why}"


class Swap(models.Model):
    """An officer asks a colleague to take a duty (đổi ca), perhaps for one of the colleague's.

    `broken` are the rules it breaks, as they were told to whoever approved it.
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="swaps")
    back = models.ForeignKey(Duty, models.CASCADE, null=True, related_name="+")
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="swaps_asked")
    colleague = models.ForeignKey(Officer, models.PROTECT, related_name="swaps_offered")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=labels.SWAP_STATES, default=SwapState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    broken = models.JSONField(default=list)

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("duty",),
                name="swap_one_open",
                condition=Q(state__in=(SwapState.ASKED, SwapState.AGREED)),
            ),
        ]

    def __str__(self) -> str:
        return f"swap of {self.duty_id}"


class CalendarAddress(models.Model):
    """A secret address at which an officer's calendar program reads their duties.

    Only the SHA-256 of the secret is kept: the address is shown once, when it is made.
    """

    officer = models.OneToOneField(Officer, models.CASCADE, related_name="calendar_address")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"calendar of {self.officer_id}"
