"""Every page answers: for those who may, in both languages, with nothing outside allowed."""

import pytest
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.direction.actions import forward_case
from langnghe.register.models import Contact, Draft, SavedView, Submission
from langnghe.register.states import Channel, Status
from langnghe.web.views import calls
from tests import cast

pytestmark = pytest.mark.django_db


def signed_in(role: RoleCode = RoleCode.SHIFT_LEADER) -> Client:
    client = Client()
    client.force_login(cast.officer(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def addresses() -> list[str]:
    by = cast.officer()
    submission = cast.registered(by)
    case = submission.items.get().case
    forward_case(
        case.pk, agency_id=cast.agency().pk, message="", due_at=cast.later(days=9000),
        by=by, at=cast.later(6),
    )  # fmt: skip
    waiting = cast.contact(channel=Channel.CALL)
    fresh = cast.new_submission()
    return [
        "/", "/?queue=hot", "/?queue=mine", "/?queue=due", "/?queue=call_back", "/?queue=resulted",
        "/calls/new", "/register", "/register?q=rac+thai&status=registered", "/balance", "/sent",
        f"/submissions/{submission.code}", f"/submissions/{fresh.code}", f"/cases/{case.code}",
        f"/contacts/{waiting.pk}", f"/desk/preview/contact/{waiting.pk}",
        f"/desk/preview/submission/{submission.pk}", "/calls/caller?number=0900000012",
        f"/submissions/{submission.code}/reply", f"/submissions/{submission.code}/reply/preview",
        "/pick/topics.json", "/pick/wards.json", "/pick/agencies.json", "/pick/cases.json?q=rac",
        "/styleguide",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_answers(language: str) -> None:
    client = signed_in()
    client.cookies["langnghe_language"] = language
    for address in addresses():
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy


def test_strangers_are_asked_to_sign_in() -> None:
    for address in addresses():
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert "/sign-in" in answer["Location"]


def test_a_clerk_of_an_agency_sees_only_what_was_handed_over() -> None:
    submission = cast.registered(cast.officer())
    client = signed_in(RoleCode.AGENCY_CLERK)
    for address in (f"/submissions/{submission.code}", "/register", "/balance", "/sent"):
        assert client.get(address).status_code == 404, address


def test_what_is_missing_and_what_is_forbidden_look_alike() -> None:
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    secret = cast.registered(leader, sensitivity="S2")
    client = signed_in(RoleCode.DUTY_OFFICER)
    forbidden = client.get(f"/submissions/{secret.code}")
    missing = client.get("/submissions/HN-26-999999")
    assert forbidden.status_code == missing.status_code == 404
    assert forbidden.content.replace(secret.code.encode(), b"") == missing.content.replace(
        b"HN-26-999999", b""
    )


def test_signing_in_and_being_locked_out_after_many_tries() -> None:
    officer = cast.officer()
    client = Client()
    for _each in range(8):
        answer = client.post("/sign-in", {"username": officer.username, "password": "wrong"})
    assert answer.status_code == 429
    right = {"username": officer.username, "password": cast.PASSWORD}
    assert client.post("/sign-in", right).status_code == 429
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert other.post("/sign-in", right)["Location"] == "/"
    assert other.get("/").templates[0].name == "desk/desk.html"


def test_mail_that_a_machine_wrote_says_so() -> None:
    waiting = cast.contact()
    client = signed_in(RoleCode.DUTY_OFFICER)
    assert "máy tự viết" not in client.get(f"/contacts/{waiting.pk}").content.decode()
    Contact.objects.filter(pk=waiting.pk).update(nature="auto_reply")
    assert "máy tự viết" in client.get(f"/contacts/{waiting.pk}").content.decode()


def test_a_form_without_its_token_is_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.officer(), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/submissions/{cast.new_submission().code}/take")
    assert answer.status_code == 403
    assert "chưa lưu được gì" in answer.content.decode()


def test_what_understands_a_call_is_read_when_its_form_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(calls, "knowledge_at_hand", lambda: asked.append(True))
    signed_in(RoleCode.DUTY_OFFICER).get("/calls/new?key=k")
    assert asked


def test_a_call_is_logged_once_however_often_the_form_is_sent() -> None:
    client = signed_in(RoleCode.DUTY_OFFICER)
    page = client.get("/calls/new", follow=True)
    form = page.context["form"]
    key = page.context["key"] if "key" in page.context else form["key"].value()
    data = {
        "key": key, "text": "Ống nước vỡ ở phố Hoa Sữa", "phone": "0900 000 012",
        "name": "Mẫu", "reporter_kind": "person", "people": "1", "kind": "phan_anh",
        "legal_form": "dien_thoai", "m0-title": "Ống nước vỡ", "m0-urgency": "K2",
        "m0-sensitivity": "S0", "m0-ward": cast.ward().code, "m0-topic": cast.topic().code,
        "started_at": cast.NOON.isoformat(), "channel": "call",
    }  # fmt: skip
    first = client.post(page.request["PATH_INFO"], data)
    again = client.post(page.request["PATH_INFO"], data)
    assert first.status_code == again.status_code == 302, first.content.decode()[:2000]
    submission = Submission.objects.get()
    assert (submission.status, submission.urgency) == (Status.REGISTERED, "K2")
    assert Contact.objects.get().sender_key == "+84900000012"


def test_an_older_draft_never_beats_a_newer_one() -> None:
    client = signed_in()

    def put(sequence: int, words: str) -> int:
        body = {"body": {"text": words}, "sequence": sequence}
        answer = client.put("/drafts/call:x", body, content_type="application/json")
        return answer.status_code

    assert put(2, "mới") == 200
    put(1, "cũ")
    assert Draft.objects.get().body == {"text": "mới"}
    assert client.put("/drafts/call:x", "no json", content_type="text/plain").status_code == 400


def test_a_view_is_kept_by_name_and_a_code_opens_its_submission() -> None:
    client = signed_in()
    client.post("/register/views", {"name": "Quá hạn", "query": "work=late&evil=1"})
    assert SavedView.objects.get().query == "work=late"
    submission = cast.new_submission()
    answer = client.get("/register", {"q": submission.code.lower().replace("-", " ")})
    assert answer["Location"] == f"/submissions/{submission.code}"


@pytest.mark.parametrize(
    "words",
    ["rac thai", "RÁC thải", "hoa sữa", "0900.000.012", "+84 900 000 012", "thi du", "thí dụ"],
)
def test_words_are_found_in_any_way_of_writing(words: str) -> None:
    cast.new_submission("Rác thải ở phố Hoa Sữa", channel=Channel.CALL)
    cast.new_submission("Chuyện khác hẳn", channel=Channel.LETTER)
    answer = signed_in().get("/register", {"q": words})
    found = [each.summary for each in answer.context["page"].rows]
    assert "Rác thải ở phố Hoa Sữa" in found
    if words[0] not in "0+tT":
        assert len(found) == 1


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_what_is_found_can_be_taken_out(form: str) -> None:
    cast.new_submission("=1+1", channel=Channel.CALL)
    answer = signed_in().get("/register/export", {"format": form})
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert len(data) > 100
    if form == "csv":
        assert b"'=1+1" in data


def test_only_those_with_the_right_take_things_out() -> None:
    assert signed_in(RoleCode.DUTY_OFFICER).get("/register/export").status_code == 404
