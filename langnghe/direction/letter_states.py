"""The kinds of letters and the life of one."""

from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is for; the profile says how each is worded."""

    TRANSFER = "transfer"
    """Phiếu chuyển: a case goes to an agency."""
    REMINDER = "reminder"
    """Công văn đôn đốc: what is late with an agency."""
    NOTICE_RECEIVED = "notice_received"
    NOTICE_TRANSFERRED = "notice_transferred"
    NOTICE_EXTENDED = "notice_extended"
    NOTICE_RESULT = "notice_result"
    """Thông báo to the citizen."""
    MEMO = "memo"
    """Phiếu trình: what a leader is asked to decide."""
    DIRECTIVE = "directive"
    """Thông báo ý kiến chỉ đạo: what a leader ordered."""
    INTAKE_SLIP = "intake_slip"
    """Phiếu tiếp nhận: what was received, for the file."""
    ROSTER = "roster"
    """Lịch trực: who is on duty in a week."""
    HANDOVER = "handover"
    """Biên bản giao ca: what one shift handed to the next, signed by both sides."""


NOTICES = frozenset(
    {
        LetterKind.NOTICE_RECEIVED,
        LetterKind.NOTICE_TRANSFERRED,
        LetterKind.NOTICE_EXTENDED,
        LetterKind.NOTICE_RESULT,
    }
)
"""Letters to the citizen who spoke: they are addressed by name."""


OF_THE_DUTY_ROOM = frozenset({LetterKind.ROSTER, LetterKind.HANDOVER})
"""Papers about no case: they are told of in the log book."""


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    SENT = "sent"
    CANCELLED = "cancelled"


OUT = frozenset({LetterState.ISSUED, LetterState.SENT})
"""Letters that stand in the register of outgoing papers and count."""

MOVES: dict[LetterState, frozenset[LetterState]] = {
    LetterState.DRAFT: frozenset({LetterState.ISSUED, LetterState.CANCELLED}),
    LetterState.ISSUED: frozenset({LetterState.SENT, LetterState.CANCELLED}),
    LetterState.SENT: frozenset({LetterState.CANCELLED}),
    LetterState.CANCELLED: frozenset(),
}


class SentBy(StrEnum):
    """How a letter left the office."""

    MAIL = "mail"
    POST = "post"
    HAND = "hand"
    OFFICE_SYSTEM = "office_system"


class IllegalLetterStep(Exception):
    """A letter cannot take this step from where it stands."""


def check_letter_step(old: LetterState, new: LetterState) -> None:
    """Raise IllegalLetterStep unless the life of a letter leads from `old` to `new`."""
    if new not in MOVES[old]:
        raise IllegalLetterStep(old, new)
