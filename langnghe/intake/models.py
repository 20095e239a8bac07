"""What intake keeps besides contacts: raw arrivals, places read, differences, sounds."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from langnghe.access.models import Agency
from langnghe.direction.models import Assignment, Letter
from langnghe.register.models import Attachment, Contact, Entry
from langnghe.reply.models import Outgoing


class Arrival(models.Model):
    """The original of a contact until it is read; committed before anything is acknowledged.

    When read, the bytes move to the store and this row goes.
    """

    contact = models.OneToOneField(
        Contact, models.CASCADE, primary_key=True, related_name="arrival"
    )
    raw = models.BinaryField()
    envelope = models.JSONField(db_default={})
    accepted_at = models.DateTimeField(db_default=Now())
    tries = models.IntegerField(db_default=0)

    class Meta:
        indexes = [models.Index(fields=("accepted_at",), name="arrival_oldest")]

    def __str__(self) -> str:
        return f"arrival {self.contact_id}"


class Mailbox(models.Model):
    """How far a mailbox was read: everything up to `last_uid` of this `uid_validity`."""

    name = models.CharField(max_length=200, unique=True, help_text="user@host/folder")
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    state = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One place from which a contact was delivered; several may lead to one contact."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="deliveries")
    place = models.CharField(max_length=300, unique=True, help_text="mailbox;validity;uid")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.place


class CallBook(models.Model):
    """How far an exchange's call records were read."""

    exchange = models.CharField(max_length=60, unique=True)
    offset = models.BigIntegerField(default=0)
    mark = models.CharField(max_length=100, blank=True, help_text="which file the offset is of")
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.exchange


class Difference(models.Model):
    """Something a channel says it delivered that the register lacks, or the other way round."""

    class State(models.TextChoices):
        """OPEN stays an alarm until it is repaired or explained."""

        OPEN = "open"
        REPAIRED = "repaired"
        EXPLAINED = "explained"

    day = models.DateField()
    channel = models.CharField(max_length=10)
    source = models.CharField(max_length=200)
    key = models.CharField(max_length=300)
    what = models.CharField(max_length=60)
    detail = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    explanation = models.TextField(blank=True)

    class Meta:
        ordering = ("-day", "channel", "pk")
        constraints = [
            models.UniqueConstraint(fields=("source", "key", "what"), name="difference_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.key}"


class Balance(models.Model):
    """The books of one day and source: what the channel says, what the register holds."""

    day = models.DateField()
    channel = models.CharField(max_length=10)
    source = models.CharField(max_length=200)
    delivered = models.IntegerField()
    registered = models.IntegerField()
    repaired = models.IntegerField(default=0)
    differing = models.IntegerField()
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ("-day", "channel", "source")
        constraints = [models.UniqueConstraint(fields=("day", "source"), name="balance_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.source}"


class Recording(models.Model):
    """The sound of an attached recording as it is kept, heard and drawn; made by the worker.

    Where the FLAC gives the original back byte for byte (`rebuilds`), only the FLAC stays: `head`
    and `tail` lay around the samples, and the attachment still names the original's hash.
    """

    attachment = models.OneToOneField(
        Attachment, models.PROTECT, primary_key=True, related_name="recording"
    )
    flac_sha256 = models.CharField(max_length=64, blank=True)
    flac_size = models.BigIntegerField(default=0)
    rebuilds = models.BooleanField(default=False)
    head = models.BinaryField(default=b"")
    tail = models.BinaryField(default=b"")
    sides = models.JSONField(default=list, help_text="[[low, high], ...] of caller, hotline")
    silences = models.JSONField(default=list, help_text="[[from, to], ...] in seconds")
    kept_at = models.DateTimeField()
    trouble = models.CharField(max_length=300, blank=True, help_text="why there is no FLAC")
    proposed_at = models.DateTimeField(null=True, help_text="when its end was proposed")
    held_reason = models.TextField(blank=True, help_text="why it stays beyond its time")
    ended_at = models.DateTimeField(null=True, help_text="its time was over; the trace stays")
    gone_at = models.DateTimeField(null=True, help_text="the last copy of the sound was deleted")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rebuilds=False) | ~Q(flac_sha256=""),
                name="recording_rebuilds_from_flac",
            ),
            models.CheckConstraint(
                condition=Q(gone_at__isnull=True) | Q(ended_at__isnull=False),
                name="recording_gone_after_end",
            ),
        ]

    def __str__(self) -> str:
        return f"recording {self.attachment_id}"

    @property
    def is_kept(self) -> bool:
        """Whether there is a sound to hear."""
        return bool(self.flac_sha256) and self.ended_at is None


class Transcript(models.Model):
    """What a machine heard in a recording: a draft beside the player, never the record."""

    recording = models.OneToOneField(
        Recording, models.CASCADE, primary_key=True, related_name="transcript"
    )
    lines = models.JSONField(default=list, help_text="[{from, to, side, words}, ...]")
    engine = models.CharField(max_length=60)
    model_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    trouble = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"transcript {self.recording_id}"


class Dispatch(models.Model):
    """A mail to an agency about some of its assignments; its token lets the agency answer.

    The token stands in the address to answer to; it works only from the agency's own addresses,
    and on its page only with a code that is mailed to the agency. `letter` is the paper it takes.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="dispatches")
    token = models.CharField(max_length=40, unique=True)
    assignments: "models.ManyToManyField[Assignment, models.Model]" = models.ManyToManyField(
        Assignment, related_name="dispatches"
    )
    outgoing = models.OneToOneField(Outgoing, models.PROTECT, null=True, related_name="dispatch")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="dispatches")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    code_hash = models.CharField(max_length=128, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"dispatch {self.pk}"


class Tiding(models.Model):
    """What an agency is to be told about an assignment; told once, with others in one mail."""

    class About(models.TextChoices):
        """What happened."""

        SENT = "sent"
        REDO = "redo"
        EXTENDED = "extended"
        REFUSED = "refused"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="tidings")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, choices=About)
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, null=True, related_name="tidings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("entry", "assignment"), name="tiding_once")]
        indexes = [
            models.Index(
                fields=("assignment",), name="tiding_waits", condition=Q(dispatch__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.assignment_id}"


class AgencyMail(models.Model):
    """What became of an agency's mail: what was understood, or why a human must look."""

    class Verdict(models.TextChoices):
        """How it ended."""

        DONE = "done"
        UNCLEAR = "unclear"
        STRANGER = "stranger"
        EXPIRED = "expired"
        UNPROVED = "unproved"
        AUTOMATIC = "automatic"

    contact = models.OneToOneField(
        Contact, models.CASCADE, primary_key=True, related_name="agency_mail"
    )
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="mails")
    verdict = models.CharField(max_length=10, choices=Verdict)
    understood = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.verdict} {self.contact_id}"
