"""Texts to answer with."""

from django.db import models


class ReplyTemplate(models.Model):
    """A text with {placeholders}, from the profile; editable by the office."""

    code = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ("position", "code", "language")
        constraints = [
            models.UniqueConstraint(fields=("code", "language"), name="reply_template_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language})"
