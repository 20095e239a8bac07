"""The facts of answering."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class Acknowledged(Event):
    """The citizen was told the code."""

    kind = "reply.acknowledged"
    says = _("Acknowledgement with the code written to {address}")
    private: ClassVar[frozenset[str]] = frozenset({"address"})
    address: str


@event
@dataclass(frozen=True, kw_only=True)
class Answered(Event):
    """The citizen was answered by mail."""

    kind = "reply.answered"
    says = _("Answered by mail to {address}: {text}")
    private: ClassVar[frozenset[str]] = frozenset({"address"})
    address: str
    text: str


@event
@dataclass(frozen=True, kw_only=True)
class Noticed(Event):
    """The citizen was told how things stand, which is not yet the answer."""

    kind = "reply.notice"
    says = _("Notice by mail to {address}: {text}")
    private: ClassVar[frozenset[str]] = frozenset({"address"})
    address: str
    text: str


@event
@dataclass(frozen=True, kw_only=True)
class Rated(Event):
    """The citizen said whether they are content with the answer."""

    kind = "reply.rated"
    says = _("The citizen rates the answer {score} of 5. {text}")
    score: int
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class RatedByKey(Event):
    """The citizen pressed a key after the call in which they were told the answer."""

    kind = "reply.rated_by_key"
    says = _("After the call the citizen pressed {score} of 5")
    score: int


@event
@dataclass(frozen=True, kw_only=True)
class KeyCounts(Event):
    """An officer noted another score than the citizen pressed: the citizen's own one stands."""

    kind = "reply.key_counts"
    says = _("The citizen's own key counts: {score} of 5, not {noted} as an officer noted. {text}")
    score: int
    noted: int
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class NoticedByPhone(Event):
    """The citizen was told by telephone how things stand, which is not yet the answer."""

    kind = "reply.noticed_by_phone"
    says = _("Told by telephone how things stand, {number}. {text}")
    private: ClassVar[frozenset[str]] = frozenset({"number"})
    number: str
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class ToBeTold(Event):
    """The citizen is on the list to be told by telephone."""

    kind = "reply.to_be_told"
    says = _("To be told by telephone. {text}")
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class ToBePrinted(Event):
    """The citizen is to get a letter by post."""

    kind = "reply.to_be_printed"
    says = _("To be told by a letter on paper. {text}")
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class MailSent(Event):
    """A mail left for the relay."""

    kind = "mail.sent"
    says = _("The mail “{subject}” was handed to the mail server")
    subject: str


@event
@dataclass(frozen=True, kw_only=True)
class MailFailed(Event):
    """A mail could not be delivered."""

    kind = "mail.failed"
    says = _("The mail “{subject}” could not be delivered: {reason}")
    subject: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class MailOpened(Event):
    """The recipient's machine sent a receipt."""

    kind = "mail.opened"
    says = _("The recipient's machine says that the mail “{subject}” was opened")
    subject: str
