"""The first day of the office, walked in a browser from arrival to answer."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import findings, sign_in
from tests.hotline import ADDRESS, Hotline, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def register(page: Page, title: str, topic: str, ward: str) -> None:
    """Put the open submission into the book, by keyboard."""
    page.keyboard.press("x")
    form = page.locator("#register form").first
    form.get_by_label("Sự việc").first.fill(title)
    for label, typed in (("Lĩnh vực", topic), ("Phường, xã", ward)):
        field = form.get_by_label(label).first
        field.click()
        field.press_sequentially(typed)
        expect(page.get_by_role("option").first).to_be_visible()
        field.press("ArrowDown")
        field.press("Enter")
    form.get_by_label("Mức độ khẩn").first.select_option("K2")
    page.keyboard.press("Control+Enter")


def test_from_a_mail_to_its_answer(
    hotline: Hotline, browser: Browser, troubles: list[str], tmp_path: Path
) -> None:
    page = sign_in(browser, hotline, "lan", troubles)
    expect(page.locator("ln-lamp")).to_have_attribute("data-state", "live")
    message_id, code = arrive(page, hotline)
    put_into_the_book(page)
    hand_to_an_agency(page, tmp_path / "sau khi dọn.png")
    answer(page)
    page.goto(f"{hotline.url}/sent")
    expect(page.locator(".row").first).to_contain_text(code)
    page.goto(f"{hotline.url}/submissions/{code}")
    page.locator("#close").get_by_role("button", name="Kết thúc").click()
    expect(page.locator(".chip-status").first).to_contain_text("Kết thúc")

    # The citizen writes again; an officer decides to reopen.
    hotline.send(f"Re: [{code}]", "Vẫn còn rác!", In_Reply_To=message_id)
    page.goto(f"{hotline.url}/")
    expect(page.locator(".row", has_text=code)).to_be_visible(timeout=8000)
    page.goto(f"{hotline.url}/submissions/{code}")
    page.locator("#reopen").get_by_label("Lý do").fill("Chưa dọn hết.")
    page.locator("#reopen").get_by_role("button", name="Mở lại").click()
    expect(page.locator(".chip-status").first).to_contain_text("Đã vào sổ")
    expect(page.locator("#timeline")).to_contain_text("Chưa dọn hết.")
    assert troubles == []


def arrive(page: Page, hotline: Hotline) -> tuple[str, str]:
    """Let a mail arrive on the open desk and open it; return its id and its code."""
    subject = "Rác thải ở phố Hoa Sữa"
    message_id = hotline.send(subject, "Rác chất đống trước số 12. <b>Rất hôi!</b>\n\n-- \nMẫu")
    expect(page.locator(".row", has_text="Rác chất đống")).to_be_visible(timeout=5000)
    for _each in range(page.locator(".row").count()):  # the newest of its level stands last
        page.keyboard.press("j")
    expect(page.locator("#preview")).to_contain_text("Rất hôi")  # marks may stand between
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(subject)
    code = page.locator(".subject-line .code").inner_text()
    letters = f"reply_outgoing WHERE to_address = 'mau@example.com' AND subject LIKE '%{code}%'"
    until(lambda: hotline.count(letters) == 1, "one acknowledgement")
    return message_id, code


def put_into_the_book(page: Page) -> None:
    """Register by keyboard, with an internal note."""
    register(page, "Rác thải ở phố Hoa Sữa", "rac thai", "ba dinh")
    expect(page.locator(".chip-status").first).to_contain_text("Đã vào sổ")
    page.get_by_label("Ghi chú nội bộ").fill("Đã hỏi lại tổ dân phố.")
    page.get_by_role("button", name="Ghi chú").click()
    expect(page.locator("#timeline")).to_contain_text("Đã hỏi lại tổ dân phố.")
    assert findings(page) == []


def hand_to_an_agency(page: Page, photo: Path) -> None:
    """Forward the case, then record the result with evidence."""
    forward = page.locator("#forward")
    if forward.get_attribute("open") is None:
        forward.locator("summary").click()
    agency = forward.get_by_role("combobox", name="Cơ quan")
    agency.click()
    agency.fill("")
    agency.press_sequentially("ubnd phuong ba dinh")
    expect(page.get_by_role("option").first).to_be_visible()
    agency.press("ArrowDown")
    agency.press("Enter")
    forward.get_by_role("button", name="Chuyển").click()
    expect(page.locator(".assignment")).to_contain_text("UBND phường Ba Đình")
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    result = page.locator("#result")
    result.locator("summary").click()
    result.get_by_label("Kết quả").fill("Đã dọn sạch lúc 9 giờ.")
    result.locator("input[type=file]").set_input_files(photo)
    result.locator("input[type=file]").press("Control+Enter")  # where the officer's hand is then
    expect(page.locator(".assignment")).to_contain_text(photo.name)


def answer(page: Page) -> None:
    """Answer from a template, seen as the citizen will see it."""
    page.keyboard.press("a")
    expect(page.get_by_label("Nội dung thư")).to_have_value(re.compile("Đã dọn sạch lúc 9 giờ"))
    letter = page.frame_locator("iframe[name=letter]")
    expect(letter.locator("body")).to_contain_text("Đã dọn sạch lúc 9 giờ")
    assert findings(page) == []
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".chip-status").first).to_contain_text("Đã trả lời")


def test_a_call_never_loses_a_keystroke(
    hotline: Hotline, browser: Browser, troubles: list[str]
) -> None:
    page = sign_in(browser, hotline, "binh", troubles)
    page.keyboard.press("n")
    page.wait_for_url("**/calls/new?key=*")
    said = page.get_by_label("Người gọi nói")
    expect(said).to_be_focused()
    said.press_sequentially("Ống nước vỡ ở phố Hoa Sữa")
    page.locator("input[name=phone]").fill("0900 000 077")
    expect(page.locator("[data-draft-state]")).to_contain_text("đã lưu nháp")
    address = page.url

    # The server dies while the officer types; then the browser dies, too.
    hotline.kill("web")
    said.press_sequentially(", nước chảy mạnh")
    page.wait_for_timeout(600)
    until(hotline.is_ready, "pages are back")
    page.close()
    again = page.context.new_page()
    again.goto(address)
    expect(again.get_by_label("Người gọi nói")).to_have_value(
        "Ống nước vỡ ở phố Hoa Sữa, nước chảy mạnh"
    )
    expect(again.locator("input[name=phone]")).to_have_value("0900 000 077")
    assert findings(again) == []
    again.keyboard.press("Control+Enter")
    again.wait_for_url("**/calls/filed/*")
    code = again.url.rsplit("/", 1)[1]
    expect(again.locator("h1")).to_contain_text(code)
    assert findings(again) == []

    # The same number again: who it is, what was said before.
    again.goto(f"{hotline.url}/calls/new?number=0900.000.077")
    expect(again.locator("#caller")).to_contain_text(code)


def test_two_officers_see_each_other_and_nothing_is_overwritten(
    hotline: Hotline, browser: Browser, troubles: list[str]
) -> None:
    hotline.send("Đèn đường hỏng", "Đèn phố Cây Cơm Nguội không sáng.", sender="den@example.com")
    lan = sign_in(browser, hotline, "lan", troubles)
    binh = sign_in(browser, hotline, "binh", troubles)
    row = lan.locator(".row", has_text="Cây Cơm Nguội")
    expect(row).to_be_visible()
    row.locator("a").first.click()
    lan.wait_for_url("**/submissions/*")
    binh.goto(lan.url)
    expect(binh.locator("ln-presence")).to_contain_text("Nguyễn Thị Lan")
    expect(lan.locator("ln-presence")).to_contain_text("Trần Văn Bình")
    register(lan, "Đèn đường hỏng", "chieu sang", "ba dinh")
    expect(lan.locator(".chip-status").first).to_contain_text("Đã vào sổ")
    register(binh, "Tên khác hẳn", "chieu sang", "ba dinh")
    expect(binh.locator(".messages")).to_contain_text("Không có gì bị ghi đè")
    expect(binh.locator("#register").get_by_label("Sự việc").first).to_have_value("Tên khác hẳn")


def test_a_call_of_the_exchange_has_a_player(
    hotline: Hotline, browser: Browser, troubles: list[str]
) -> None:
    page = sign_in(browser, hotline, "lan", troubles)
    hotline.run("demo", "call", "voice_message", "--number", "0900000055")
    page.keyboard.press("3")
    row = page.locator(".row", has_text="0900000055")
    expect(row).to_be_visible()
    row.locator("a").first.click()
    expect(page.locator("ln-player")).to_be_visible()
    seconds = page.evaluate(
        "() => { const a = document.querySelector('ln-player audio'); a.preload = 'auto'; a.load();"
        " return new Promise(done => a.addEventListener('loadedmetadata', () => done(a.duration)))}"
    )
    assert seconds > 8
    assert findings(page) == []
    assert troubles == []


def test_everything_is_found_and_the_books_balance(
    hotline: Hotline, browser: Browser, troubles: list[str]
) -> None:
    page = sign_in(browser, hotline, "lan", troubles)
    hotline.send("Hố ga mất nắp", "Ở ngõ Bằng Lăng Tím", sender="ho.ga@example.com")
    row = page.locator(".row", has_text="Bằng Lăng Tím")
    expect(row).to_be_visible()
    for words in ("bang lang tim", "BẰNG LĂNG", "ho.ga@example.com"):
        page.goto(f"{hotline.url}/")
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator(".row", has_text="Bằng Lăng Tím").first).to_be_visible()
    page.locator("summary", has_text="Lưu bộ lọc này").click()
    page.locator(".menu-form").get_by_label("Tên bộ lọc").fill("Ngõ Bằng Lăng")
    page.locator(".menu-form").get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("link", name="Ngõ Bằng Lăng", exact=True)).to_be_visible()
    assert findings(page) == []
    hotline.run("reconcile")
    page.goto(f"{hotline.url}/balance")
    expect(page.locator("table")).to_contain_text("smtp")
    expect(page.locator(".notice")).to_contain_text("Không còn chênh lệch")
    assert findings(page) == []
    page.locator(".top-right > .menu > summary").press("Enter")
    page.get_by_role("button", name="English").press("Enter")
    expect(page.locator("h1")).to_contain_text("The books balance")
    assert troubles == []


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_scrolls_sideways(
    hotline: Hotline, browser: Browser, troubles: list[str], width: int
) -> None:
    long_name = "Nguyễn Thị " + "Rất Dài " * 20
    hotline.send(
        long_name, "từ" * 400 + " " + "Nội dung dài. " * 700, sender=f"w{width}@example.com"
    )
    page = sign_in(browser, hotline, "lan", troubles)
    page.set_viewport_size({"width": width, "height": 844})
    expect(page.locator(".row", has_text="Rất Dài").first).to_be_visible()
    address = (
        page.locator(".row", has_text="Rất Dài").first.locator("a").first.get_attribute("href")
    )
    for path in ("/", "/register", "/calls/new", "/sent", "/balance", "/hot", "/issues", address):
        page.goto(f"{hotline.url}{path}")
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, path
        assert findings(page) == [], path
    assert ADDRESS
