"""What the office orders and agencies report. Jobs are found because they are imported here."""

from langnghe.direction.actions.assignments import (
    CaseEnded,
    KeptFile,
    NowhereToSend,
    accept_assignment,
    ask_redo,
    forward_case,
    load_past_assignments,
    record_result,
    return_assignment,
    settle_without_agency,
)

__all__ = [
    "CaseEnded",
    "KeptFile",
    "NowhereToSend",
    "accept_assignment",
    "ask_redo",
    "forward_case",
    "load_past_assignments",
    "record_result",
    "return_assignment",
    "settle_without_agency",
]
