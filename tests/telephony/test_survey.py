"""The score that is pressed after a call: what the exchange is told to do, what its book says."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from langnghe.telephony.exchange.plan import Limits, Plan, Trunk
from langnghe.telephony.exchange.rendering import configuration
from langnghe.telephony.records import ANSWERED, merge

FIRST = {
    "uniqueid": "telling-7-1", "linkedid": "telling-7-1", "dcontext": "call-back",
    "src": "101", "dst": "0900000012", "start": 100, "end": 160, "taken_at": "110",
    "outcome": "missed", "returns": "telling-7", "score": "",
}  # fmt: skip
ASKED = {
    "uniqueid": "1795.9", "linkedid": "telling-7-1", "dcontext": "survey", "src": "0900000012",
    "dst": "s",
    "start": 160, "end": 172, "taken_at": "", "outcome": "answered", "returns": "telling-7",
    "score": "4",
}  # fmt: skip


def section(name: str) -> str:
    """Return a context of the dialplan, as it is written for an office with two trunks."""
    plan = Plan(
        run=Path("/run/x"),
        spool=Path("/spool"),
        sounds=Path("/sounds"),
        modules=Path("/modules"),
        secret="x",
        number="0900000098",
        trunks=(Trunk(name="one", host="192.0.2.1"), Trunk(name="two", host="192.0.2.2")),
        limits=Limits(survey=7),
    )
    whole = configuration(plan)["extensions.conf"]
    return whole.split(f"\n[{name}]\n")[1].split("\n[")[0]


def test_only_a_call_with_a_question_sends_the_citizen_on_when_the_officer_hangs_up() -> None:
    lines = section("call-back")
    assert 'Set(THEN=${IF($["${SURVEY}" != ""]?F(survey^s^1))})' in lines
    assert lines.count("45,TU(notice)${THEN})") == 2
    assert "THEN" not in section("third")


def test_one_key_is_taken_once_for_each_answer_and_nothing_is_recorded_any_more() -> None:
    steps = re.findall(
        r"^(?:exten => s,1|[ ]same => n(?:\(\w+\))?),(.+)$", section("survey"), re.MULTILINE
    )
    named = [step.partition("(")[0] for step in steps]
    assert named[0] == "StopMixMonitor"
    asked = next(step for step in steps if step.startswith("Read("))
    assert asked == "Read(SCORE,hotline/survey,1,,1,7)"
    guard = next(place for place, step in enumerate(steps) if "DB(survey/${SURVEY})}" in step)
    assert guard < steps.index("Set(DB(survey/${SURVEY})=${EPOCH})") < steps.index(asked)
    assert "Set(SCORE=${FILTER(1-5,${SCORE})})" in steps
    assert named.count("Read") == 1


def test_the_book_has_a_column_for_it() -> None:
    plan = Plan(run=Path("r"), spool=Path("s"), sounds=Path("x"), modules=Path("m"), secret="x",
                number="1")  # fmt: skip
    assert "score(uservar)" in configuration(plan)["cdr_custom.conf"]


@pytest.mark.parametrize(
    ("said", "pressed"),
    [("4", 4), ("1", 1), ("5", 5), ("", 0), ("9", 0), ("0", 0), ("45", 0), ("x", 0), (None, 0)],
)
def test_a_key_is_1_to_5_and_anything_else_is_none(said: str | None, pressed: int) -> None:
    (call,) = merge([FIRST, {**ASKED, "score": said}])
    assert call.pressed == pressed


def test_the_question_is_part_of_the_call_and_adds_nothing_to_its_length() -> None:
    (plain,), (call,) = merge([FIRST]), merge([ASKED, FIRST])
    assert plain.pressed is None
    assert replace(call, lines=plain.lines) == plain
    assert (call.seconds, call.talked, call.outcome) == (60, 50, ANSWERED)


def test_a_question_without_its_call_is_nobody_who_waits() -> None:
    (call,) = merge([ASKED])
    assert (call.is_outward, call.outcome, call.returns) == (True, ANSWERED, "telling-7")
    assert (call.number, call.pressed) == ("0900000012", 4)
