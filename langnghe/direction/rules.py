"""Who is competent to direct what: delegation as data, read by pure rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from langnghe.direction.states import LIVING, Desk, How


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the competence for a case hangs on.

    `topic` is a code of the profile, "MT.01"; `kinds` those of its voices; `people` how many
    speak; `is_hot` where something unusual is known of it; `is_repeated` where it came back
    after an answer.
    """

    urgency: str
    sensitivity: str
    topic: str = ""
    kinds: frozenset[str] = frozenset()
    people: int = 1
    voices: int = 1
    is_hot: bool = False
    is_repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a rule applies: each thing that is given must hold; nothing given holds always.

    `topics` are codes or groups ("MT" stands for all of "MT.*"). `any_of` holds where one of
    its conditions does.
    """

    urgency: frozenset[str] = frozenset()
    sensitivity: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    people: int = 0
    voices: int = 0
    is_hot: bool | None = None
    is_repeated: bool | None = None
    any_of: tuple["Condition", ...] = ()

    def holds(self, case: Standing) -> bool:
        """Tell whether a case meets the condition."""
        return (
            all(self._sets(case))
            and case.people >= self.people
            and case.voices >= self.voices
            and self.is_hot in {None, case.is_hot}
            and self.is_repeated in {None, case.is_repeated}
            and (not self.any_of or any(each.holds(case) for each in self.any_of))
        )

    def _sets(self, case: Standing) -> Iterable[bool]:
        yield not self.urgency or case.urgency in self.urgency
        yield not self.sensitivity or case.sensitivity in self.sensitivity
        yield not self.kinds or bool(self.kinds & case.kinds)
        yield not self.topics or bool(self.topics & {case.topic, case.topic.partition(".")[0]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """One rule of competence, as the profile gives it.

    `limit` and `unit` (`wd`, `cd`, `wh`, `h`) say by when the leader decides; `is_after` lets
    the case go first and be approved afterwards.
    """

    code: str
    when: Condition
    desk: Desk
    limit: int
    unit: str
    is_after: bool = False
    valid_from: date = field(default=date.min)
    valid_to: date | None = None

    def is_valid(self, on: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def competent(rules: Sequence[Delegation], case: Standing, on: date) -> Delegation | None:
    """Return the first rule in force that a case meets; None where none speaks of it."""
    return next((rule for rule in rules if rule.is_valid(on) and rule.when.holds(case)), None)


class BadCondition(ValueError):
    """A rule of the profile says something that no condition knows."""


_SETS = ("urgency", "sensitivity", "topics", "kinds")
_NUMBERS = ("people", "voices")
_FLAGS = ("is_hot", "is_repeated")


def condition_of(given: dict[str, object]) -> Condition:
    """Read a condition as the profile writes it; raises BadCondition."""
    read: dict[str, object] = {}
    for name, value in given.items():
        if name in _SETS and isinstance(value, list):
            read[name] = frozenset(str(each) for each in value)
        elif (name in _NUMBERS and isinstance(value, int)) or (
            name in _FLAGS and isinstance(value, bool)
        ):
            read[name] = value
        elif name == "any_of" and isinstance(value, list):
            read[name] = tuple(condition_of(each) for each in value)
        else:
            raise BadCondition(name)
    return Condition(**read)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Handled:
    """Of a case of an order: which agency has it now, and which is its ward's committee."""

    agency_id: int | None
    ward_agency_id: int | None


def handler_of(case: Handled, lead_id: int, others: frozenset[int]) -> int:
    """Return the agency that handles a case of an order.

    Whoever of the order's agencies has it keeps it; else its ward's committee, if the order
    names it; else the lead.
    """
    if case.agency_id == lead_id or case.agency_id in others:
        return case.agency_id or lead_id
    if case.ward_agency_id is not None and case.ward_agency_id in others:
        return case.ward_agency_id
    return lead_id


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a case's newest assignment under an order."""

    state: str
    due_at: datetime
    resulted_at: datetime | None


def how_of(*, is_over: bool, sent: Sent | None, at: datetime) -> How:
    """Say how far a case of an order is; `is_over`: it has a result, or is closed."""
    if is_over:
        in_time = sent is None or sent.resulted_at is None or sent.resulted_at <= sent.due_at
        return How.DONE if in_time else How.DONE_LATE
    if sent is None or sent.state not in LIVING:
        return How.WAITING
    return How.LATE if sent.due_at < at else How.RUNNING
