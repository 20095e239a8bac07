"""What the office orders and agencies report. Jobs are found because they are imported here."""

from langnghe.direction.actions.assignments import (
    KeptFile,
    accept_assignment,
    forward_case,
    load_past_assignments,
    name_handler,
    note_delivered,
    record_result,
    return_assignment,
    settle_without_agency,
)
from langnghe.direction.actions.bulk import AT_ONCE, Several, accept_several
from langnghe.direction.actions.duty_papers import write_minutes, write_roster_sheet
from langnghe.direction.actions.extensions import (
    AskedAlready,
    DecidedAlready,
    NoMoreTime,
    TooLong,
    ask_extension,
    grant_extension,
    refuse_extension,
)
from langnghe.direction.actions.guards import (
    CaseEnded,
    DenouncedUnsaid,
    NowhereToSend,
    ToDenounced,
    TransferredBefore,
)
from langnghe.direction.actions.joint import accept_jointly, tell_joint_result
from langnghe.direction.actions.letters import (
    cancel_letter,
    edit_letter,
    issue_letter,
    may_write,
    name_speakers,
    send_letter,
    write_letter,
)
from langnghe.direction.actions.owed import follow_all as follow_assignments
from langnghe.direction.actions.paperwork import (
    write_directive_letter,
    write_memo_letter,
    write_reminder,
)
from langnghe.direction.actions.reviews import (
    NoReasonGiven,
    ask_redo,
    find_enough,
    show_reporter,
)

__all__ = [
    "AT_ONCE",
    "AskedAlready",
    "CaseEnded",
    "DecidedAlready",
    "DenouncedUnsaid",
    "KeptFile",
    "NoMoreTime",
    "NoReasonGiven",
    "NowhereToSend",
    "Several",
    "ToDenounced",
    "TooLong",
    "TransferredBefore",
    "accept_assignment",
    "accept_jointly",
    "accept_several",
    "ask_extension",
    "ask_redo",
    "cancel_letter",
    "edit_letter",
    "find_enough",
    "follow_assignments",
    "forward_case",
    "grant_extension",
    "issue_letter",
    "load_past_assignments",
    "may_write",
    "name_handler",
    "name_speakers",
    "note_delivered",
    "record_result",
    "refuse_extension",
    "return_assignment",
    "send_letter",
    "settle_without_agency",
    "show_reporter",
    "tell_joint_result",
    "write_directive_letter",
    "write_letter",
    "write_memo_letter",
    "write_minutes",
    "write_reminder",
    "write_roster_sheet",
]
