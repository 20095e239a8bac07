"""What intake does. Jobs live beside the actions they repeat."""

from langnghe.intake.actions import (
    hear_call,
    judge_trials,
    keep_recordings,
    read_mail,
    reconcile,
    retain,
    tell_citizens,
    transcribe,
    upkeep,
    write_agencies,
)

__all__ = [
    "hear_call",
    "judge_trials",
    "keep_recordings",
    "read_mail",
    "reconcile",
    "retain",
    "tell_citizens",
    "transcribe",
    "upkeep",
    "write_agencies",
]
