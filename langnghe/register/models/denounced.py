"""Whom a denunciation is about: its case is never handed to them unawares."""

from django.db import models
from django.db.models import Q

from langnghe.access.models import Agency
from langnghe.register.models.book import Submission


class Denounced(models.Model):
    """A unit or person that a voice denounces; an agency where the directory knows it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="denounced")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300, blank=True, help_text="as the voice says it")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("submission", "agency"), name="denounced_once"),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | ~Q(name=""), name="denounced_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.agency.name if self.agency else self.name
