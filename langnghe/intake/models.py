"""What intake keeps besides contacts: raw arrivals, places already read, differences."""

from django.db import models
from django.db.models.functions import Now

from langnghe.register.models import Contact


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
