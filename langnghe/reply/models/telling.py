"""Citizens who are to be told by telephone."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from langnghe.access.models import Officer
from langnghe.register import labels
from langnghe.register.models import Submission


class Telling(models.Model):
    """Something a citizen is to be told by telephone (báo qua điện thoại).

    `tried_at`: every try. `next_at`: when the next one is due, in a half-day not tried yet.
    `holder` has it before them since `held_at`, so that nobody is called by two. `pressed`: the
    citizen was asked how content they are after the last call, and pressed 1 to 5, or nothing (0).
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="tellings")
    text = models.TextField(help_text="to be read aloud")
    is_final = models.BooleanField(default=True, help_text="it is the answer, no notice")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    tried_at = ArrayField(models.DateTimeField(), default=list)
    next_at = models.DateTimeField()
    result = models.CharField(max_length=20, choices=labels.CALL_RESULTS, blank=True)
    holder = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    pressed = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("next_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("submission",),
                name="telling_one_open",
                condition=models.Q(done_at=None),
            )
        ]
        indexes = [
            models.Index(fields=("next_at",), name="telling_open", condition=models.Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"telling {self.pk}"

    @property
    def in_vain(self) -> list[datetime]:
        """The tries by which nobody was told."""
        return self.tried_at[:-1] if self.result == "told" else self.tried_at
