"""One arrival on one channel, exactly as it came, and what it carried."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import labels
from langnghe.register.states import WAITING_STATES, ContactState, Sensitivity

if TYPE_CHECKING:
    from langnghe.register.models.book import Submission


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts as people may see them."""

    def visible_to(self, officer: Officer) -> "ContactQuerySet":
        """Contacts this officer may see: none for an agency, S2 only by right."""
        if not officer.may(Right.READ):
            return self.none()
        if officer.may(Right.SEE_SENSITIVE):
            return self
        return self.exclude(submission__sensitivity=Sensitivity.S2).exclude(is_sensitive=True)

    def waiting(self) -> "ContactQuerySet":
        """Contacts for which no human has decided anything yet."""
        return self.filter(state__in=WAITING_STATES)


class Contact(models.Model):
    """One arrival (lượt liên hệ). Unique by (channel, external_id): delivered twice is one."""

    channel = models.CharField(max_length=10, choices=labels.CHANNELS)
    external_id = models.CharField(max_length=200)
    source = models.CharField(max_length=60, help_text="smtp, imap:NAME, spool:NAME, desk, import")
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    state = models.CharField(
        max_length=12, choices=labels.CONTACT_STATES, db_default=ContactState.ARRIVED
    )
    original_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    original_size = models.BigIntegerField(db_default=0)

    sender_name = models.CharField(max_length=300, blank=True, db_default="")
    sender_key = models.CharField(
        max_length=320, blank=True, db_default="", help_text="E.164 number or lower-case address"
    )
    sender_raw = models.CharField(max_length=500, blank=True, db_default="")
    subject = models.CharField(max_length=1000, blank=True, db_default="")
    text = models.TextField(blank=True, db_default="")
    quoted = models.TextField(blank=True, db_default="")
    signature = models.TextField(blank=True, db_default="")
    html = models.TextField(blank=True, db_default="", help_text="made safe before it is stored")
    nature = models.CharField(max_length=20, blank=True, db_default="")
    answerable = models.BooleanField(db_default=False)
    notes = ArrayField(models.CharField(max_length=200), db_default=[])
    facts = models.JSONField(db_default={}, help_text="what only this channel knows")
    message_id = models.CharField(max_length=500, blank=True, db_default="")
    refers_to = ArrayField(models.CharField(max_length=500), db_default=[])
    soft_key = models.CharField(max_length=64, blank=True, db_default="")
    outcome = models.CharField(
        max_length=15, choices=labels.CALL_OUTCOMES, blank=True, db_default=""
    )
    started_at = models.DateTimeField(null=True)
    seconds = models.IntegerField(null=True, help_text="length of the call")
    called_back_at = models.DateTimeField(null=True)

    submission: "models.ForeignKey[Submission | None, Submission | None]" = models.ForeignKey(
        "register.Submission", models.PROTECT, null=True, related_name="contacts"
    )
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    is_sensitive = models.BooleanField(
        db_default=False, help_text="seen as S2 though it belongs to no submission"
    )
    taken_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    set_aside_reason = models.TextField(blank=True, db_default="")

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("channel", "external_id"), name="contact_once"),
        ]
        indexes = [
            models.Index(fields=("-received_at", "-id"), name="contact_newest"),
            models.Index(
                fields=("received_at",),
                name="contact_waiting",
                condition=Q(state__in=sorted(WAITING_STATES)),
            ),
            models.Index(fields=("sender_key", "-received_at"), name="contact_sender"),
            models.Index(
                fields=("message_id",), name="contact_message_id", condition=~Q(message_id="")
            ),
            models.Index(fields=("soft_key",), name="contact_soft_key", condition=~Q(soft_key="")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet what this contact is."""
        return self.state in WAITING_STATES

    @property
    def ended_at(self) -> datetime | None:
        """When a call ended; None for what is no call."""
        if self.started_at is None or self.seconds is None:
            return None
        return self.started_at + timedelta(seconds=self.seconds)


class AttachmentRole(models.TextChoices):
    """What an attached file is to its contact."""

    ATTACHED = "attached"
    INLINE = "inline"
    RECORDING = "recording"
    VOICE_MESSAGE = "voice_message"


class Attachment(models.Model):
    """A file that came with a contact; its bytes lie in the store under `sha256`."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="attachments")
    position = models.IntegerField()
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=150)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    role = models.CharField(max_length=15, choices=AttachmentRole, default=AttachmentRole.ATTACHED)
    content_id = models.CharField(max_length=500, blank=True)
    seconds = models.FloatField(null=True, help_text="length, of a recording")
    playable_sha256 = models.CharField(
        max_length=64, blank=True, help_text="a rendition that browsers can play or show"
    )
    peaks = models.JSONField(null=True, help_text="[[low, high], ...] of a recording")

    class Meta:
        ordering = ("contact", "position")
        constraints = [
            models.UniqueConstraint(fields=("contact", "position"), name="attachment_once")
        ]

    def __str__(self) -> str:
        return self.name
