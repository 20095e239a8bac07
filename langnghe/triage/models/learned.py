"""Models that were trained from officers' decisions, and how good each was."""

from django.db import models

from langnghe.access.models import Officer
from langnghe.triage import labels
from langnghe.triage.states import ModelState


class Model(models.Model):
    """One trained version. `packed` holds plain arrays only; empty where it was not better.

    `scores`: a verdict for each field (`understanding.learning.Verdict`), as measured on the
    decisions held back. The first version has no examples and no arrays of its own: it stands for
    the starter's. `is_held`: a person chose it over a newer one; learning does not replace it.
    `seconds` and `megabytes` are what the training took.
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
    is_held = models.BooleanField(default=False)
    seconds = models.FloatField(default=0.0)
    megabytes = models.IntegerField(default=0)

    class Meta:
        ordering = ("-trained_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("state",), name="model_one_live", condition=models.Q(state="live")
            )
        ]

    def __str__(self) -> str:
        return f"model {self.pk}"
