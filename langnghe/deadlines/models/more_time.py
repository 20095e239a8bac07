"""More time that a person gave for what a rule asks, with the reason and who approved it."""

from django.db import models

from langnghe.access.models import Officer
from langnghe.register.models import Submission


class MoreTime(models.Model):
    """One extension of a limit of law (gia hạn): `until` holds for the clock that began `from_at`.

    The rule stays what it is: `code` names it. A clock that begins anew has none of it.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="more_time")
    code = models.CharField(max_length=40)
    from_at = models.DateTimeField()
    was_at = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.TextField()
    approved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("given_at", "pk")
        indexes = [models.Index(fields=("submission", "code"), name="more_time_of")]

    def __str__(self) -> str:
        return f"{self.code} of submission {self.submission_id} until {self.until}"
