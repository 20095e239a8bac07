"""The words of the register and the life cycles of contacts, submissions and cases.

Values of kinds and levels are those of the domain study and the profile's data files.
"""

from enum import StrEnum


class Channel(StrEnum):
    """How a contact came."""

    MAIL = "mail"
    CALL = "call"
    FORM = "form"
    LETTER = "letter"
    VISIT = "visit"


class ContactState(StrEnum):
    """What became of one arrival."""

    ARRIVED = "arrived"
    READ = "read"
    UNREADABLE = "unreadable"
    REGISTERED = "registered"
    JOINED = "joined"
    SET_ASIDE = "set_aside"
    OF_AGENCY = "of_agency"
    """An agency's answer to what it was sent; no citizen's voice."""


class Kind(StrEnum):
    """What a submission is, by its content (Luật Tố cáo 2018, Luật Khiếu nại 2011)."""

    REPORT = "phan_anh"
    PROPOSAL = "kien_nghi"
    COMPLAINT = "khieu_nai"
    DENUNCIATION = "to_cao"
    ENQUIRY = "hoi_dap"
    COMMENDATION = "khen"
    SPAM = "spam"


class LegalForm(StrEnum):
    """In which form it came: statutory clocks start only for a valid form."""

    TELEPHONE = "dien_thoai"
    PLAIN_MAIL = "email"
    SIGNED_SCAN = "don_scan_co_chu_ky"
    POST = "don_buu_chinh"
    IN_PERSON = "truc_tiep"
    OTHER = "khac"


class Urgency(StrEnum):
    """How fast someone must act."""

    K1 = "K1"
    K2 = "K2"
    K3 = "K3"


class Sensitivity(StrEnum):
    """Who may see it."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"


class ReporterKind(StrEnum):
    """Who speaks."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    ANONYMOUS = "anonymous"


class Status(StrEnum):
    """Where a submission stands."""

    NEW = "new"
    REGISTERED = "registered"
    FORWARDED = "forwarded"
    RESULTED = "resulted"
    ANSWERED = "answered"
    CLOSED = "closed"
    JOINED = "joined"
    SET_ASIDE = "set_aside"


class CaseStatus(StrEnum):
    """Where the work on a case stands."""

    OPEN = "open"
    FORWARDED = "forwarded"
    RESULTED = "resulted"
    CLOSED = "closed"


class CallOutcome(StrEnum):
    """How a call went."""

    ANSWERED = "answered"
    MISSED = "missed"
    ABANDONED = "abandoned"
    VOICE_MESSAGE = "voice_message"
    CALL_BACK = "call_back"
    REFUSED = "refused"
    """More calls of one number at the same time than are taken."""


OPEN_STATUSES = frozenset(
    {Status.NEW, Status.REGISTERED, Status.FORWARDED, Status.RESULTED, Status.ANSWERED}
)
WAITING_STATES = frozenset({ContactState.ARRIVED, ContactState.READ, ContactState.UNREADABLE})

MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.REGISTERED, Status.JOINED, Status.SET_ASIDE}),
    Status.REGISTERED: frozenset(
        {Status.FORWARDED, Status.RESULTED, Status.ANSWERED, Status.CLOSED, Status.JOINED}
    ),
    Status.FORWARDED: frozenset(
        {Status.REGISTERED, Status.RESULTED, Status.ANSWERED, Status.CLOSED}
    ),
    Status.RESULTED: frozenset(
        {Status.FORWARDED, Status.REGISTERED, Status.ANSWERED, Status.CLOSED}
    ),
    Status.ANSWERED: frozenset(
        {Status.CLOSED, Status.FORWARDED, Status.RESULTED, Status.REGISTERED}
    ),
    Status.CLOSED: frozenset({Status.REGISTERED}),
    Status.JOINED: frozenset({Status.NEW}),
    Status.SET_ASIDE: frozenset({Status.NEW}),
}


class IllegalMove(Exception):
    """The life cycle does not allow this step from where the submission stands."""

    def __init__(self, old: Status, new: Status) -> None:
        super().__init__(old, new)
        self.old, self.new = old, new


def check_move(old: Status, new: Status) -> None:
    """Raise IllegalMove unless the life cycle leads from `old` to `new`; staying is allowed."""
    if old != new and new not in MOVES[old]:
        raise IllegalMove(old, new)
