"""One issue of forty cases, one order, three agencies: one gives back, one is late, all is done."""

import io
import json
from collections.abc import Iterator

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, findings, sign_in
from tests.browser.test_sinkhole import forward_at_once, issue_paper
from tests.hotline import Hotline, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_OFFICE = f"""
import json
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.access.models import Agency
from langnghe.register.models import Ward
from langnghe.triage.models import Issue, IssueCase
from tests.browser.voices import case_of_a_call
at = timezone.now()
wards = list(Ward.objects.order_by("code")[:3])
first, second = (Agency.objects.get(code=f"UBND-{{ward.code}}") for ward in wards[:2])
people = dict()
for name, full, role, agency in (
    ("lan", "Nguyễn Thị Lan (mẫu)", "shift_leader", None),
    ("son", "Ngô Thái Sơn (mẫu)", "specialist", None),
    ("hoa", "Phạm Thu Hoa (mẫu)", "office_leader", None),
    ("kha", "Đỗ Văn Kha (mẫu)", "agency_clerk", Agency.objects.get(code="SXD")),
    ("nhat", "Lý Thị Nhất (mẫu)", "agency_clerk", first),
    ("nhi", "Vũ Văn Nhị (mẫu)", "agency_clerk", second),
):
    people[name] = add_officer(Person(username=name, full_name=full, agency=agency),
                               roles=[role], password={PASSWORD!r}, at=at)
issue = Issue.objects.create(code="NV-26-900002", name="Sụt lún sau khi chôn cáp",
                             state="living", proposed_at=at, last_case_at=at)
for number in range(40):
    case = case_of_a_call(
        f"forty-{{number}}", said="Mặt đường lún nơi vừa chôn cáp, xe máy ngã.",
        title=f"Lún mặt đường, điểm {{number}}", ward_id=wards[(0, 0, 1, 2)[number % 4]].pk,
        by=people["son"], at=at)
    IssueCase.objects.create(issue=issue, case=case, state="in", added_at=at)
print(json.dumps([first.name, second.name]))
"""
_LATER = """
from datetime import timedelta
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from langnghe.deadlines.actions.breach import see_missed
from langnghe.deadlines.actions.remind import remind
from langnghe.deadlines.models import Obligation
from langnghe.direction.models import Assignment, Directive
from langnghe.direction.states import LIVING
from langnghe.register.models import Case
now = timezone.now()
with transaction.atomic():
    order = Directive.objects.get()
    ago = order.due_at - now + timedelta(hours=1)
    late = Assignment.objects.filter(directive=order, state__in=LIVING)
    keys = [f"assignment:{pk}" for pk in late.values_list("pk", flat=True)]
    past = {name: F(name) - ago for name in ("from_at", "due_at")}
    Obligation.objects.filter(key__in=keys).update(**past)
    Case.objects.filter(assignments__in=late).update(due_at=F("due_at") - ago)
    late.update(sent_at=F("sent_at") - ago, due_at=F("due_at") - ago)
    Directive.objects.update(due_at=F("due_at") - ago)
see_missed(at=now)
for days in range(1, 9):
    remind(at=now + timedelta(days=days))
"""
"""The days of the order pass: what is not reported is due an hour ago, and a week goes by."""
_CHOOSE = """(box, name) => {
    box.value = Array.from(box.options).find((each) => each.text.trim() === name).value;
    box.dispatchEvent(new Event("change", { bubbles: true }));
}"""
RESULT = "Đã rào chắn và hoàn trả mặt đường."


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hotline, list[str]]]:
    """Run a hotline of its own: forty cases of a day, and late ones, would call in other walks."""
    running = Hotline(tmp_path_factory.mktemp("forty"))
    running.start()
    yield running, json.loads(running.python(_OFFICE).splitlines()[-1])
    running.stop()


def test_forty_cases_follow_one_order(
    office: tuple[Hotline, list[str]], browser: Browser, troubles: list[str]
) -> None:
    hotline, helping = office
    leader, specialist, shift, lead, first, second = (
        sign_in(browser, hotline, name, troubles)
        for name in ("hoa", "son", "lan", "kha", "nhat", "nhi")
    )
    second.set_viewport_size({"width": 390, "height": 844})
    order = give(leader, hotline, helping)
    for clerk, cases in ((lead, 10), (first, 20), (second, 10)):
        see_one_order(clerk, hotline, order, cases)
    give_one_back(second, hotline)
    forward_again(specialist, hotline)
    report_all(lead, hotline, 11)
    report_all(second, hotline, 9)
    hotline.python(_LATER)
    the_late_one_is_escalated(shift, leader, hotline, order)
    report_for_the_whole(first, hotline, order)
    finish(leader, hotline, order)
    put_it_on_paper(specialist, hotline, order, helping)
    assert troubles == []


def give(leader: Page, hotline: Hotline, helping: list[str]) -> str:
    """Order the same of all cases, once; return the code of the order."""
    leader.goto(f"{hotline.url}/issues/NV-26-900002")
    leader.keyboard.press("o")
    leader.wait_for_url("**/order/new")
    leader.get_by_label("Nội dung chỉ đạo").fill("Rào chắn, đầm lại nền và hoàn trả mặt đường.")
    lead = leader.locator("select[name=agency]")
    for agency in (helping[0], "Sở Xây dựng"):
        lead.evaluate(_CHOOSE, agency)
        expect(leader.get_by_role("checkbox", name=agency)).to_have_count(0)
    for agency in helping:
        leader.get_by_role("checkbox", name=agency).check()
    assert findings(leader) == []
    leader.get_by_role("button", name="Ban hành chỉ đạo").click()
    leader.wait_for_url("**/orders/CD-*")
    until(lambda: hotline.count("direction_assignment") == 40, "every case is handed over")
    leader.reload()
    table = leader.locator(".order-table")
    for agency, cases in (("Sở Xây dựng", 10), (helping[0], 20), (helping[1], 10)):
        expect(table.get_by_role("row", name=agency).get_by_role("cell").nth(1)).to_have_text(
            str(cases)
        )
    assert findings(leader) == []
    return leader.url.rsplit("/", 1)[1]


def see_one_order(clerk: Page, hotline: Hotline, order: str, cases: int) -> None:
    """An agency sees one order with the list of its own cases, not forty orders."""
    clerk.goto(f"{hotline.url}/orders")
    expect(clerk.locator(".order-row")).to_have_count(1)
    clerk.locator(".order-row", has_text=order).get_by_role("link").click()
    clerk.wait_for_url(f"**/orders/{order}")
    expect(clerk.locator(".order-text")).to_contain_text("đầm lại nền")
    expect(clerk.locator(".order-row")).to_have_count(cases)
    assert findings(clerk) == []


def give_one_back(clerk: Page, hotline: Hotline) -> None:
    """An agency gives one case back and says why."""
    clerk.goto(f"{hotline.url}/agency")
    assert findings(clerk) == []
    clerk.locator(".ag-link").first.click()
    clerk.wait_for_url("**/agency/*")
    clerk.keyboard.press("t")
    clerk.wait_for_url("**/return")
    clerk.get_by_label("Vì sao không thuộc thẩm quyền").fill("Đoạn này do Sở quản lý.")
    assert findings(clerk) == []
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url("**/agency")
    expect(clerk.locator(".message").first).to_contain_text("Đã trả lại")
    assert hotline.count("direction_assignment WHERE state = 'returned'") == 1


def forward_again(specialist: Page, hotline: Hotline) -> None:
    """The specialist hands what came back to the right agency; the order goes with it."""
    ((code, case),) = hotline.query(
        "SELECT s.code, c.code FROM direction_assignment AS a "
        "JOIN register_case AS c ON c.id = a.case_id "
        "JOIN register_item AS i ON i.case_id = a.case_id "
        "JOIN register_submission AS s ON s.id = i.submission_id WHERE a.state = 'returned'"
    )
    specialist.goto(f"{hotline.url}/cases/{case}")
    expect(specialist.locator("main")).to_contain_text("Đoạn này do Sở quản lý.")
    assert findings(specialist) == []
    forward_at_once(specialist, hotline, code)
    tied = "direction_assignment WHERE state = 'sent' AND directive_id IS NOT NULL"
    assert hotline.count(tied) == 40


def report_all(clerk: Page, hotline: Hotline, cases: int) -> None:
    """An agency with many cases reports one result for all of them."""
    clerk.goto(f"{hotline.url}/agency")
    boxes = clerk.locator("input[name=chosen]")
    expect(boxes).to_have_count(cases)
    for box in boxes.all():
        box.check()
    clerk.get_by_role("button", name="Một kết quả chung").click()
    clerk.wait_for_url("**/several")
    expect(clerk.locator("h1")).to_contain_text(str(cases))
    clerk.get_by_label("Kết quả").fill(RESULT)
    assert findings(clerk) == []
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url("**/agency/results/*")
    told = clerk.locator("#joint-progress")
    expect(told).to_contain_text(f"Đã ghi {cases}/{cases}", timeout=60_000)
    assert findings(clerk) == []
    clerk.goto(f"{hotline.url}/agency?box=waiting")
    expect(clerk.locator(".ag-link")).to_have_count(cases)


def the_late_one_is_escalated(shift: Page, leader: Page, hotline: Hotline, order: str) -> None:
    """What is late calls by itself: an alarm on the shift leader's screen, and up the line."""
    alarm = shift.locator("#alarms .alarm")
    expect(alarm).to_contain_text("20", timeout=60_000)
    assert findings(shift) == []
    shift.keyboard.press("y")
    expect(alarm).to_have_count(0)
    told = hotline.query(
        "SELECT o.username, r.step, count(*) FROM deadlines_reminder AS r "
        "JOIN deadlines_obligation AS b ON b.id = r.obligation_id AND b.code = 'ASSIGNMENT' "
        "JOIN access_officer AS o ON o.id = r.officer_id OR o.agency_id = r.agency_id "
        "GROUP BY o.username, r.step ORDER BY r.step, o.username"
    )
    assert told == [
        ("lan", "T+1", 20), ("nhat", "T+1", 20),
        ("hoa", "T+3", 20), ("lan", "T+3", 20), ("nhat", "T+3", 20),
    ]  # fmt: skip
    leader.goto(f"{hotline.url}/orders")
    expect(leader.locator(".order-row", has_text=order)).to_contain_text("20 quá hạn")
    assert findings(leader) == []
    leader.goto(f"{hotline.url}/orders/{order}")
    expect(leader.locator("#done-title")).to_contain_text("xong 20/40")
    expect(leader.locator("#done-title")).to_contain_text("20 quá hạn")
    assert findings(leader) == []


def report_for_the_whole(clerk: Page, hotline: Hotline, order: str) -> None:
    """The late agency reports once; that is the result of each of its cases."""
    clerk.goto(f"{hotline.url}/orders/{order}")
    report = clerk.locator("#report")
    report.get_by_label("Đã làm gì").fill("Đã làm xong cả hai mươi điểm.")
    report.get_by_role("checkbox").check()
    assert findings(clerk) == []
    report.get_by_role("button", name="Lưu báo cáo").click()
    expect(clerk.locator(".message").first).to_be_visible(timeout=20_000)
    until(
        lambda: hotline.count("direction_directive WHERE state = 'reported'") == 1,
        "all was reported",
    )


def finish(leader: Page, hotline: Hotline, order: str) -> None:
    """The leader, on the page that followed by itself, says that the order is carried out."""
    expect(leader.locator("#done-title")).to_contain_text("xong 40/40", timeout=20_000)
    expect(leader.locator("[data-key=a]")).to_be_visible()
    leader.keyboard.press("a")
    expect(leader.locator(".message").first).to_be_visible(timeout=20_000)
    assert hotline.count("direction_directive WHERE state = 'done'") == 1
    assert hotline.count("register_case WHERE status = 'resulted'") == 40
    assert findings(leader) == []
    leader.goto(f"{hotline.url}/orders")
    expect(leader.locator(".order-row", has_text=order)).to_have_count(1)
    expect(leader.locator(".order-row strong")).to_have_count(0)


def put_it_on_paper(specialist: Page, hotline: Hotline, order: str, helping: list[str]) -> None:
    """The order as a paper, with the list of its forty cases, opened and looked at."""
    specialist.goto(f"{hotline.url}/orders/{order}")
    specialist.get_by_role("button", name="Soạn văn bản giấy").click()
    issue_paper(specialist, order)
    written = docx.Document(
        io.BytesIO(specialist.request.get(f"{specialist.url}/file/docx").body())
    )
    said = "\n".join(each.text for each in written.paragraphs)
    assert "đầm lại nền" in said
    assert helping[0] in said
    listed = [row.cells[1].text for table in written.tables for row in table.rows]
    cases = {code for (code,) in hotline.query("SELECT code FROM register_case")}
    assert len(cases & set(listed)) == 40
