"""One sink-hole, seven voices, five people: from the alarm to seven answers."""

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, findings, sign_in
from tests.hotline import Hotline, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_OFFICE = f"""
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.access.models import Agency
for name, full, role, agency in (
    ("binh", "Trần Văn Bình (mẫu)", "duty_officer", None),
    ("lan", "Nguyễn Thị Lan (mẫu)", "shift_leader", None),
    ("son", "Ngô Thái Sơn (mẫu)", "specialist", None),
    ("hoa", "Phạm Thu Hoa (mẫu)", "office_leader", None),
    ("kha", "Đỗ Văn Kha (mẫu)", "agency_clerk", "SXD"),
):
    person = Person(username=name, full_name=full,
                    agency=agency and Agency.objects.get(code=agency))
    add_officer(person, roles=[role], password={PASSWORD!r}, at=timezone.now())
"""
FIRST = (
    "Mặt đường phố Hoa Sữa, phường Ba Đình vừa sụt một hố sâu 4 m, một xe máy rơi xuống, "
    "người đang kẹt dưới hố, nước ngập dần, nguy hiểm tính mạng, xin cứu gấp!"
)
MAILS = (
    "Hố sụt ở phố Hoa Sữa, phường Ba Đình rộng thêm, xe máy rơi xuống, chưa có rào chắn.",
    "Tôi ở phố Hoa Sữa, phường Ba Đình: đường sụt hố sâu, có người rơi xuống, mất điện cả ngõ.",
    "Đường phố Hoa Sữa phường Ba Đình sụt lún, hố to giữa đường, xe máy ngã, xin rào lại ngay.",
)
CALLS = (
    "Phố Hoa Sữa, phường Ba Đình có hố sụt to lắm, xe máy rơi xuống rồi, chưa ai rào.",
    "Đường Hoa Sữa phường Ba Đình sụt hố sâu, người ta đang kéo người lên, xin rào chắn.",
    "Hố sụt giữa phố Hoa Sữa, phường Ba Đình, mặt đường vẫn lở tiếp, xe máy ngã.",
)
RESULT = "Đã cứu người, rào chắn, lấp hố và hoàn trả mặt đường lúc 5 giờ."


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    running = Hotline(tmp_path_factory.mktemp("sinkhole"))
    running.start()
    running.python(_OFFICE)
    yield running
    running.stop()


def test_one_sinkhole_from_the_alarm_to_seven_answers(
    office: Hotline, browser: Browser, troubles: list[str], tmp_path: Path
) -> None:
    duty, shift, specialist, leader, clerk = (
        sign_in(browser, office, name, troubles) for name in ("binh", "lan", "son", "hoa", "kha")
    )
    for page in (leader, clerk):
        page.set_viewport_size({"width": 390, "height": 844})
    code = the_alarm_is_heard(office, shift)
    case = put_into_the_book(duty, code, office)
    for number, words in enumerate(MAILS):
        join_by_mail(duty, office, words, f"citizen{number}@example.com")
    for number, words in enumerate(CALLS):
        join_by_call(duty, office, words, f"0900 000 08{number}")
    assert office.count("register_item") == 7
    assert office.count("register_case") == 1
    forward_at_once(duty, office, code)
    approve_afterwards(leader, office)
    write_letter(specialist, office, case, "Phiếu chuyển")
    report(clerk, office, tmp_path / "da rao chan.png")
    answer_all(specialist, office, case)
    tell_by_telephone(duty, office)
    assert office.count("register_submission WHERE status = 'answered'") == 7
    assert troubles == []


def the_alarm_is_heard(office: Hotline, shift: Page) -> str:
    """Let the first citizen write; the shift leader takes the alarm with one key."""
    office.send("Sụt đường, có người rơi xuống hố", FIRST, sender="first@example.com")
    expect(shift.locator("#alarms .alarm")).to_contain_text("Nguy hiểm", timeout=60_000)
    assert findings(shift) == []
    shift.keyboard.press("y")
    expect(shift.locator("#alarms .alarm")).to_have_count(0)
    assert office.count("duty_alarm WHERE state = 'acknowledged'") == 1
    return str(office.query("SELECT code FROM register_submission")[0][0])


def put_into_the_book(duty: Page, code: str, office: Hotline) -> str:
    """Take over what is suggested, by two keys; return the code of the case."""
    duty.goto(f"{office.url}/submissions/{code}")
    duty.keyboard.press("x")
    duty.keyboard.press("Control+Enter")
    expect(duty.locator(".chip-status").first).to_contain_text("Đã vào sổ")
    urgency = office.query("SELECT urgency, code FROM register_case")
    assert urgency[0][0] == "K3"
    return str(urgency[0][1])


def join_by_mail(duty: Page, office: Hotline, words: str, sender: str) -> None:
    """A further citizen writes; the officer joins the voice to the case with two keys."""
    before = office.count("register_submission")
    office.send("Hố sụt phố Hoa Sữa", words, sender=sender)
    until(lambda: office.count("register_submission") == before + 1, "it is placed")
    found = office.query("SELECT code FROM register_submission ORDER BY id DESC LIMIT 1")
    code = str(found[0][0])
    until(
        lambda: office.count(
            f"triage_suggestion AS t JOIN register_submission AS s ON s.id = t.submission_id "
            f"WHERE s.code = '{code}'"
        ),
        "it is understood",
    )
    duty.goto(f"{office.url}/submissions/{code}")
    expect(duty.locator(".alike-one").first).to_be_visible()
    duty.keyboard.press("g")
    duty.keyboard.press("1")
    expect(duty.locator(".chip-status").first).not_to_contain_text("Mới")


def join_by_call(duty: Page, office: Hotline, words: str, number: str) -> None:
    """A citizen calls; while they speak, the form shows the case, and one key joins it."""
    duty.goto(f"{office.url}/calls/new?key={number.replace(' ', '')}")
    duty.get_by_label("Người gọi nói").fill(words)
    duty.locator("input[name=phone]").fill(number)
    joins = duty.locator(".understood-cases").get_by_role("button", name="Ghép").first
    expect(joins).to_be_visible(timeout=60_000)
    joins.click()
    duty.keyboard.press("F4")
    duty.keyboard.press("Control+Enter")
    duty.wait_for_url("**/calls/filed/*")


def forward_at_once(page: Page, office: Hotline, code: str) -> None:
    """Hand the case of a voice to the construction department; danger goes before approval."""
    page.goto(f"{office.url}/submissions/{code}")
    forward = page.locator("#forward").first
    if forward.get_attribute("open") is None:
        forward.locator("summary").click()
    forward.locator("select[name=agency]").evaluate("(box) => { box.value = 'SXD'; }")
    forward.get_by_role("button", name="Chuyển").click()
    expect(page.locator(".assignment", has_text="Sở Xây dựng").first).to_be_visible()


def approve_afterwards(leader: Page, office: Hotline) -> None:
    """On the telephone the leader reads what went first, and approves it with one thumb."""
    leader.goto(f"{office.url}/leader")
    card = leader.locator(".memo-card")
    expect(card).to_contain_text("duyệt sau", ignore_case=True, timeout=60_000)
    assert findings(leader) == []
    card.get_by_role("button", name="Duyệt").first.click()
    expect(leader.locator(".message")).to_contain_text("Đã duyệt")


def write_letter(specialist: Page, office: Hotline, case: str, kind: str) -> None:
    """Draft a paper, look at its pages, issue it; then open both files and look into them."""
    specialist.goto(f"{office.url}/cases/{case}")
    box = specialist.locator("#letters")
    box.locator("summary").click()
    box.locator("select[name=kind]").select_option(label=kind)
    box.get_by_role("button", name="Soạn dự thảo").click()
    issue_paper(specialist, kind)


def issue_paper(specialist: Page, kind: str) -> None:
    """Look at the pages of a draft, issue it, look into both files."""
    specialist.wait_for_url("**/letters/*")
    expect(specialist.locator(".sheet").first).to_be_visible()
    assert findings(specialist) == []
    specialist.keyboard.press("p")
    expect(specialist.locator(".chips").first).to_contain_text("Đã phát hành")
    look_at(specialist, kind)


def look_at(specialist: Page, kind: str) -> None:
    """Open the PDF and the Word file of a letter: official head, words, nobody who spoke."""
    address = specialist.url
    pdf = pypdfium2.PdfDocument(specialist.request.get(f"{address}/file/pdf").body())
    words = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    ink = pdf[0].render(scale=0.5).to_pil().convert("L").getextrema()
    written = docx.Document(io.BytesIO(specialist.request.get(f"{address}/file/docx").body()))
    said = "\n".join(each.text for each in written.paragraphs)
    assert ink[0] < 60 < 200 < ink[1], kind
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words, kind
    for told in ("0900", "@example.com", "Nguyễn Văn Mẫu"):
        assert told not in words + said, (kind, told)


def report(clerk: Page, office: Hotline, photo: Path) -> None:
    """The agency's clerk accepts on a telephone and reports the result with a photograph."""
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    clerk.goto(f"{office.url}/agency")
    clerk.locator(".ag-link").first.click()
    expect(clerk.locator("main")).not_to_contain_text("@example.com")
    assert findings(clerk) == []
    clerk.keyboard.press("a")
    clerk.get_by_label("Điện thoại").fill("0900 000 070")
    clerk.keyboard.press("Control+Enter")
    expect(clerk.locator(".message")).to_contain_text("Đã tiếp nhận")
    clerk.goto(f"{office.url}/agency?box=all")
    clerk.locator(".ag-link").first.click()
    clerk.wait_for_url("**/agency/*")
    clerk.keyboard.press("k")
    clerk.get_by_label("Kết quả").fill(RESULT)
    clerk.locator("input[type=file]").set_input_files(photo)
    clerk.keyboard.press("Control+Enter")
    expect(clerk.locator(".message").first).to_be_visible()
    clerk.goto(f"{office.url}/agency?box=waiting")
    clerk.locator(".ag-link").first.click()
    expect(clerk.locator("main")).to_contain_text(RESULT)
    assert findings(clerk) == []


def answer_all(specialist: Page, office: Hotline, case: str) -> None:
    """One text for all, each letter looked at; mails go, who has only a number is called."""
    specialist.goto(f"{office.url}/cases/{case}")
    specialist.keyboard.press("a")
    specialist.wait_for_url("**/answers/*")
    expect(specialist.locator("h1")).to_contain_text("7")
    specialist.keyboard.press("j")
    letter = specialist.locator("#letter").frame_locator("iframe")
    expect(letter.locator("body")).to_contain_text(RESULT)
    assert findings(specialist) == []
    specialist.get_by_role("button", name="Lưu và gửi").click()
    until(lambda: office.count("reply_outgoing WHERE purpose = 'answer'") == 4, "mails go")
    until(lambda: office.count("reply_telling") == 3, "who called is to be called")


def tell_by_telephone(duty: Page, office: Hotline) -> None:
    """The duty officer reads the answer to each caller and notes what they think of it."""
    for score in ("5", "4", "5"):
        duty.goto(f"{office.url}/tellings")  # in the night nobody is due, and no next one comes
        duty.locator(".row-link").first.click()
        duty.wait_for_url("**/tellings/*")
        expect(duty.locator(".telling-words")).to_contain_text(RESULT)
        duty.get_by_label("Đã gặp và trả lời").check()
        duty.get_by_label("hài lòng").select_option(score)
        duty.keyboard.press("Control+Enter")
        expect(duty.locator(".message").first).to_be_visible()
    assert office.count("reply_satisfaction") == 3
