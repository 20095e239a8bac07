"""What officers keep between keystrokes: drafts, saved views, who is looking."""

from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.register.models.book import Submission


class Draft(models.Model):
    """A form as far as it was typed; `sequence` keeps an old save from beating a new one."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=120)
    body = models.JSONField(default=dict)
    sequence = models.BigIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("officer", "key"), name="draft_once")]

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A filter of the register, kept by name.

    `tells_since`: its owner is told of what arrived since then and meets it.
    """

    owner = models.ForeignKey(Officer, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    tells_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("owner", "name"), name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class ViewHit(models.Model):
    """A submission that newly met a saved view, until its owner has seen it."""

    view = models.ForeignKey(SavedView, models.CASCADE, related_name="hits")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-found_at", "-pk")
        constraints = [models.UniqueConstraint(fields=("view", "submission"), name="view_hit_once")]
        indexes = [
            models.Index(
                fields=("view", "-found_at"), name="view_hit_unseen", condition=Q(seen_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} in {self.view_id}"


class Presence(models.Model):
    """An officer has a submission open."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("officer", "submission"), name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} at {self.submission_id}"
