"""What the exchange says becomes the state of the line: in order, out of order, twice, in part."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.telephony.exchange import signals
from langnghe.telephony.exchange.line import CallState, LineState
from langnghe.telephony.exchange.signals import read_event, telephone_of
from langnghe.telephony.exchange.talk import blocks_of

START = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
CALL, NUMBER = "1795564977.1", "0900000123"


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def channel(
    name: str = "PJSIP/trunk-00000001", context: str = "hotline", identity: str = CALL
) -> dict[str, Any]:
    return {
        "id": identity,
        "name": name,
        "state": "Up",
        "caller": {"name": "", "number": NUMBER},
        "dialplan": {"context": context, "exten": "wait", "priority": 2},
    }


def event(kind: str, seconds: float, **facts: Any) -> dict[str, Any]:
    stamp = at(seconds).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
    return {"type": kind, "timestamp": stamp, "application": "lang-nghe", **facts}


def dial(seconds: float, status: str, telephone: str = "PJSIP/101-00000002") -> dict[str, Any]:
    peer = channel(telephone, "from-officer", "1795564985.2")
    return event("Dial", seconds, dialstatus=status, caller=channel(), peer=peer)


STORY = [
    event("ChannelCreated", 0, channel=channel(context="from-trunk")),
    event(
        "ChannelUserevent",
        6,
        eventname="HotlineChoice",
        channel=channel(),
        userevent={"eventname": "HotlineChoice", "Choice": "urgent"},
    ),
    event("ChannelDialplan", 8, channel=channel(), dialplan_app="Queue", dialplan_app_data=""),
    dial(9, ""),
    dial(9.1, "RINGING"),
    dial(14, "ANSWER"),
    event("ChannelDestroyed", 60, channel=channel(), cause=16),
]


def told(*events: dict[str, Any]) -> LineState:
    state = LineState()
    for each in events:
        signal = read_event(each)
        assert isinstance(signal, signals.Signal)
        state.apply(signal)
    return state


def test_a_call_from_its_greeting_to_its_end() -> None:
    states = [told(*STORY[:length]).calls[CALL] for length in range(1, len(STORY) + 1)]
    assert [each.state for each in states] == [
        "arriving",
        "arriving",
        "waiting",
        "ringing",
        "ringing",
        "talking",
        "ended",
    ]
    last = states[-1]
    assert (last.number, last.choice, last.telephone) == (NUMBER, "urgent", "101")
    assert (last.began_at, last.waited_from, last.answered_at) == (at(0), at(8), at(14))
    assert last.ended_at == at(60)
    assert states[3].rings == {"101"}


def test_events_twice_and_in_any_order_end_in_the_same_place() -> None:
    whole = told(*STORY).calls[CALL]
    for order in permutations(STORY[1:], len(STORY) - 1):
        call = told(STORY[0], *order, *order).calls[CALL]
        assert (call.state, call.choice, call.ended_at) == ("ended", "urgent", whole.ended_at)


def test_a_telephone_that_nobody_lifts_leaves_the_caller_waiting_for_the_next() -> None:
    state = told(*STORY[:4], dial(24, "NOANSWER"), dial(26, "", "Local/m7@outside-00000001;1"))
    call = state.calls[CALL]
    assert (call.state, call.rings) == (CallState.RINGING, {"m7"})


def test_a_leg_that_goes_out_by_a_trunk_is_no_caller() -> None:
    leg = {**channel("PJSIP/vnpt-00000002", "from-trunk", "1.2"), "state": "Down"}
    assert read_event(event("ChannelCreated", 0, channel=leg)) is None


def test_a_caller_goes_on_to_a_colleague_asked_first_or_not() -> None:
    third = channel("PJSIP/103-00000004", "from-officer", "1795564990.4")
    asked = {"transferee": channel(), "transfer_target": third}
    other_way = {"transferee": third, "transfer_target": channel()}
    by_keys = {**asked, "transfer_target": {**third, "name": "Local/103@from-officer-0000;1"}}
    for facts in (asked, other_way, by_keys):
        line = told(*STORY[:-1], event("BridgeAttendedTransfer", 20, **facts))
        call = line.calls[CALL]
        assert (call.telephone, call.state, call.answered_at) == ("103", "talking", at(14))
    moved = channel(context="from-officer")
    straight = event("Dial", 20, dialstatus="ANSWER", caller=moved, peer=third)
    assert told(*STORY[:-1], straight).calls[CALL].telephone == "103"
    consulting = channel("PJSIP/101-00000005", "from-officer", "1795564991.5")
    asks = event("Dial", 20, dialstatus="ANSWER", caller=consulting, peer=third)
    assert told(*STORY[:-1], asks).calls == told(*STORY[:-1]).calls


def test_whoever_talks_with_the_caller_has_the_call() -> None:
    line = told(*STORY[:-1])

    def gather(name: str, own: str, *together: str, context: str = "from-officer") -> set[str]:
        facts = {"channel": channel(name, context, own), "bridge": {"channels": together}}
        signal = read_event(event("ChannelEnteredBridge", 20, **facts))
        assert isinstance(signal, signals.Gathered)
        return line.gather(signal)

    assert gather("PJSIP/103-00000004", "4", "4", "5") == set(), "a colleague is asked"
    assert gather("PJSIP/101-00000002", "2", "2", CALL) == set(), "as it was"
    assert gather("PJSIP/103-00000004", "4", "2", "4", CALL) == set(), "all talk together"
    handed = gather("PJSIP/city-00000001", CALL, "4", CALL, context="hotline")
    assert handed == {CALL}, "the colleague has it"
    assert line.calls[CALL].telephone == "103"
    line.apply(signals.Ended(call="4", at=at(21)))
    assert gather("PJSIP/101-00000002", "2", "2", CALL) == {CALL}, "the first has it again"
    assert line.calls[CALL].telephone == "101"
    assert set(line.telephones.values()) == {"101"}


def test_who_lets_somebody_wait_is_heard() -> None:
    officers = channel("PJSIP/101-00000002", "from-officer")
    held = signals.Held(channel="PJSIP/101-00000002")
    assert read_event(event("ChannelHold", 1, channel=officers)) == held
    assert read_event(event("ChannelHold", 1, channel=channel("Local/s@trial-caller-0;1"))) is None


def test_an_officer_calls_back() -> None:
    ours = channel("PJSIP/101-00000001", "call-back", "back-1-2")
    ours["dialplan"]["exten"] = NUMBER
    calls = event("ChannelDialplan", 0, channel=ours, dialplan_app="Dial", dialplan_app_data="")
    peer = channel("PJSIP/vnpt-00000002", "from-trunk", "1.2")
    rings, lifts = (
        event("Dial", when, dialstatus=status, caller=ours, peer=peer)
        for when, status in ((1, "RINGING"), (5, "ANSWER"))
    )
    assert read_event(rings) is None
    call = told(calls, calls, lifts).calls["back-1-2"]
    assert (call.is_outward, call.number, call.telephone) == (True, NUMBER, "101")
    assert (call.state, call.answered_at) == (CallState.TALKING, at(5))


def test_a_caller_who_speaks_to_the_machine() -> None:
    record = event("ChannelDialplan", 50, channel=channel(), dialplan_app="Record")
    assert told(*STORY[:3], record).calls[CALL].state == CallState.MESSAGE


@pytest.mark.parametrize(
    ("name", "telephone"),
    [
        ("PJSIP/101-00000002", "101"),
        ("PJSIP/may-2-0000000a", "may-2"),
        ("Local/m7@outside-00000001;1", "m7"),
        ("Local/600@from-officer-00000001;1", ""),
        ("DAHDI/1-1", ""),
    ],
)
def test_telephones_by_their_channels(name: str, telephone: str) -> None:
    assert telephone_of(name) == telephone


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["channel", "dialplan", "context", "id", "name", "peer", "caller"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    kind=st.sampled_from(
        ["ChannelCreated", "Dial", "ChannelUserevent", "ContactStatusChange", "FromTheFuture"]
    ),
    facts=st.dictionaries(st.sampled_from(["channel", "peer", "caller", "userevent"]), json_like),
)
def test_what_is_not_understood_is_passed_over(kind: str, facts: dict[str, Any]) -> None:
    read_event({"type": kind, **facts})
    assert read_event({"type": "BridgeVideoSourceChanged"}) is None


SHOWN = """Response: Success\r
EventList: start\r
\r
Event: CoreShowChannel\r
Channel: PJSIP/trunk-00000002\r
ChannelStateDesc: Up\r
CallerIDNum: 0900000123\r
Context: hotline\r
Uniqueid: 1795564977.1\r
Linkedid: 1795564977.1\r
Application: Queue\r
Duration: 00:01:08\r
BridgeId: {bridge}\r
\r
Event: CoreShowChannel\r
Channel: PJSIP/101-00000003\r
ChannelStateDesc: {desc}\r
Context: from-officer\r
Uniqueid: 1795564985.2\r
Linkedid: 1795564977.1\r
Application: AppQueue\r
Duration: 00:00:41\r
BridgeId: {bridge}\r
\r
"""


def test_calls_are_found_again_in_the_middle_of_what_they_do() -> None:
    ringing, talking = (
        blocks_of(SHOWN.format(bridge=bridge, desc=desc))
        for bridge, desc in (("", "Ringing"), ("b1", "Up"))
    )
    state = LineState()
    state.read_anew(ringing, at=at(100))
    call = state.calls[CALL]
    assert (call.state, call.rings, call.began_at) == (CallState.RINGING, {"101"}, at(32))
    state.read_anew(talking, at=at(110))
    call = state.calls[CALL]
    assert (call.state, call.telephone, call.answered_at) == (CallState.TALKING, "101", at(69))
    assert state.read_anew([], at=at(120)) == {CALL}
    assert state.calls[CALL].ended_at == at(120)
    state.forget(at=at(3600))
    assert state.calls == {}
