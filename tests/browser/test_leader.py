"""A leader decides on a telephone; an order on an issue reaches what joins it later."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, findings, sign_in
from tests.hotline import Hotline, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_OFFICE = """
import json
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.register.models import Ward
from langnghe.triage.models import Issue, IssueCase
from tests.browser.voices import case_of_a_call
at = timezone.now()
people = dict()
for name, full, role in (("son", "Ngô Thái Sơn (mẫu)", "specialist"),
                         ("hoa", "Phạm Thu Hoa (mẫu)", "office_leader")):
    people[name] = add_officer(
        Person(username=name, full_name=full), roles=[role], password={password!r}, at=at)
cases = []
for number in range(4):
    cases.append(case_of_a_call(
        f"walk-{{number}}", said="Mặt đường phố Hoa Sữa sụt một hố sâu, xe máy ngã.",
        title=f"Sụt lún phố Hoa Sữa, đoạn {{number}}", ward_id=Ward.objects.order_by("pk")[0].pk,
        by=people["son"], at=at))
issue = Issue.objects.create(
    code="NV-26-900001", name="Sụt lún mặt đường", state="living", proposed_at=at, last_case_at=at)
IssueCase.objects.bulk_create(
    IssueCase(issue=issue, case=case, state="in", added_at=at) for case in cases[1:3])
print(json.dumps([case.code for case in cases]))
"""
_JOIN = """
from django.utils import timezone
from langnghe.access.models import Officer
from langnghe.triage.actions.issues import add_case
from langnghe.triage.models import Issue
add_case(Issue.objects.get(code="NV-26-900001").pk, case_code={code!r},
         by=Officer.objects.get(username="son"), at=timezone.now())
"""


@pytest.fixture(scope="module")
def cases(hotline: Hotline) -> list[str]:
    found = json.loads(hotline.python(_OFFICE.format(password=PASSWORD)).splitlines()[-1])
    assert isinstance(found, list)
    return found


def on_telephone(browser: Browser, hotline: Hotline, name: str, troubles: list[str]) -> Page:
    page = sign_in(browser, hotline, name, troubles)
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_a_specialist_writes_and_a_leader_approves_with_one_thumb(
    hotline: Hotline, browser: Browser, troubles: list[str], cases: list[str]
) -> None:
    phone = on_telephone(browser, hotline, "hoa", troubles)
    phone.goto(f"{hotline.url}/leader")
    expect(phone.locator(".empty")).to_be_visible()
    desk = sign_in(browser, hotline, "son", troubles)
    desk.goto(f"{hotline.url}/cases/{cases[0]}")
    desk.keyboard.press("p")
    desk.wait_for_url("**/memos/PT-*")
    assert findings(desk) == []
    desk.keyboard.press("s")
    expect(desk.locator(".message")).to_contain_text("Đã trình")

    card = phone.locator(".memo-card")
    expect(card).to_contain_text("Sụt lún phố Hoa Sữa, đoạn 0", timeout=20_000)
    button = card.get_by_role("button", name="Duyệt")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] < 844, "approved without scrolling"
    assert findings(phone) == []
    what_is_begun_stays(phone, desk, f"{hotline.url}/cases/{cases[2]}")
    button.click()
    expect(phone.locator(".message")).to_contain_text("Đã duyệt")
    until(lambda: hotline.count("direction_assignment") == 1, "the case is with its agency")
    assert troubles == []


def what_is_begun_stays(phone: Page, desk: Page, case: str) -> None:
    """While a leader types, another memo comes: the list follows, the words stay."""
    card = phone.locator(".memo-card")
    card.locator("summary", has_text="Hỏi").click()
    asked = card.get_by_label("Đồng chí muốn hỏi gì")
    asked.fill("Đã rào chắn chưa?")
    desk.goto(case)
    desk.keyboard.press("p")
    desk.wait_for_url("**/memos/PT-*")
    desk.keyboard.press("s")
    expect(desk.locator(".message")).to_contain_text("Đã trình")
    expect(phone.locator(".leader-list")).to_contain_text("đoạn 2", timeout=20_000)
    expect(asked).to_have_value("Đã rào chắn chưa?")
    change = card.locator("summary", has_text="Đổi")
    change.click()
    expect(card.get_by_role("combobox", name="Cơ quan chủ trì")).to_be_visible()
    change.click()


def test_one_order_for_an_issue_holds_for_what_joins_later(
    hotline: Hotline, browser: Browser, troubles: list[str], cases: list[str]
) -> None:
    page = sign_in(browser, hotline, "hoa", troubles)
    page.goto(f"{hotline.url}/issues/NV-26-900001")
    page.keyboard.press("o")
    page.wait_for_url("**/order/new")
    page.get_by_label("Nội dung chỉ đạo").fill("Rào chắn và hoàn trả mặt đường trong tuần.")
    assert findings(page) == []
    page.get_by_role("button", name="Ban hành chỉ đạo").click()
    page.wait_for_url("**/orders/CD-*")
    expect(page.locator(".order-rows")).to_contain_text(cases[1])
    expect(page.locator(".order-rows")).not_to_contain_text(cases[3])
    hotline.python(_JOIN.format(code=cases[3]))
    expect(page.locator(".order-rows")).to_contain_text(cases[3], timeout=20_000)
    assert findings(page) == []
    assert troubles == []
