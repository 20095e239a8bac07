"""The line as it stands: which calls there are, who rings, who talks. Signals in, state out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from langnghe.telephony.exchange import signals
from langnghe.telephony.exchange.signals import Signal, telephone_of

FORGET_AFTER = timedelta(minutes=10)
"""A call that ended is remembered so long: what comes late must not open it again."""


class CallState(StrEnum):
    """Where a call stands."""

    ARRIVING = "arriving"
    WAITING = "waiting"
    RINGING = "ringing"
    TALKING = "talking"
    MESSAGE = "message"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call from outside, or `is_outward`. `seen_at` is the time of the newest signal of it."""

    id: str
    number: str = ""
    is_outward: bool = False
    began_at: datetime
    seen_at: datetime
    state: CallState = CallState.ARRIVING
    choice: str = ""
    code: str = ""
    rings: frozenset[str] = frozenset()
    telephone: str = ""
    waited_from: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    """A telephone that the queue may ring. `reason` says why it is paused."""

    interface: str
    paused: bool = False
    reason: str = ""
    status: int = 0
    calls: int = 0


@dataclass
class LineState:
    """Everything known of the line. `apply` may be called with the same signal twice."""

    calls: dict[str, Call] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    there: dict[str, bool] = field(default_factory=dict)
    telephones: dict[str, str] = field(default_factory=dict)
    """The telephones of channels that talk or talked, by the channel."""

    def apply(self, signal: Signal) -> bool:
        """Take one signal in; tell whether the call changed."""
        if isinstance(signal, signals.Ended):
            self.telephones.pop(signal.call, None)
        known = self.calls.get(signal.call)
        if known is None:
            begun = _begun(signal)
            if begun is not None:
                self.calls[signal.call] = begun
            return begun is not None
        changed = step(known, signal)
        self.calls[signal.call] = changed
        return replace(changed, seen_at=known.seen_at) != known

    def gather(self, signal: signals.Gathered) -> set[str]:
        """Take in who is together now; return the calls that were handed to another telephone.

        The exchange does not always say to whom a caller was handed, nor that a colleague did not
        take it and the first officer has it again: but who talks with whom it always tells.
        """
        if signal.telephone and signal.channel not in self.calls:  # no caller who was moved on
            self.telephones[signal.channel] = signal.telephone
        talking = {self.telephones[each] for each in signal.together if each in self.telephones}
        if len(talking) != 1:
            return set()  # nobody, or more who talk together: the first of them has it still
        (telephone,) = talking
        given = [self.calls[each] for each in signal.together if each in self.calls]
        return {
            call.id
            for call in given
            if call.state == CallState.TALKING
            and call.telephone != telephone
            and self.apply(signals.Answered(call=call.id, at=signal.at, telephone=telephone))
        }

    def reach(self, signal: signals.Reached) -> bool:
        """Note whether an endpoint can be reached; tell whether that is news."""
        is_news = self.there.get(signal.endpoint) != signal.is_there
        self.there[signal.endpoint] = signal.is_there
        return is_news

    def read_anew(self, channels: Iterable[Mapping[str, str]], *, at: datetime) -> set[str]:
        """Take over what the exchange says goes on now; return the calls that changed.

        `channels` are the events of CoreShowChannels. Calls that it does not name have ended.
        """
        found = _calls_of(list(channels), at=at)
        changed = set()
        for call in [*self.calls.values()]:
            if call.id not in found and call.state != CallState.ENDED:
                self.apply(signals.Ended(call=call.id, at=at))
                changed.add(call.id)
        for identity, call in found.items():
            self.calls[identity] = _joined(self.calls.get(identity), call)
            changed.add(identity)
        return changed

    def forget(self, *, at: datetime) -> None:
        """Drop calls that ended a while ago."""
        old = [
            call.id
            for call in self.calls.values()
            if call.ended_at is not None and at - call.ended_at > FORGET_AFTER
        ]
        for identity in old:
            del self.calls[identity]


def _begun(signal: Signal) -> Call | None:
    """Return the call that a signal begins; None where it can only go on."""
    if isinstance(signal, signals.Arrived):
        return Call(id=signal.call, number=signal.number, began_at=signal.at, seen_at=signal.at)
    if isinstance(signal, signals.CallsOut):
        return Call(
            id=signal.call,
            number=signal.number,
            is_outward=True,
            began_at=signal.at,
            seen_at=signal.at,
            state=CallState.RINGING,
            telephone=signal.telephone,
        )
    return None


def step(call: Call, signal: Signal) -> Call:
    """Return the call after a signal.

    Signals that come out of order add what they know (a choice, a number) but lead nowhere back.
    """
    call = _learned(call, signal)
    late = signal.at < call.seen_at or call.state == CallState.ENDED
    if late:
        return call
    return replace(_moved(call, signal), seen_at=signal.at)


def _learned(call: Call, signal: Signal) -> Call:
    if isinstance(signal, signals.Arrived) and not call.number:
        return replace(call, number=signal.number, began_at=min(call.began_at, signal.at))
    if isinstance(signal, signals.Chose):
        return replace(call, choice=signal.choice, code=signal.code or call.code)
    if isinstance(signal, signals.Waits) and call.waited_from is None:
        return replace(call, waited_from=signal.at)
    return call


def _moved(call: Call, signal: Signal) -> Call:
    match signal:
        case signals.Waits():
            return replace(call, state=CallState.WAITING)
        case signals.LeavesMessage():
            return replace(call, state=CallState.MESSAGE, rings=frozenset())
        case signals.Rings(telephone=telephone):
            return _ringing(call, call.rings | {telephone})
        case signals.RingEnded(telephone=telephone):
            return _ringing(call, call.rings - {telephone})
        case signals.Answered(telephone=telephone, at=at):
            talking = replace(call, state=CallState.TALKING, telephone=telephone)
            return replace(talking, rings=frozenset(), answered_at=call.answered_at or at)
        case signals.Ended(at=at):
            return replace(call, state=CallState.ENDED, rings=frozenset(), ended_at=at)
    return call


def _ringing(call: Call, rings: frozenset[str]) -> Call:
    if call.state not in {CallState.WAITING, CallState.RINGING}:
        return call
    return replace(call, rings=rings, state=CallState.RINGING if rings else CallState.WAITING)


def _calls_of(channels: list[Mapping[str, str]], *, at: datetime) -> dict[str, Call]:
    """Read the callers among the channels: those that are their own first channel, in our plan."""
    callers = [
        channel
        for channel in channels
        if channel.get("Context") in {"hotline", "from-trunk", "call-back"}
        and channel.get("Uniqueid") == channel.get("Linkedid")
        and (channel["Context"] == "call-back" or not channel["Channel"].startswith("Local/"))
    ]
    return {channel["Uniqueid"]: _call_of(channel, channels, at=at) for channel in callers}


def _call_of(
    channel: Mapping[str, str], channels: list[Mapping[str, str]], *, at: datetime
) -> Call:
    others = [
        each
        for each in channels
        if each.get("Linkedid") == channel["Uniqueid"] != each.get("Uniqueid")
        and telephone_of(each.get("Channel", ""))
    ]
    bridge = channel.get("BridgeId", "")
    talks = [each for each in others if bridge and each.get("BridgeId") == bridge]
    rings = frozenset(
        telephone_of(each["Channel"])
        for each in others
        if each.get("ChannelStateDesc") in {"Ring", "Ringing"}
    )
    began = at - _length(channel.get("Duration", ""))
    call = Call(
        id=channel["Uniqueid"], number=channel.get("CallerIDNum", ""), began_at=began, seen_at=at
    )
    application = channel.get("Application", "")
    if channel.get("Context") == "call-back":
        return _outward(call, channel, talks=bool(talks))
    if talks:
        answered = at - _length(talks[0].get("Duration", ""))
        telephone = telephone_of(talks[0]["Channel"])
        return replace(call, state=CallState.TALKING, telephone=telephone, answered_at=answered)
    if application == "Queue":
        return _ringing(replace(call, state=CallState.WAITING, waited_from=at), rings)
    if application == "Record":
        return replace(call, state=CallState.MESSAGE)
    return call


def _outward(call: Call, channel: Mapping[str, str], *, talks: bool) -> Call:
    return replace(
        call,
        is_outward=True,
        number=channel.get("Exten", ""),
        telephone=telephone_of(channel.get("Channel", "")),
        state=CallState.TALKING if talks else CallState.RINGING,
    )


def _length(text: str) -> timedelta:
    """Read `01:02:03`."""
    try:
        hours, minutes, seconds = (int(part) for part in text.split(":"))
    except ValueError:
        return timedelta()
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _joined(known: Call | None, found: Call) -> Call:
    """Put what was known of a call before into what is found now."""
    if known is None:
        return found
    return replace(
        found,
        number=found.number or known.number,
        began_at=known.began_at,
        choice=known.choice,
        code=known.code,
        telephone=found.telephone or known.telephone,
        waited_from=known.waited_from or found.waited_from,
        answered_at=known.answered_at or found.answered_at,
    )
