"""What becomes of suggestions, likenesses, models and issues."""

from enum import StrEnum


class LikenessState(StrEnum):
    """What an officer decided about two voices that may tell of one event."""

    PROPOSED = "proposed"
    JOINED = "joined"
    DECLINED = "declined"


class ModelState(StrEnum):
    """Whether a trained model is used."""

    CANDIDATE = "candidate"
    LIVE = "live"
    RETIRED = "retired"


class IssueState(StrEnum):
    """Where an issue (nhóm vấn đề) stands."""

    PROPOSED = "proposed"
    LIVING = "living"
    CLOSED = "closed"
    DECLINED = "declined"


class MemberState(StrEnum):
    """Whether a case belongs to an issue."""

    PROPOSED = "proposed"
    IN = "in"
    OUT = "out"


class SignalScope(StrEnum):
    """Of what a signal tells that it is unusual."""

    EVERYTHING = "all"
    GROUP = "group"
    TOPIC = "topic"
    WARD = "ward"
    AGENCY = "agency"
    ISSUE = "issue"
    CLUSTER = "cluster"
    """Neighbouring wards over some days."""


class SignalState(StrEnum):
    """What a person said of a signal."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    EXPLAINED = "explained"
    MUTED = "muted"
