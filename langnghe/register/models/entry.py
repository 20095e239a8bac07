"""Rows of the timeline: appended, sealed, never changed."""

from django.db import models
from django.db.models.functions import Now

from langnghe.access.models import Officer
from langnghe.register.models.book import Case, Submission
from langnghe.register.models.contact import Contact


class Entry(models.Model):
    """One fact: what, when, by whom, about which contact, submission, case.

    The database seals it at commit (`link`, `seal`: SHA-256 over the seal before it and this
    row) and refuses to change or delete it.
    """

    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="entries")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="entries")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="entries")
    facts = models.JSONField(default=dict)
    link = models.BigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, null=True)  # noqa: DJ001 (null until sealed)

    class Meta:
        ordering = ("at", "id")
        indexes = [
            models.Index(fields=("submission", "at", "id"), name="entry_submission"),
            models.Index(fields=("case", "at", "id"), name="entry_case"),
            models.Index(fields=("contact", "at", "id"), name="entry_contact"),
            models.Index(fields=("-at", "-id"), name="entry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
