"""Everything that goes out by mail."""

from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.register.models import Submission


class Outgoing(models.Model):
    """One mail that goes out: first this row, then the job that sends it."""

    class State(models.TextChoices):
        """Where it stands; KEPT means no relay is set, so it stays here to be read."""

        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        KEPT = "kept"
        FAILED = "failed"
        BOUNCED = "bounced"

    class Purpose(models.TextChoices):
        """What it is for."""

        ACKNOWLEDGEMENT = "acknowledgement"
        ANSWER = "answer"
        NOTICE = "notice"
        TO_AGENCY = "to_agency"

    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="outgoing")
    purpose = models.CharField(max_length=20, choices=Purpose)
    once_key = models.CharField(max_length=120, unique=True, help_text="sent once per key")
    to_address = models.CharField(max_length=320)
    to_name = models.CharField(max_length=300, blank=True)
    reply_to = models.CharField(max_length=320, blank=True, help_text="if not our address")
    subject = models.CharField(max_length=1000)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=300, unique=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    refers_to = models.JSONField(default=list)
    files = models.JSONField(default=list, help_text="name, content_type, sha256 of each")
    is_automatic = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.IntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, help_text="when a worker last began to send it")
    trouble = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    ask_key = models.CharField(
        max_length=40, blank=True, default="", help_text="with which its reader rates the answer"
    )
    opened_at = models.DateTimeField(null=True, help_text="says the recipient's machine")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("ask_key",), name="outgoing_ask_key_once", condition=~Q(ask_key="")
            )
        ]
        indexes = [
            models.Index(fields=("-created_at", "-id"), name="outgoing_newest"),
            models.Index(
                fields=("created_at",),
                name="outgoing_waiting",
                condition=Q(state__in=("queued", "sending")),
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
