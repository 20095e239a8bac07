"""More time that agencies ask for, and what the office decides."""

from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.direction.models.assignment import Assignment


class Extension(models.Model):
    """One request for more time (gia hạn); one at a time waits for a decision."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions")
    old_due_at = models.DateTimeField()
    until = models.DateTimeField(help_text="asked; once granted, what was granted")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    asked_from = models.CharField(max_length=320, blank=True, help_text="address, if by mail")
    granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("assignment",), name="extension_one_waits", condition=Q(granted=None)
            ),
            models.CheckConstraint(
                condition=Q(granted=None, decided_at=None, decided_by=None)
                | Q(granted__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"
