"""What an administrator does with officers and roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from langnghe.access.models import Agency, Officer, Role
from langnghe.access.rules import FIRST_ROLES, FirstPage, Right, RoleCode


class NotAllowed(Exception):
    """The officer lacks the right. Shown as missing, so that nothing is given away."""


def require(officer: Officer, right: Right) -> None:
    """Raise NotAllowed unless the officer holds the right."""
    if not officer.may(right):
        raise NotAllowed(right)


_NAMES = {
    RoleCode.DUTY_OFFICER: ("Trực viên", "Duty officer"),
    RoleCode.SHIFT_LEADER: ("Trưởng ca", "Shift leader"),
    RoleCode.SPECIALIST: ("Chuyên viên", "Specialist"),
    RoleCode.OFFICE_LEADER: ("Lãnh đạo Văn phòng", "Office leader"),
    RoleCode.STANDING_BOARD: ("Thường trực Thành ủy", "Standing Board"),
    RoleCode.AGENCY_CLERK: ("Đầu mối cơ quan", "Agency clerk"),
    RoleCode.ADMINISTRATOR: ("Quản trị hệ thống", "Administrator"),
}


@transaction.atomic
def load_first_roles() -> None:
    """Create the roles of a new installation; leave those that exist as they are."""
    there = set(Role.objects.values_list("code", flat=True))
    for code, rights in FIRST_ROLES.items():
        if code not in there:
            name, name_en = _NAMES[code]
            Role.objects.get_or_create(
                code=code, defaults={"name": name, "name_en": name_en, "rights": sorted(rights)}
            )


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who an officer is: the name to sign in with, the full name, post, mail, phone, agency."""

    username: str
    full_name: str
    post: str = ""
    email: str = ""
    phone: str = ""
    agency: Agency | None = None


@transaction.atomic
def add_officer(person: Person, *, roles: Sequence[str], password: str, at: datetime) -> Officer:
    """Create an officer, or update facts, roles and password of an existing one."""
    facts = {
        "full_name": person.full_name,
        "post": person.post,
        "email": person.email,
        "phone": person.phone,
        "agency": person.agency,
        "is_active": True,
    }
    officer, _made = Officer.objects.update_or_create(
        username=person.username.lower(),
        defaults=facts,
        create_defaults={**facts, "created_at": at},
    )
    officer.set_password(password)
    officer.save(update_fields=["password"])
    officer.roles.set(Role.objects.filter(code__in=roles))
    return officer


class NoOfficer(Exception):
    """Nobody signs in under this name."""


@transaction.atomic
def close_account(username: str) -> Officer:
    """Let an officer sign in no more; what they did stays theirs. May be repeated.

    Raises NoOfficer. Open sessions end with their next page.
    """
    officer = Officer.objects.select_for_update().filter(username=username.lower()).first()
    if officer is None:
        raise NoOfficer(username)
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    return officer


@transaction.atomic
def choose_language(officer_id: int, *, language: str) -> None:
    """Remember the language an officer's screens speak."""
    Officer.objects.filter(pk=officer_id).update(language=language)


@transaction.atomic
def choose_first_page(officer_id: int, *, page: FirstPage) -> None:
    """Remember with which page an officer begins."""
    Officer.objects.filter(pk=officer_id).update(first_page=page)
