"""Pages of answering: the batch, the calls, the public page behind the link, the figures."""

import re

import pytest
from django.test import Client

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction.actions import settle_without_agency
from langnghe.register.models import Case, Submission
from langnghe.register.states import Channel, Sensitivity, Status
from langnghe.reply.actions import answer_by_mail, tell_by_phone
from langnghe.reply.actions.post import send_shares
from langnghe.reply.models import Batch, Outgoing, ReplyTemplate, Satisfaction, Telling
from langnghe.reply.states import BatchState
from tests import cast
from tests.reply.test_batches import TEXT, voice
from tests.reply.test_tellings import caller
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db


def settled(by: Officer) -> Case:
    """Return a settled case of three voices, one of which left only a number."""
    ReplyTemplate.objects.create(
        code="answer_many", language="vi", name="x", subject="[{code}] Kết quả", text=TEXT
    )
    case = cast.registered(by).items.get().case
    voice(case, by, "Lê Văn Ví Dụ")
    voice(case, by, "Phạm Thị Mẫu", channel=Channel.CALL, email="", phone="0900 000 003")
    settle_without_agency(case.pk, result="Đã dọn sạch.", by=by, at=cast.later(7))
    return case


def answer() -> Outgoing:
    """Return an answer that a citizen got just now."""
    from django.utils import timezone

    by = cast.officer()
    submission = cast.registered(by)
    return answer_by_mail(
        submission.pk, subject="Trả lời", text="Đã dọn.", once_key="k", final=True, by=by,
        at=timezone.now(),
    )  # fmt: skip


def test_answering_all_is_the_next_step_only_while_somebody_waits() -> None:
    by = cast.officer()
    case, client = settled(by), signed_in(by)
    next_step = '<button class="button button-primary" data-key="a"'
    assert next_step in client.get(f"/cases/{case.code}").content.decode()
    Submission.objects.filter(items__case=case).update(status=Status.ANSWERED)
    assert next_step not in client.get(f"/cases/{case.code}").content.decode()


def test_a_case_is_answered_from_its_page() -> None:
    by = cast.officer()
    case, client = settled(by), signed_in(by)
    assert "Trả lời tất cả" in client.get(f"/cases/{case.code}").content.decode()
    address = client.post(f"/cases/{case.code}/answers")["Location"]
    page = client.get(address).content.decode()
    assert page.count("row-share ") == 3
    batch = Batch.objects.get()
    share = batch.shares.order_by("submission_id")[1]
    letter = client.get(f"{address}/{share.submission_id}", headers={"HX-Request": "true"})
    assert share.submission.code in letter.content.decode()
    html = client.get(f"{address}/{share.submission_id}/html")
    assert "Lê Văn Ví Dụ" in html.content.decode()
    assert "sandbox" in html["Content-Security-Policy"]
    kept = client.post(f"{address}/{share.submission_id}/keep", {"words": "Riêng một lời."})
    assert kept.status_code == 302
    bad = {"version": batch.version, "subject_vi": "[{code}] x", "send": "1"}
    refused = client.post(f"{address}/save", {**bad, "text_vi": "Ông Lê Văn Ví Dụ cho biết."})
    assert refused.status_code == 422
    words = refused.content.decode()
    assert "là tên người của" in words
    assert "Ông Lê Văn Ví Dụ cho biết." in words
    made_from = re.search(r'name="version" value="(\d+)"', words)
    assert made_from is not None
    good = {**bad, "version": made_from[1], "text_vi": "{name}, {code}: {own}"}
    assert client.post(f"{address}/save", good)["Location"] == address
    batch.refresh_from_db()
    assert batch.state == BatchState.SENDING
    part = client.get(address, headers={"HX-Target": "batch-progress"}).content.decode()
    assert "0 trên 3" in part
    send_shares(batch.pk)
    assert "3 trên 3" in client.get(address).content.decode()
    assert Outgoing.objects.filter(text__contains="Riêng một lời.").count() == 1
    again = client.post(f"{address}/save", good)
    assert again.status_code == 422
    assert Outgoing.objects.filter(once_key__startswith="batch:").count() == 2


def test_what_an_officer_may_not_see_is_missing() -> None:
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    case = settled(leader)
    address = signed_in(leader).post(f"/cases/{case.code}/answers")["Location"]
    Case.objects.update(sensitivity=Sensitivity.S2)
    Submission.objects.update(sensitivity=Sensitivity.S2)
    for by in (cast.officer(), cast.officer(RoleCode.ADMINISTRATOR)):
        for path in (address, f"{address}/save", f"/cases/{case.code}/answers"):
            assert signed_in(by).post(path).status_code in {404, 405}
            assert signed_in(by).get(path).status_code in {404, 405}


def test_a_citizen_is_told_by_telephone_and_rates_it() -> None:
    by, submission = cast.officer(), caller()
    telling = tell_by_phone(submission.pk, text="Đã dọn sạch.", is_final=True, by=by, at=cast.NOON)
    client = signed_in(by)
    assert submission.code in client.get("/tellings").content.decode()
    page = client.get(f"/tellings/{telling.pk}").content.decode()
    assert "Đã dọn sạch." in page
    assert "0900 000 012" in page
    assert client.post(f"/tellings/{telling.pk}/done", {}).status_code == 422
    told = {"result": "told", "score": "2", "text": "Vẫn còn rác."}
    assert client.post(f"/tellings/{telling.pk}/done", told)["Location"] == "/tellings"
    submission.refresh_from_db()
    assert submission.status == Status.ANSWERED
    assert submission.asks_reopen_at is not None
    assert Satisfaction.objects.get().telling == Telling.objects.get()
    assert client.get(f"/tellings/{telling.pk}").status_code == 404
    shown = client.get(f"/submissions/{submission.code}").content.decode()
    assert "2/5" in shown
    client.post(f"/submissions/{submission.code}/reopen", {"reason": "Vẫn còn rác."})
    submission.refresh_from_db()
    assert submission.status == Status.REGISTERED


def test_looking_at_the_public_page_says_nothing() -> None:
    sent, scanner = answer(), Client()
    for query in ("", "?score=1", "?score=5", "?score=nonsense"):
        page = scanner.get(f"/r/{sent.ask_key}{query}")
        assert page.status_code == 200
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in page["Cache-Control"]
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert scanner.head(f"/r/{sent.ask_key}{query}").status_code == 200
    assert not Satisfaction.objects.exists()
    words = page.content.decode()
    assert "Trần Thị Thí Dụ" not in words
    assert "thi.du" not in words


def test_a_rating_needs_the_form_and_counts_once() -> None:
    sent = answer()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/r/{sent.ask_key}", {"score": "1"}).status_code == 403
    token = strict.get(f"/r/{sent.ask_key}").cookies["langnghe_csrf"].value
    said = {"score": "4", "words": "<b>Tốt</b>", "csrfmiddlewaretoken": token}
    for _each in range(3):
        assert strict.post(f"/r/{sent.ask_key}", said).status_code == 200
    kept = Satisfaction.objects.get()
    assert (kept.score, kept.words, kept.times) == (4, "<b>Tốt</b>", 1)
    assert "&lt;b&gt;Tốt" in Client().get(f"/r/{sent.ask_key}").content.decode()


@pytest.mark.parametrize("key", ["0" * 40, "note:1", "%00", "'--", "x" * 400])
def test_a_made_up_address_leads_to_no_answer(key: str) -> None:
    answer()
    assert Client().get(f"/r/{key}").status_code in {400, 404}
    assert Client().post(f"/r/{key}", {"score": "5"}).status_code in {400, 404}
    assert not Satisfaction.objects.exists()


@pytest.mark.parametrize("score", ["", "0", "6", "five", "5.0"])
def test_nonsense_is_no_rating(score: str) -> None:
    sent = answer()
    page = Client().post(f"/r/{sent.ask_key}", {"score": score, "words": "giữ lại"})
    assert page.status_code == 422
    assert "giữ lại" in page.content.decode()
    assert not Satisfaction.objects.exists()


def test_a_flood_is_told_to_come_later() -> None:
    sent, robot = answer(), Client()
    codes = {
        robot.post(f"/r/{sent.ask_key}", {"score": str(1 + n % 5)}).status_code for n in range(30)
    }
    assert codes == {200, 429}


def test_the_figures_say_who_is_content_and_hide_what_is_sensitive() -> None:
    sent = answer()
    Submission.objects.update(agency=cast.agency())
    Client().post(f"/r/{sent.ask_key}", {"score": "2", "words": "Chưa xong đâu"})
    leader, by = cast.officer(RoleCode.SHIFT_LEADER), cast.officer()
    page = signed_in(by).get("/satisfaction").content.decode()
    assert "Sở Xây dựng" in page
    assert "Chưa xong đâu" in page
    Submission.objects.update(sensitivity=Sensitivity.S2)
    assert "Chưa xong đâu" not in signed_in(by).get("/satisfaction?days=30").content.decode()
    assert "Chưa xong đâu" in signed_in(leader).get("/satisfaction?days=x").content.decode()


def test_the_first_notice_is_one_key() -> None:
    by = cast.officer()
    ReplyTemplate.objects.create(
        code="accepted_notice", language="vi", name="x", subject="[{code}]", text="Đã nhận {code}"
    )
    by_mail, by_phone = cast.registered(by), caller()
    client = signed_in(by)
    for submission in (by_mail, by_phone):
        assert (
            "Thông báo bước đầu" in client.get(f"/submissions/{submission.code}").content.decode()
        )
        for _each in range(2):
            client.post(f"/submissions/{submission.code}/notice")
    assert Outgoing.objects.get().purpose == "notice"
    assert Telling.objects.get(done_at=None).is_final is False
