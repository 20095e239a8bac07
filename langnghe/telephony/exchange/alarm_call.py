"""Calling an officer about an alarm: what is said, and the key that takes it."""

from langnghe.telephony.exchange.talk import Block, Place, ask, events_of

FAMILY = "alarm"
"""Where the exchange keeps whose key was pressed, until our program has read it."""
RING_SECONDS = 40


def begin(place: Place, notice: int, number: str, *, said: str) -> None:
    """Call a number of this country for a notice; `said` is `danger`, `test` or `other`.

    Raises Refused, Unreachable.
    """
    ask(
        place,
        "Originate",
        Channel=f"Local/{number}@third",
        Context="alarm",
        Exten="s",
        Priority="1",
        Timeout=str(RING_SECONDS * 1000),
        Async="true",
        ChannelId=_call(notice),
        OtherChannelId=f"{_call(notice)}-out",
        Variable=f"NOTICE={notice},KIND={said}",
    )


def end(place: Place, notice: int) -> None:
    """End the call of a notice. Raises Refused where there is none, Unreachable."""
    ask(place, "Hangup", Channel=_call(notice))


def _call(notice: int) -> str:
    return f"alarm-{notice}"


def taken(blocks: list[Block]) -> list[int]:
    """Return the notices whose key was pressed, from what the exchange's database says."""
    keys = [
        each.get("Key", "").rpartition("/")[2] for each in events_of(blocks, "DBGetTreeResponse")
    ]
    return [int(key) for key in keys if key.isdecimal()]
