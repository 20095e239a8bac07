"""The pages of letters: drafted beside a case, looked at, issued, found in the book."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook
from PIL import Image

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions
from langnghe.direction.actions import write_letter
from langnghe.direction.actions.directives import prepare_directive
from langnghe.direction.letter_states import LetterKind
from langnghe.direction.models import Letter
from langnghe.direction.orders import Order
from langnghe.register.models import Case
from langnghe.register.states import Sensitivity
from tests import cast
from tests.direction.test_letters import ORDER, denounced, specialist
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def drafted(by: Officer, **matter: object) -> Letter:
    case = cast.registered(by, **matter).items.get().case
    agency = cast.agency()
    return write_letter(
        LetterKind.TRANSFER, case=case, agency=agency, wording=ORDER, by=by, at=cast.NOON
    )


def whole(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_letter_goes_its_whole_way_on_the_pages() -> None:
    by = specialist()
    client, case = signed_in(by), cast.registered(by).items.get().case
    cast.agency()
    assert "Soạn văn bản" in page_of(client, f"/cases/{case.code}")
    given = {"kind": "transfer", "case": case.code, "agency": "SXD", "due_on": "2027-01-04"}
    answer = client.post("/letters/write", given, follow=True)
    letter = Letter.objects.get()
    page = answer.content.decode()
    assert f'src="/letters/{letter.pk}/page/1?v=1"' in page
    edited = {
        "version": "1",
        "abstract": "ý kiến của công dân",
        "addressees": "Sở Xây dựng\n\nUBND phường",
        "text": "Nội dung mới.",
        "recipients": "Như trên,",
        "signature": "chief",
        "signer_name": "Nguyễn Văn Thí Dụ",
    }
    client.post(f"/letters/{letter.pk}/edit", edited)
    letter.refresh_from_db()
    assert letter.addressees == ["Sở Xây dựng", "UBND phường"]
    page = client.post(f"/letters/{letter.pk}/edit", edited).content.decode()
    assert "Nội dung mới." in page  # an older version: refused, what was typed is kept
    client.post(f"/letters/{letter.pk}/issue", {"version": "2"})
    page = page_of(client, f"/letters/{letter.pk}")
    assert "01-PC/VPTU" in page
    pdf = client.get(f"/letters/{letter.pk}/file/pdf")
    assert pdf["Content-Disposition"] == 'attachment; filename="01-PC-VPTU.pdf"'
    assert whole(pdf).startswith(b"%PDF")
    assert whole(client.get(f"/letters/{letter.pk}/file/docx")).startswith(b"PK")
    client.post(f"/letters/{letter.pk}/send", {"way": "post", "note": "RR 000"})
    client.post(f"/letters/{letter.pk}/cancel", {"reason": "Sai nơi nhận"})
    assert "Sai nơi nhận" in page_of(client, "/letters")


def test_pages_are_pictures() -> None:
    by = specialist()
    letter, client = drafted(by), signed_in(by)
    picture = client.get(f"/letters/{letter.pk}/page/1")
    assert Image.open(io.BytesIO(picture.content)).size == (1000, 1415)
    assert client.get(f"/letters/{letter.pk}/page/9").status_code == 404


def test_what_still_tells_who_spoke_is_said_and_not_issued() -> None:
    by = specialist()
    letter, client = drafted(by), signed_in(by)
    text = f"{letter.text}\nTrần Thị Thí Dụ báo."
    Letter.objects.filter(pk=letter.pk).update(text=text)
    assert "vẫn lộ người gửi ý kiến" in page_of(client, f"/letters/{letter.pk}")
    answer = client.post(f"/letters/{letter.pk}/issue", {"version": "1"}, follow=True)
    assert "xin bỏ đi" in answer.content.decode()
    assert Letter.objects.get().number is None


def test_the_book_is_found_filtered_and_taken_out() -> None:
    by = specialist()
    client = signed_in(by)
    assert "Chưa có văn bản nào" in page_of(client, "/letters")
    first = drafted(by, title="Ngập phố Mẫu")
    actions.issue_letter(first.pk, by=by, at=cast.later(5))
    drafted(by)
    assert page_of(client, "/letters").count("<tr>") == 3
    for query in ("q=01-pc", "q=so+xay", "state=issued", "term=2025-2030", "since=2026-11-01"):
        assert "01-PC/VPTU" in page_of(client, f"/letters?{query}&kind=transfer")
    for query in ("q=khong-co", "kind=memo", "until=2020-01-01", "agency=XX"):
        assert "hợp điều kiện" in page_of(client, f"/letters?{query}")
    assert client.get("/letters?since=x&before=99999999999999999999&kind=y").status_code == 200
    book = load_workbook(io.BytesIO(whole(client.get("/letters/export?format=xlsx&state=issued"))))
    assert [row[0].value for row in book.active.iter_rows()] == ["number", "01-PC/VPTU"]


def test_an_officer_without_the_right_sees_no_sensitive_letter_and_no_name() -> None:
    by, duty = specialist(), cast.officer()
    case = denounced(by).items.get().case
    secret = write_letter(
        LetterKind.TRANSFER, case=case, agency=cast.agency(), wording=ORDER, by=by, at=cast.NOON
    )
    client = signed_in(duty)
    assert case.sensitivity == Sensitivity.S2
    assert secret.abstract not in page_of(client, "/letters")
    for path in ("", "/page/1", "/file/pdf"):
        assert client.get(f"/letters/{secret.pk}{path}").status_code == 404
    assert client.post(f"/letters/{secret.pk}/issue", {"version": "1"}).status_code == 404
    board = signed_in(cast.officer(RoleCode.ADMINISTRATOR))
    assert board.post("/letters/write", {"kind": "transfer", "case": "x"}).status_code == 302


def test_an_agency_reads_its_own_issued_letter_and_nothing_else() -> None:
    by = specialist()
    letter = drafted(by)
    clerk = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    other = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency("CA", "Công an")))
    assert clerk.get(f"/letters/{letter.pk}").status_code == 404
    actions.issue_letter(letter.pk, by=by, at=cast.later(5))
    page = page_of(clerk, f"/letters/{letter.pk}")
    assert "01-PC/VPTU" in page
    assert "Hủy văn bản" not in page
    assert clerk.post(f"/letters/{letter.pk}/cancel", {"reason": "x"}).status_code == 404
    assert other.get(f"/letters/{letter.pk}").status_code == 404
    assert clerk.get("/letters").status_code == 404


def test_one_reminder_lists_all_that_is_late_with_an_agency() -> None:
    by = specialist()
    case: Case = cast.registered(by).items.get().case
    actions.forward_case(
        case.pk,
        agency_id=cast.agency().pk,
        message="",
        due_at=cast.later(60),
        by=by,
        at=cast.later(6),
    )
    client = signed_in(by)
    answer = client.post("/letters/remind", {"agency": "SXD", "due_on": "2027-01-04"}, follow=True)
    letter = Letter.objects.get()
    assert letter.rows[0][1] == case.code
    assert f"/letters/{letter.pk}" in answer.redirect_chain[-1][0]
    cast.agency("CA", "Công an")
    answer = client.post("/letters/remind", {"agency": "CA", "due_on": "2027-01-04"}, follow=True)
    assert "không có việc nào quá hạn" in answer.content.decode()


def test_a_memo_and_an_order_are_put_on_paper_once() -> None:
    by, leader = specialist(), cast.officer(RoleCode.OFFICE_LEADER)
    case = cast.registered(by).items.get().case
    agency = cast.agency()
    order = prepare_directive(
        Order(text="Khắc phục ngay.", agency_id=agency.pk, due_at=cast.later(days=5)),
        case_id=case.pk,
        by=leader,
        at=cast.later(6),
    )
    client = signed_in(leader)
    assert "Soạn văn bản giấy" in page_of(client, f"/orders/{order.code}")
    for _press in range(2):
        client.post(f"/letters/of/directive/{order.pk}")
    letter = Letter.objects.get()
    assert (letter.directive, letter.kind) == (order, LetterKind.DIRECTIVE)
    assert "Khắc phục ngay." in letter.text
    actions.issue_letter(letter.pk, by=leader, at=cast.later(9))
    order.refresh_from_db()
    assert order.number == "01-TB/VPTU"
    assert client.post("/letters/of/directive/999").status_code == 404
    assert client.post("/letters/of/nothing/1").status_code == 404
