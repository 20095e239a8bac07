"""Versions of what callers hear; which one is live."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from langnghe.access.models import Officer


class PromptSource(models.TextChoices):
    """How a version came to be."""

    RECORDED = "recorded", _("Recorded here")
    UPLOADED = "uploaded", _("Uploaded")
    SPOKEN = "spoken", _("Read by a machine")


class PromptVersion(models.Model):
    """One way a prompt was spoken; never changed, never deleted.

    `name` is its place among the exchange's sounds, such as `hotline/greeting-day`. `sha256` is
    the sound as callers hear it, `original_sha256` as it was given to us.
    """

    name = models.CharField(max_length=80)
    text = models.TextField(help_text="what is said")
    source = models.CharField(max_length=10, choices=PromptSource)
    sha256 = models.CharField(max_length=64)
    original_sha256 = models.CharField(max_length=64)
    seconds = models.FloatField()
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    is_live = models.BooleanField(default=False)
    live_at = models.DateTimeField(null=True, help_text="when it was put live last")

    class Meta:
        ordering = ("name", "-made_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("name",), condition=Q(is_live=True), name="prompt_one_live"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
