"""An agency without an account answers an order once: by its mail, or on the mail's page."""

import pytest
from django.test import Client

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction.actions import directives
from langnghe.direction.models import Assignment, Directive
from langnghe.direction.orders import Order
from langnghe.intake.actions.write_agencies import write_dispatch
from langnghe.intake.models import AgencyMail, Dispatch
from langnghe.register.states import ContactState
from tests import cast
from tests.direction.test_directives import case_of, issue_of
from tests.intake.test_agency_mail import OWN, agency, answer
from tests.web.test_agency_pages import code_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader() -> Officer:
    return cast.officer(RoleCode.OFFICE_LEADER)


def ordered(leader: Officer, *, cases: int = 3) -> Directive:
    """Let an order hold for some cases of an issue."""
    words = Order(text="Dọn rác", agency_id=agency().pk, due_at=cast.later(days=5))
    issue = issue_of(leader, *(case_of(leader) for _each in range(cases)))
    return directives.order_at_once(words, issue_id=issue.pk, by=leader, at=cast.later(10))


def mailed(*, minutes: float = 11) -> Dispatch:
    dispatch = write_dispatch(agency().pk, at=cast.later(minutes))
    assert dispatch is not None
    return dispatch


def results(order: Directive) -> set[tuple[str, str]]:
    return set(Assignment.objects.filter(directive=order).values_list("state", "result"))


def test_one_mail_is_the_result_of_every_case_under_the_order(leader: Officer) -> None:
    order = ordered(leader)
    dispatch = mailed()
    assert dispatch.outgoing is not None
    assert f"Ý kiến chỉ đạo {order.code} áp dụng" in dispatch.outgoing.text
    contact = answer(dispatch, "BÁO CÁO CHUNG: Đã dọn cả ba nơi.", files=("sau.png",))
    assert contact.state == ContactState.OF_AGENCY
    assert results(order) == {("resulted", "Đã dọn cả ba nơi.")}
    report = order.reports.get()
    assert (report.reported_by, report.reported_from, report.is_final) == (None, OWN, True)
    assert report.files.get().name == "sau.png"
    order.refresh_from_db()
    assert order.state == "reported"
    assert "3 vụ việc" in AgencyMail.objects.get(contact=contact).understood


def test_of_two_orders_the_one_that_is_named(leader: Officer) -> None:
    first = ordered(leader)
    case = case_of(leader)
    words = Order(text="Rào lại", agency_id=agency().pk, due_at=cast.later(days=5))
    second = directives.order_at_once(words, case_id=case.pk, by=leader, at=cast.later(10))
    dispatch = mailed()
    unclear = answer(dispatch, "Báo cáo chung: xong")
    assert unclear.state != ContactState.OF_AGENCY
    assert results(first) == results(second) == {("sent", "")}
    answer(dispatch, f"{second.code}: Báo cáo chung: đã rào")
    assert results(second) == {("resulted", "đã rào")}
    assert results(first) == {("sent", "")}


def test_strangers_report_nothing(leader: Officer) -> None:
    order = ordered(leader)
    answer(mailed(), "BÁO CÁO CHUNG: xong", sender="ai.do@example.com")
    assert results(order) == {("sent", "")}


def test_the_page_of_the_mail_takes_it_once(leader: Officer) -> None:
    order = ordered(leader)
    dispatch = mailed()
    base, browser = f"/a/{dispatch.token}", Client()
    assert order.text not in browser.get(f"{base}/order/{order.code}").content.decode()
    browser.post(f"{base}/send")
    browser.post(f"{base}/check", {"code": code_of(dispatch)})
    assert f"{base}/order/{order.code}" in browser.get(base).content.decode()
    page = browser.get(f"{base}/order/{order.code}")
    assert (page.status_code, "còn 3 vụ việc" in page.content.decode()) == (200, True)
    assert browser.post(f"{base}/order/{order.code}", {"text": ""}).status_code == 422
    told = {"text": "Đã dọn", "is_final": "on"}
    assert browser.post(f"{base}/order/{order.code}", told).status_code == 302
    assert results(order) == {("resulted", "Đã dọn")}
    assert browser.get(f"{base}/order/CD-26-999999").status_code == 404
