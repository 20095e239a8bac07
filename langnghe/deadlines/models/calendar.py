"""The office's calendar: days that are not as their weekday says, years confirmed, hours."""

from django.db import models
from django.db.models import F, Q

from langnghe.access.models import Officer
from langnghe.deadlines import labels


class Revision(models.Model):
    """One row: a new stamp for each change to calendar or rules. What is kept in memory goes by it.

    A number would be given again after a transaction that was rolled back.
    """

    stamp = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="revision_alone")]

    def __str__(self) -> str:
        return str(self.stamp)


class CalendarYear(models.Model):
    """A year whose days somebody has confirmed; until then the library's proposal counts."""

    year = models.IntegerField(unique=True)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    source = models.CharField(max_length=300, blank=True, help_text="the decision it follows")

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that somebody set: off, worked instead, half, or as usual in spite of a proposal."""

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=10, choices=labels.DAY_KINDS)
    name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="the decision it follows")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class OfficeHours(models.Model):
    """The hours of a working day, from a day on."""

    valid_from = models.DateField(unique=True)
    morning_opens = models.TimeField()
    morning_closes = models.TimeField()
    afternoon_opens = models.TimeField()
    afternoon_closes = models.TimeField()
    source = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("valid_from",)
        constraints = [
            models.CheckConstraint(
                condition=Q(morning_opens__lt=F("morning_closes"))
                & Q(morning_closes__lte=F("afternoon_opens"))
                & Q(afternoon_opens__lt=F("afternoon_closes")),
                name="office_hours_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"since {self.valid_from}"
