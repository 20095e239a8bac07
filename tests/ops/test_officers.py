"""Officers from the command line: added, changed, refused in words."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from langnghe.access.actions import load_first_roles
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.ops.home import CannotStart
from langnghe.ops.officers import add, close
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "rất dài và khó đoán"


@pytest.fixture(autouse=True)
def _roles() -> None:
    load_first_roles()


def added(username: str = "lan", password: str = PASSWORD, **given: object) -> Officer:
    facts: dict[str, object] = {
        "full_name": "Nguyễn Thị Lan", "roles": ["duty_officer"], "agency_code": "", **given,
    }  # fmt: skip
    add(username, ask_password=lambda: password, **facts)  # type: ignore[arg-type]
    return Officer.objects.get(username=username.lower())


def may_sign_in(username: str, password: str) -> bool:
    request = RequestFactory().post("/sign-in")
    return authenticate(request, username=username, password=password) is not None


def test_an_officer_who_was_added_signs_in(capsys: pytest.CaptureFixture[str]) -> None:
    officer = added("Lan")
    assert officer.rights > {Right.READ, Right.REGISTER}
    assert may_sign_in("lan", PASSWORD)
    assert "Lan can sign in now." in capsys.readouterr().out


def test_adding_again_changes_name_roles_and_password() -> None:
    first = added()
    again = added(full_name="Trần Thị Lan", roles=["shift_leader"], password="một câu khác dài")
    assert (again.pk, again.full_name) == (first.pk, "Trần Thị Lan")
    assert Right.SEE_SENSITIVE in again.rights
    assert not may_sign_in("lan", PASSWORD)


def test_a_clerk_belongs_to_an_agency() -> None:
    agency = cast.agency()
    officer = added(roles=["agency_clerk"], agency_code=agency.code)
    assert (officer.agency, officer.rights) == (agency, {Right.OWN_AGENCY})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"roles": ["king", "duty_officer"]}, "no role king"),
        ({"agency_code": "NOWHERE"}, "no agency NOWHERE"),
        ({"password": "ngắn"}, "10"),
        ({"password": "password123"}, "phổ biến|common"),
        ({"roles": ["agency_clerk"]}, "agency"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nobody_is_added(
    given: dict[str, object], words: str
) -> None:
    with pytest.raises(CannotStart, match=words):
        added(**given)  # type: ignore[arg-type]
    assert not Officer.objects.exists()


def test_nobody_is_asked_for_a_password_in_vain() -> None:
    def asked() -> str:
        raise AssertionError("the role was wrong already")

    with pytest.raises(CannotStart, match="no role king"):
        add("lan", full_name="Lan", roles=["king"], agency_code="", ask_password=asked)


def test_a_closed_account_signs_in_no_more_until_it_is_added_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    added()
    close("LAN")
    assert not may_sign_in("lan", PASSWORD)
    assert "signs in no more" in capsys.readouterr().out
    added()
    assert may_sign_in("lan", PASSWORD)


def test_closing_nobody_is_said() -> None:
    with pytest.raises(CannotStart, match="Nobody signs in as xyz"):
        close("xyz")
