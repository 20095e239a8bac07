"""Telephones and who sits at them, calls that go on and are to be made, the exchange."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.line import labels
from langnghe.line.states import CallState, Finding, MarkKind, TelephoneKind
from langnghe.register.models import Contact, Entry
from langnghe.telephony.exchange import plan


class Telephone(models.Model):
    """What an officer answers with; one of no officer stands in the room, for whoever is there.

    `name` is its extension, `secret` what it signs in with at the exchange, `number` where an
    outside telephone is reached.
    """

    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(
        max_length=10, choices=labels.TELEPHONE_KINDS, default=TelephoneKind.DESK
    )
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="telephones")
    secret = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.number or self.name

    @property
    def interface(self) -> str:
        """How the exchange rings it."""
        return plan.Telephone(name=self.name, kind=self.kind).interface


class SignOn(models.Model):
    """An officer answers calls, from `began_at` to `ended_at` (vào trực điện thoại).

    `silent_at`: the telephone rang and nobody lifted it. `back_at`: it may ring again since then.
    `left_alone`: this was the last officer, who knew that calls then go to the message.
    """

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="sign_ons")
    telephone = models.ForeignKey(Telephone, models.PROTECT, related_name="sign_ons")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=20, choices=labels.PAUSE_REASONS, blank=True)
    paused_at = models.DateTimeField(null=True)
    silent_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    left_alone = models.BooleanField(default=False)

    class Meta:
        ordering = ("began_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("officer",), name="sign_on_one_of_officer", condition=Q(ended_at=None)
            ),
            models.UniqueConstraint(
                fields=("telephone",), name="sign_on_one_at_telephone", condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} at {self.telephone}"

    @property
    def answers(self) -> bool:
        """Whether calls ring here now."""
        return self.ended_at is None and not self.pause_reason and self.silent_at is None


class LiveCall(models.Model):
    """A call while it goes on, and until what it became is decided.

    `call` is the exchange's unique id, `seen_at` the exchange's time of what was heard last,
    `repeats` how many calls of this number came within five minutes.
    """

    exchange = models.CharField(max_length=60)
    call = models.CharField(max_length=150)
    number = models.CharField(max_length=100, blank=True)
    number_key = models.CharField(max_length=20, blank=True)
    is_outward = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=labels.CALL_STATES, default=CallState.ARRIVING)
    choice = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=12, blank=True)
    rings = ArrayField(models.CharField(max_length=40), default=list)
    telephone = models.CharField(max_length=40, blank=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    waited_from = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    repeats = models.IntegerField(default=1)

    class Meta:
        ordering = ("began_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("exchange", "call"), name="live_call_once"),
        ]
        indexes = [models.Index(fields=("number_key", "-began_at"), name="live_call_number")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The call as its contact will know it."""
        return f"{self.exchange}:{self.call}"[:200]

    @property
    def is_urgent(self) -> bool:
        """Whether the caller pressed the key for an emergency."""
        return self.choice == "urgent"


class CallBack(models.Model):
    """Somebody is to be called back: a missed or abandoned call, a message, a wish for it."""

    contact = models.OneToOneField(Contact, models.PROTECT, related_name="call_back")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)
    tries = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True, help_text="for the first time")
    result = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-is_urgent", "due_at", "pk")
        indexes = [
            models.Index(fields=("due_at",), name="call_back_open", condition=Q(done_at=None)),
            models.Index(fields=("-asked_at",), name="call_back_newest"),
        ]

    def __str__(self) -> str:
        return f"call back {self.contact_id}"


class Exchange(models.Model):
    """An exchange as it was seen last. `trunks`, `telephones`: name and whether it is reached."""

    name = models.CharField(max_length=60, unique=True)
    is_there = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    trunks = models.JSONField(default=dict)
    telephones = models.JSONField(default=dict)
    free_bytes = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Ban(models.Model):
    """An address that guessed names or passwords: the exchange takes nothing from it for a while.

    `event` is the exchange's word for what it did last, `account` the name it said, `times` how
    often it was banned within the month.
    """

    address = models.GenericIPAddressField(unique=True)
    event = models.CharField(max_length=40, choices=labels.BAN_EVENTS)
    account = models.CharField(max_length=80, blank=True)
    times = models.IntegerField(default=0)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("-began_at", "pk")

    def __str__(self) -> str:
        return self.address


class BanLift(models.Model):
    """A ban that somebody ended before its time, and why; `by` is None on the command line."""

    address = models.GenericIPAddressField()
    event = models.CharField(max_length=40)
    account = models.CharField(max_length=80, blank=True)
    times = models.IntegerField()
    banned_at = models.DateTimeField()
    until = models.DateTimeField(help_text="when it would have ended")
    lifted_at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-lifted_at", "-pk")

    def __str__(self) -> str:
        return f"{self.address} let in again"


class CallMark(models.Model):
    """What an officer did in the middle of a call, kept until the call is filed.

    `call` is the key of the call, `words` the reason, who was invited or has it now; `officer` is
    None where the telephone was nobody's; `entry` stands on the
    timeline once the call has a contact.
    """

    call = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=labels.MARK_KINDS, default=MarkKind.UNRECORDED)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("began_at", "pk")
        indexes = [
            models.Index(fields=("call",), name="call_mark_waiting", condition=Q(entry=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.call}"


class Trial(models.Model):
    """A trial call: the hotline calls itself. `finding` is empty while it goes on.

    `by` is None where the beginning of a shift asked for it. The likenesses say how surely each
    side is heard in the recording, 0 to 1.
    """

    exchange = models.CharField(max_length=60)
    call = models.CharField(max_length=150)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=15, choices=labels.FINDINGS, blank=True)
    caller_likeness = models.FloatField(null=True)
    officer_likeness = models.FloatField(null=True)

    class Meta:
        ordering = ("-began_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("exchange", "call"), name="trial_once"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The call as its contact knows it."""
        return f"{self.exchange}:{self.call}"[:200]

    @property
    def is_good(self) -> bool:
        """Whether all was well."""
        return self.finding == Finding.GOOD

    @property
    def remedy(self) -> str:
        """What to do about what failed; empty where nothing did."""
        return str(labels.REMEDIES.get(Finding(self.finding), "")) if self.finding else ""
