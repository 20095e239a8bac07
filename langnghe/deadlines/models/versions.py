"""Rules that say how long something may take, version by version, with their source."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from langnghe.access.models import Officer


class DeadlineRule(models.Model):
    """One version of a rule (quy định về thời hạn): the terms are those of `workdays.obligations`.

    `starts` says in words what `start` says in one; `warn_after_days`: calendar days after which
    it is spoken of before it ends; `extended_to`: how long it may take altogether, in its unit,
    after each time a person extends it. A version set by an officer is never overwritten by the
    profile.
    """

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    event = models.TextField()
    limit = models.PositiveIntegerField()
    unit = models.CharField(max_length=10)
    start = models.CharField(max_length=15)
    starts = models.CharField(max_length=100)
    forms = models.CharField(max_length=10, default="any")
    instance = models.CharField(max_length=10, default="usual")
    urgency = models.CharField(max_length=2, blank=True)
    met_by = ArrayField(models.CharField(max_length=15), default=list)
    extended_to = ArrayField(models.PositiveIntegerField(), default=list)
    owed_by = models.CharField(max_length=10, default="office")
    warn_after_days = ArrayField(models.PositiveIntegerField(), default=list)
    basis = models.TextField()
    force = models.CharField(max_length=100)
    confidence = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField(null=True)
    set_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("code", "kind", "valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=("code", "kind", "valid_from"), name="deadline_rule_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind} {self.valid_from}"
