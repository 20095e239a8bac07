"""The facts of memos to leaders: only the office reads them."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class MemoDrafted(Event):
    """A memo was begun."""

    kind = "memo.drafted"
    says = _("Memo {memo_code} drafted")
    internal = True
    memo_code: str


@event
@dataclass(frozen=True, kw_only=True)
class MemoSubmitted(Event):
    """A memo was laid before whoever is competent."""

    kind = "memo.submitted"
    says = _("Memo {memo_code} laid before {leader}; to be decided by {answer_by_at}. {text}")
    internal = True
    memo_code: str
    leader: str
    answer_by_at: str
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class MemoApproved(Event):
    """A leader approved what a memo proposed."""

    kind = "memo.approved"
    says = _("Memo {memo_code} approved: {agency}, due {due_at}. {text}")
    internal = True
    memo_code: str
    agency: str = ""
    due_at: str = ""
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class MemoChanged(Event):
    """A leader approved with another agency or deadline than was proposed."""

    kind = "memo.changed"
    says = _("Memo {memo_code} approved with changes: {agency}, due {due_at}. {text}")
    internal = True
    memo_code: str
    agency: str
    due_at: str
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class MemoAsked(Event):
    """A leader asked something before deciding."""

    kind = "memo.asked"
    says = _("Asked about memo {memo_code}: {text}")
    internal = True
    memo_code: str
    text: str


@event
@dataclass(frozen=True, kw_only=True)
class MemoAnswered(Event):
    """What the leader asked was answered."""

    kind = "memo.answered"
    says = _("Answered about memo {memo_code}: {text}")
    internal = True
    memo_code: str
    text: str


@event
@dataclass(frozen=True, kw_only=True)
class OrderSpoken(Event):
    """A leader spoke an order instead of writing it."""

    kind = "memo.spoken"
    says = _("Spoke an order on memo {memo_code}; it is to be typed")
    internal = True
    memo_code: str


@event
@dataclass(frozen=True, kw_only=True)
class OrderTyped(Event):
    """A spoken order was typed and waits for the leader's confirmation."""

    kind = "memo.typed"
    says = _("Typed the order spoken on memo {memo_code}: {text}")
    internal = True
    memo_code: str
    text: str


@event
@dataclass(frozen=True, kw_only=True)
class MemoOrdered(Event):
    """A leader answered a memo with an order of their own."""

    kind = "memo.ordered"
    says = _("Ordered on memo {memo_code}: {order}")
    internal = True
    memo_code: str
    order: str


@event
@dataclass(frozen=True, kw_only=True)
class MemoWithdrawn(Event):
    """A memo is not to be decided any more."""

    kind = "memo.withdrawn"
    says = _("Memo {memo_code} withdrawn: {reason}")
    internal = True
    memo_code: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class ActedFor(Event):
    """Whoever decided did so in the place of an absent leader."""

    kind = "memo.acted_for"
    says = _("{deputy} acted for {leader}")
    internal = True
    deputy: str
    leader: str


@event
@dataclass(frozen=True, kw_only=True)
class StandInNamed(Event):
    """Somebody decides for a leader who is absent."""

    kind = "leader.stand_in_named"
    says = _("{deputy} decides for {leader} from {from_on} to {to_on}")
    internal = True
    deputy: str
    leader: str
    from_on: str
    to_on: str


@event
@dataclass(frozen=True, kw_only=True)
class StandInEnded(Event):
    """A leader decides again."""

    kind = "leader.stand_in_ended"
    says = _("{leader} decides again; {deputy} does so no longer")
    internal = True
    deputy: str
    leader: str
