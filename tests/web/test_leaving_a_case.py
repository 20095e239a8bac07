"""A submission that was tied to a wrong case is taken out of it on its own page."""

import pytest
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.register.actions import cases
from langnghe.register.actions.facts import Matter
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_wrong_case_is_left_and_the_last_one_is_not() -> None:
    by = cast.officer(RoleCode.SHIFT_LEADER)
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    submission = cast.registered(by)
    page = f"/submissions/{submission.code}"
    assert "Tách khỏi vụ việc này" not in client.get(page).content.decode()
    cases.add_item(submission.pk, Matter(title="Nhầm việc"), by=by, at=cast.later(6))
    wrong = submission.items.order_by("position").last()
    assert wrong is not None
    leave = f"{page}/items/{wrong.case_id}/leave"
    assert leave in client.get(page).content.decode()
    assert client.post(leave).status_code == 302
    assert submission.items.count() == 1
