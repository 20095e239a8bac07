"""What a change to calendar or rules did to what was owed, and whom was reminded of what."""

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency, Officer
from langnghe.deadlines.models.obligations import Obligation


class TimeChange(models.Model):
    """Somebody changed the calendar or a rule; `source` is the decision it follows."""

    what = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.what


class MovedDue(models.Model):
    """One obligation that a change moved; without `due_at` it is owed no longer."""

    change = models.ForeignKey(TimeChange, models.CASCADE, related_name="dues")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="moves")
    was_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    told = models.BooleanField(default=False, help_text="stands on the timeline")

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(fields=("change",), name="moved_due_untold", condition=Q(told=False))
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} by {self.change_id}"


class Reminder(models.Model):
    """One obligation named to one officer or agency at one step, once for each time it is due."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="reminders")
    step = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("obligation", "step", "due_at", "officer", "agency"),
                name="reminder_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.obligation_id}"
