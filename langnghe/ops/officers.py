"""Adding officers from the command line."""

from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from langnghe.access import actions
from langnghe.access.models import Agency, Role
from langnghe.access.rules import RoleCode
from langnghe.ops.home import CannotStart


def add(
    username: str,
    *,
    full_name: str,
    roles: list[str],
    agency_code: str,
    ask_password: Callable[[], str],
) -> None:
    """Add or change an officer; says in a sentence what is wrong with what was given.

    The password is asked for last, when all else is right.
    """
    known = set(Role.objects.values_list("code", flat=True))
    if unknown := set(roles) - known:
        raise CannotStart(
            f"There is no role {', '.join(sorted(unknown))}. Roles: {', '.join(sorted(known))}."
        )
    agency = Agency.objects.filter(code=agency_code).first() if agency_code else None
    if agency_code and agency is None:
        raise CannotStart(f"There is no agency {agency_code}; its code stands in the profile.")
    if agency is None and RoleCode.AGENCY_CLERK in roles:
        raise CannotStart("A clerk works for an agency: name it with --agency and its code.")
    password = ask_password()
    try:
        validate_password(password)
    except ValidationError as failure:
        raise CannotStart(" ".join(failure.messages)) from None
    person = actions.Person(username=username, full_name=full_name, agency=agency)
    actions.add_officer(person, roles=roles, password=password, at=timezone.now())
    print(f"{username} can sign in now.")


def close(username: str) -> None:
    """Close an officer's account."""
    try:
        officer = actions.close_account(username)
    except actions.NoOfficer:
        raise CannotStart(f"Nobody signs in as {username}.") from None
    print(f"{officer.full_name} ({officer.username}) signs in no more.")
