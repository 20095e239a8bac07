"""The only ways to get hold of an assignment in order to change it."""

from dataclasses import dataclass

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction.models import Assignment
from langnghe.register.gates import Missing, lock_case
from langnghe.register.models import Case


@dataclass(frozen=True)
class Correspondent:
    """An agency that acts without signing in: from an address of its own that was checked."""

    agency_id: int
    address: str


Actor = Officer | Correspondent


def lock_assignment(assignment_id: int, by: Actor) -> tuple[Assignment, Case]:
    """Lock an assignment's case for who may act on it: the office, or the agency that has it.

    Raises Missing where it is not there or not theirs.
    """
    found = Assignment.objects.filter(pk=assignment_id).values("case_id", "agency_id").first()
    if found is None:
        raise Missing(assignment_id)
    if isinstance(by, Correspondent):
        if by.agency_id != found["agency_id"]:
            raise Missing(assignment_id)
        case = Case.objects.select_for_update(no_key=True).get(pk=found["case_id"])
    else:
        own = by.may(Right.OWN_AGENCY) and by.agency_id == found["agency_id"]
        case = lock_case(found["case_id"], by, Right.OWN_AGENCY if own else Right.FORWARD)
    return Assignment.objects.select_related("agency").get(pk=assignment_id), case


def lock_for_office(assignment_id: int, by: Officer, right: Right) -> tuple[Assignment, Case]:
    """Lock an assignment's case for an officer of the office; raises Missing."""
    assignment = Assignment.objects.filter(pk=assignment_id).select_related("agency").first()
    if assignment is None:
        raise Missing(assignment_id)
    case = lock_case(assignment.case_id, by, right)
    assignment.refresh_from_db()
    return assignment, case


def signed(by: Actor) -> Officer | None:
    """Return the officer who acted; None for an agency that wrote from an address of its own."""
    return by if isinstance(by, Officer) else None
