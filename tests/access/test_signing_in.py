"""Passwords, locks and rights: who gets in, and what a role is."""

import re
from pathlib import Path

import pytest
from django.test import Client

import langnghe
from langnghe.access.actions import NotAllowed, Person, add_officer, load_first_roles, require
from langnghe.access.models import Role
from langnghe.access.rules import FIRST_ROLES, Right, RoleCode
from tests import cast

pytestmark = pytest.mark.django_db
SOURCE = Path(langnghe.__file__).parent


def test_passwords_are_kept_as_argon2() -> None:
    officer = cast.officer()
    assert officer.password.startswith("argon2$argon2id$")
    assert cast.PASSWORD not in officer.password


def test_eight_wrong_passwords_lock_with_a_sentence() -> None:
    officer = cast.officer()
    client = Client()
    tries = [
        client.post("/sign-in", {"username": officer.username, "password": "sai"})
        for _each in range(8)
    ]
    assert [each.status_code for each in tries] == [200] * 7 + [429]
    assert "15 phút" in tries[-1].content.decode()


def test_a_wrong_name_and_a_wrong_password_are_refused_alike() -> None:
    officer = cast.officer()
    pages = [
        Client().post("/sign-in", {"username": name, "password": "sai"}).content.decode()
        for name in (officer.username, "khongco")
    ]
    plain = [re.sub(r'value="[^"]*"|content="[^"]*"', "", page) for page in pages]
    assert plain[0] == plain[1]


def test_whoever_may_no_longer_work_is_out_at_once() -> None:
    officer = cast.officer()
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 200
    officer.is_active = False
    officer.save()
    assert client.get("/").status_code == 302
    signed = client.post("/sign-in", {"username": officer.username, "password": cast.PASSWORD})
    assert signed.status_code == 200


def test_a_new_password_ends_the_old_sessions() -> None:
    officer = cast.officer()
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    person = Person(username=officer.username, full_name=officer.full_name)
    add_officer(person, roles=[RoleCode.DUTY_OFFICER], password="another phrase", at=cast.NOON)
    assert client.get("/").status_code == 302


def test_names_are_signed_in_with_in_any_case() -> None:
    officer = cast.officer()
    right = {"username": officer.username.upper(), "password": cast.PASSWORD}
    assert Client().post("/sign-in", right).status_code == 302


def test_a_session_is_the_databases_not_the_processes() -> None:
    """A web process that starts anew finds who was signed in: another client, the same cookie."""
    first, second = Client(), Client()
    first.force_login(cast.officer(), backend="django.contrib.auth.backends.ModelBackend")
    second.cookies["langnghe_session"] = first.cookies["langnghe_session"].value
    assert second.get("/").status_code == 200


def test_roles_that_the_office_changed_stay_changed() -> None:
    load_first_roles()
    Role.objects.filter(code=RoleCode.DUTY_OFFICER).update(rights=[Right.READ])
    load_first_roles()
    officer = cast.officer()
    assert officer.rights == {Right.READ}
    with pytest.raises(NotAllowed):
        require(officer, Right.REPLY)


def test_a_right_that_nobody_knows_any_more_is_no_right() -> None:
    officer = cast.officer()
    Role.objects.filter(code=RoleCode.DUTY_OFFICER).update(rights=["read", "fly"])
    assert type(officer).objects.get(pk=officer.pk).rights == {Right.READ}


def test_every_right_is_held_by_some_role() -> None:
    assert frozenset().union(*FIRST_ROLES.values()) == set(Right)


def test_code_asks_for_rights_never_for_roles() -> None:
    names = re.compile(r"RoleCode\.(?:{})\b".format("|".join(RoleCode.__members__)))
    allowed = {
        "access/rules.py",
        "access/actions.py",
        "ops/demo/fill.py",
        "ops/demo/watch.py",
        "ops/cli.py",
        "ops/officers.py",
        "roster/queries/now.py",  # who stands in for a duty nobody was planned for
        "roster/queries/plan.py",  # who usually stands which duty
    }
    asking = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and names.search(path.read_text())
    }
    said = re.compile(r"[\"']({})[\"']".format("|".join(RoleCode)))
    templates = [str(path) for path in SOURCE.rglob("*.html") if said.search(path.read_text())]
    assert asking <= allowed
    assert templates == []
