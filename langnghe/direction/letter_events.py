"""The facts of letters: drafted, issued with a number, sent, cancelled, unmasked."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.direction.letter_labels import LETTER_KINDS, LETTER_WAYS
from langnghe.register.timeline import Event, event, say_by

say_by("letter_kind", LETTER_KINDS)
say_by("letter_way", LETTER_WAYS)


@event
@dataclass(frozen=True, kw_only=True)
class LetterDrafted(Event):
    """A letter was drafted."""

    kind = "letter.drafted"
    says = _("Drafted: {letter_kind}, to {addressee}")
    private = frozenset({"addressee"})
    letter_kind: str
    addressee: str
    letter: int


@event
@dataclass(frozen=True, kw_only=True)
class LetterIssued(Event):
    """A letter got its number and its files."""

    kind = "letter.issued"
    says = _("Issued {number}: {letter_kind}, to {addressee}")
    private = frozenset({"addressee"})
    number: str
    letter_kind: str
    addressee: str
    letter: int
    pdf_sha256: str
    docx_sha256: str


@event
@dataclass(frozen=True, kw_only=True)
class DutyPaperIssued(Event):
    """A paper of the duty room got its number and its files; it stands in the log book."""

    kind = "duty.paper_issued"
    says = _("Issued {number}: {letter_kind}, {about}")
    number: str
    letter_kind: str
    about: str
    letter: int
    pdf_sha256: str
    docx_sha256: str


@event
@dataclass(frozen=True, kw_only=True)
class LetterSent(Event):
    """A letter left the office."""

    kind = "letter.sent"
    says = _("Sent {number} ({letter_way}). {note}")
    number: str
    letter_way: str
    letter: int
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class LetterOnItsWay(Event):
    """A letter was put into the outbox for its agency."""

    kind = "letter.on_its_way"
    says = _("{number} goes by e-mail to {address}")
    number: str
    address: str
    letter: int


@event
@dataclass(frozen=True, kw_only=True)
class LetterNotDelivered(Event):
    """The mail by which a letter went was refused, or came back."""

    kind = "letter.not_delivered"
    says = _("{number} was not delivered by e-mail: {reason}")
    number: str
    reason: str
    letter: int


@event
@dataclass(frozen=True, kw_only=True)
class LetterCancelled(Event):
    """A letter was cancelled; its number stays taken."""

    kind = "letter.cancelled"
    says = _("Cancelled {number}: {reason}")
    number: str
    reason: str
    letter: int


@event
@dataclass(frozen=True, kw_only=True)
class SpeakersNamed(Event):
    """A letter was made to name who spoke."""

    kind = "letter.speakers_named"
    says = _("The letter ({letter_kind}) to {addressee} names who spoke: {reason}")
    private = frozenset({"addressee"})
    letter_kind: str
    addressee: str
    reason: str
    letter: int
