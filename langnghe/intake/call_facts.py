"""What a call's records say beside who and when: choice, code typed, how long the caller waited."""

from datetime import datetime
from typing import Any

from django.db import connection

from langnghe.line.models import LiveCall
from langnghe.telephony.records import CallRecord


def lock_call(key: str) -> None:
    """Let only one form or record at a time make the contact of a call, until the transaction ends.

    The officer sends the form in the moment in which the call ends and its record is filed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"call:{key}",))


def facts_of(call: CallRecord, live: LiveCall | None) -> dict[str, Any]:
    """Return the facts a contact keeps of its call.

    `waited` (seconds until an officer answered) is known from the records, else from what was
    seen while the call went on; None where nobody answered. `repeats` is how many calls of the
    number came within five minutes; `returns` names the call that this one returns, `pressed` the
    score pressed after it; `is_trial`: the hotline called itself.
    """
    return {
        "called": call.called,
        "answered_at": call.answered_at.isoformat() if call.answered_at else None,
        "talked": call.talked,
        "choice": _last(call, "choice") or (live.choice if live else ""),
        "code": _last(call, "code") or (live.code if live else ""),
        "repeats": live.repeats if live else 1,
        "waited": _waited(call, live),
        "is_outward": call.is_outward,
        "is_trial": call.is_trial,
        "returns": call.returns,
        "pressed": call.pressed,
        "lines": list(call.lines),
    }


def _last(call: CallRecord, name: str) -> str:
    said = [str(line.get(name) or "").strip() for line in call.lines]
    return next((each for each in reversed(said) if each), "")


def _waited(call: CallRecord, live: LiveCall | None) -> int | None:
    began, taken = (_last(call, name) for name in ("waited_from", "taken_at"))
    if began.isdigit() and taken.isdigit() and taken != "0":
        return max(0, int(taken) - int(began))
    if live is None or live.answered_at is None:
        return None
    return _seconds(live.waited_from or live.began_at, live.answered_at)


def _seconds(began: datetime, ended: datetime) -> int:
    return max(0, int((ended - began).total_seconds()))
