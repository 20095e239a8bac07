"""Models that were trained from officers' decisions, and how good each was."""

from django.db import models

from langnghe.access.models import Officer
from langnghe.triage import labels
from langnghe.triage.states import ModelState


class Model(models.Model):
    """One trained version. `packed` holds plain arrays only; `scores` what it was measured at.

    `scores`: {"topic": {"accuracy": 0.71, "present": 0.69, "held_back": 120, "by": {...}}, ...}.
    """

    trained_at = models.DateTimeField()
    examples = models.IntegerField()
    packed = models.BinaryField()
    scores = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=labels.MODEL_STATES, default=ModelState.CANDIDATE
    )
    live_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-trained_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("state",), name="model_one_live", condition=models.Q(state="live")
            )
        ]

    def __str__(self) -> str:
        return f"model {self.pk}"
