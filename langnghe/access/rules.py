"""What each right allows and which rights a role starts with."""

from enum import StrEnum


class Right(StrEnum):
    """One thing an officer may do. Roles are sets of rights; code asks for rights only."""

    READ = "read"
    """See the desk, the register and every submission that is not sensitive."""
    REGISTER = "register"
    """Log calls, register contacts, join them, set them aside."""
    CLASSIFY = "classify"
    """Set kind, topic, place, urgency, sensitivity, reporter."""
    NOTE = "note"
    """Write internal notes."""
    FORWARD = "forward"
    """Hand a case to an agency and record what became of it."""
    REPLY = "reply"
    """Answer citizens."""
    CLOSE = "close"
    """Close and reopen submissions."""
    SEE_SENSITIVE = "see_sensitive"
    """See submissions of level S2."""
    SEE_REPORTER = "see_reporter"
    """See who reported."""
    EXPORT = "export"
    """Take the register out as a file."""
    BALANCE = "balance"
    """See and repair differences between the channels and the register."""
    PREPARE = "prepare"
    """Draft memos to leaders, directives and letters."""
    DIRECT = "direct"
    """Decide on memos, give directives, override guards."""
    PLAN_DUTY = "plan_duty"
    """Plan the roster, approve swaps."""
    OWN_AGENCY = "own_agency"
    """See what was handed to one's own agency, and report on it."""
    ADMINISTER = "administer"
    """Manage officers and settings."""


class FirstPage(StrEnum):
    """With which page somebody begins who chose one."""

    DESK = "desk"
    MY_DAY = "my_day"


class RoleCode(StrEnum):
    """The roles a new installation starts with."""

    DUTY_OFFICER = "duty_officer"
    SHIFT_LEADER = "shift_leader"
    SPECIALIST = "specialist"
    OFFICE_LEADER = "office_leader"
    STANDING_BOARD = "standing_board"
    AGENCY_CLERK = "agency_clerk"
    ADMINISTRATOR = "administrator"


_DUTY = frozenset(
    {
        Right.READ,
        Right.REGISTER,
        Right.CLASSIFY,
        Right.NOTE,
        Right.FORWARD,
        Right.REPLY,
        Right.CLOSE,
        Right.SEE_REPORTER,
    }
)
_PREPARE = _DUTY | {Right.SEE_SENSITIVE, Right.EXPORT, Right.PREPARE}
_LEAD = _PREPARE | {Right.BALANCE, Right.PLAN_DUTY}

FIRST_ROLES: dict[RoleCode, frozenset[Right]] = {
    RoleCode.DUTY_OFFICER: _DUTY,
    RoleCode.SHIFT_LEADER: _LEAD,
    RoleCode.SPECIALIST: _PREPARE,
    RoleCode.OFFICE_LEADER: _LEAD | {Right.DIRECT},
    RoleCode.STANDING_BOARD: frozenset(
        {Right.READ, Right.SEE_SENSITIVE, Right.SEE_REPORTER, Right.DIRECT}
    ),
    RoleCode.AGENCY_CLERK: frozenset({Right.OWN_AGENCY}),
    RoleCode.ADMINISTRATOR: frozenset(
        {Right.ADMINISTER, Right.READ, Right.BALANCE, Right.EXPORT, Right.SEE_REPORTER}
    ),
}
