"""What intake does. Jobs live beside the actions they repeat."""

from langnghe.intake.actions import (
    judge_trials,
    keep_recordings,
    read_mail,
    reconcile,
    retain,
    transcribe,
    upkeep,
)

__all__ = [
    "judge_trials",
    "keep_recordings",
    "read_mail",
    "reconcile",
    "retain",
    "transcribe",
    "upkeep",
]
