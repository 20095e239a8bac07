"""The page on the quality of suggestions: who sees it, who chooses, what a curve is."""

from datetime import date

import pytest
from django.test import Client

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.triage.models import Model
from langnghe.triage.quality import FIELDS, Share, Week
from langnghe.triage.states import ModelState
from langnghe.understanding.learned import pack
from langnghe.web.views import quality
from langnghe.web.views.quality import HEIGHT, curve
from tests import cast

pytestmark = pytest.mark.django_db


def signed_in(officer: Officer) -> Client:
    """Return a browser of an officer."""
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def versions() -> tuple[Model, Model]:
    """Return the starter's version, retired, and a learned one in use."""
    starter = Model.objects.create(
        trained_at=cast.later(), examples=0, packed=pack({}), state=ModelState.RETIRED
    )
    verdict = {"of": 50, "right": 45, "present": 30, "is_better": True}
    learned = Model.objects.create(
        trained_at=cast.later(days=1),
        examples=200,
        packed=pack({}),
        scores={"topic": verdict},
        state=ModelState.LIVE,
    )
    return starter, learned


def test_an_empty_page_teaches() -> None:
    page = signed_in(cast.officer()).get("/suggestions").content.decode()
    assert "Chưa có gợi ý nào được xác nhận" in page
    assert "khi có 100 quyết định" in page
    assert "Học ngay" not in page


def test_where_there_are_decisions_enough_nobody_is_told_to_wait_for_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quality, "LEAST", 0)
    page = signed_in(cast.officer()).get("/suggestions").content.decode()
    assert "Đã đủ quyết định" in page
    assert "Máy bắt đầu học khi" not in page


def test_whoever_leads_a_shift_goes_back_to_a_version() -> None:
    starter, learned = versions()
    leader = signed_in(cast.officer(RoleCode.SHIFT_LEADER))
    page = leader.get("/suggestions?weeks=26").content.decode()
    assert "60 → 90 %" in page
    assert f"Dùng bản {starter.pk}" in page
    answer = leader.post(f"/suggestions/versions/{starter.pk}/use", follow=True)
    assert "cho đến khi có người chọn lại bản mới nhất" in answer.content.decode()
    learned.refresh_from_db()
    assert learned.state == ModelState.RETIRED


def test_others_see_the_versions_and_choose_none() -> None:
    starter, _learned = versions()
    officer = signed_in(cast.officer())
    assert f"Dùng bản {starter.pk}" not in officer.get("/suggestions").content.decode()
    assert officer.post(f"/suggestions/versions/{starter.pk}/use").status_code == 404
    assert officer.post("/suggestions/learn").status_code == 404
    clerk = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    assert clerk.get("/suggestions").status_code == 404


def test_asking_to_learn_twice_is_asking_once() -> None:
    leader = signed_in(cast.officer(RoleCode.SHIFT_LEADER))
    for _time in range(2):
        assert "Máy đang học" in leader.post("/suggestions/learn", follow=True).content.decode()


def test_a_curve_runs_from_none_at_the_bottom_to_all_at_the_top() -> None:
    monday = date(2026, 11, 2)
    weeks = [
        Week(monday, dict.fromkeys(FIELDS, Share(0, 10))),
        Week(date(2026, 11, 9), dict.fromkeys(FIELDS, Share(10, 10))),
    ]
    drawn = curve(weeks, "topic", since=monday, count=2)
    assert drawn.line == f"4.0,{HEIGHT - 4.0} 236.0,4.0"
    assert drawn.last == (236.0, 4.0)
    assert drawn.band.count(",") == 4
