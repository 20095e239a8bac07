"""Nonsense is answered with a sentence, never with a fault, whoever sends it wherever."""

import logging

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.register.actions.cases import LastCase
from langnghe.register.actions.facts import IncompleteMatter
from langnghe.register.closing import NothingAnswered
from langnghe.register.models import Submission
from langnghe.register.states import IllegalMove, Status
from langnghe.web.refusals import sentence_of
from tests import cast
from tests.web.rooms import GARBAGE, all_roles, furnish, let_go, odd_posts, odd_questions, signed_in

pytestmark = pytest.mark.django_db
COMMITTED = pytest.mark.django_db(transaction=True)
TURNS = 3
"""Each nonsense goes to every third address, and each address gets every third nonsense."""
READ_ONLY = frozenset({"healthz", "sign-in", "sign-out"})


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def status_of(answer: HttpResponse) -> int:
    return let_go(answer).status_code


def post_everywhere(client: Client, addresses: dict[str, str], data: dict[str, str]) -> list[str]:
    """Post the same form to every address; return those that answered with a fault."""
    return [
        f"{name} {data!r:.80}"
        for name, address in addresses.items()
        if name not in READ_ONLY and status_of(client.post(address, data)) >= 500
    ]


@COMMITTED
def test_every_form_answers_nonsense_with_a_sentence() -> None:
    rooms = furnish()
    client = signed_in(cast.officer(RoleCode.SHIFT_LEADER))
    nothing, *nonsense = odd_posts()
    faults = post_everywhere(client, rooms.addresses(), nothing)
    named = list(rooms.addresses().items())
    for turn, data in enumerate(nonsense):
        faults += post_everywhere(client, dict(named[turn % TURNS :: TURNS]), data)
    assert faults == []


@COMMITTED
def test_every_role_gets_a_sentence_for_nonsense() -> None:
    rooms = furnish()
    for by in all_roles():
        data = {"code": "\0", "reason": "x", "text": "x", "result": "x"}
        assert post_everywhere(signed_in(by), rooms.addresses(), data) == [], by.roles.get()


@COMMITTED
def test_every_page_answers_odd_questions() -> None:
    rooms = furnish()
    client = signed_in(cast.officer(RoleCode.SHIFT_LEADER))
    pages = {
        name: address
        for name, address in rooms.addresses().items()
        if status_of(client.get(address)) != 405
    }
    for name, address in pages.items():
        for junk in GARBAGE:
            asked = {"q": junk, "before": junk, "after": junk, "number": junk, "template": junk}
            status = status_of(client.get(address, asked | {"queue": junk, "key": junk}))
            assert status < 500 or name == "healthz", (name, junk[:30])


@COMMITTED
def test_the_register_answers_each_odd_condition() -> None:
    furnish()
    client = signed_in(cast.officer(RoleCode.SHIFT_LEADER))
    for address in ("/register", "/register/export"):
        for asked in odd_questions():
            answer = client.get(address, asked)
            assert status_of(answer) < 500, (address, repr(asked)[:60])


@COMMITTED
def test_who_signs_in_again_after_pressing_a_button_is_told_to_press_it_once_more() -> None:
    rooms = furnish()
    pressed = f"/submissions/{rooms.submission.code}/take"
    assert Client().post(pressed)["Location"] == f"/sign-in?next={pressed}"
    answer = signed_in(cast.officer(RoleCode.SHIFT_LEADER)).get(pressed)
    assert answer.status_code == 405
    assert "bấm lại nút" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/contacts/99999999999999999999999", "/submissions/%00", "/cases/%F0%9F%98%80", "/drafts/%00",
     "/submissions/" + "x" * 5000, "/attachments/0", "/sent/9223372036854775808", "/nowhere",
     "/desk/preview/%00/1", "/desk/preview/contact/99999999999999999999", "/static/%00"],
    ids=lambda address: address[:30],
)  # fmt: skip
def test_addresses_that_lead_nowhere_say_so(address: str) -> None:
    client = signed_in(cast.officer(RoleCode.SHIFT_LEADER))
    for method in (client.get, client.post, client.put, client.delete):
        assert 400 <= method(address).status_code < 500


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "{", '{"body": 1}', '{"body": {}, "sequence": 1e999}',
     '{"body": {}, "sequence": -1}',
     '{"body": {}, "sequence": 99999999999999999999}', '{"body": "\\u0000", "sequence": 1}',
     '{"body": "\\ud800", "sequence": 1}', '{"body": NaN, "sequence": 1}', "[" * 100_000,
     '{"body": "' + "x" * 500_000 + '", "sequence": 1}'],
    ids=lambda body: body[:36],
)  # fmt: skip
def test_a_draft_that_cannot_be_kept_is_refused(body: str) -> None:
    client = signed_in(cast.officer())
    answer = client.put("/drafts/note:1", body, content_type="application/json")
    assert 400 <= answer.status_code < 500


RANGES = (
    "bytes=0-0", "bytes=-3", "bytes=9-", "bytes=99-", "bytes=5-2", "bytes=" + "9" * 5000 + "-",
    "bytes=٣-", "bytes=0-1,3-4", "bytes=-0", "x",
)  # fmt: skip


def test_odd_ranges_are_answered() -> None:
    address = f"/attachments/{furnish().attachment.pk}"
    client = signed_in(cast.officer())
    for asked in RANGES:
        answer = client.get(address, headers={"range": asked})
        if answer.streaming:
            assert len(b"".join(answer.streaming_content)) <= 15  # type: ignore[attr-defined]
        let_go(answer)
        assert answer.status_code in {200, 206, 416}, asked[:20]
    part = client.get(address, headers={"range": "bytes=2-4"})
    assert b"".join(part.streaming_content) == b"tes"  # type: ignore[attr-defined]
    assert part["Content-Range"] == "bytes 2-4/15"


def test_a_file_without_a_name_and_one_with_a_path_are_taken_as_files() -> None:
    rooms = furnish()
    client = signed_in(cast.officer())
    from langnghe.direction.actions import ask_redo

    by = cast.officer()
    ask_redo(rooms.assignment.pk, reason="x", due_at=cast.later(days=9999), by=by, at=cast.NOON)
    file = SimpleUploadedFile("..\\..\\ảnh.jpg", b"x", content_type="x" * 300)
    answer = client.post(
        f"/assignments/{rooms.assignment.pk}/result", {"result": "Đã dọn", "files": [file]}
    )
    assert answer.status_code == 302
    newest = rooms.assignment.evidence.order_by("-pk").first()
    assert newest is not None
    assert newest.name == "ảnh.jpg"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_refusal_has_a_sentence(language: str) -> None:
    from django.utils.translation import override

    from langnghe.direction.actions import CaseEnded, NowhereToSend
    from langnghe.direction.states import AssignmentState, IllegalStep
    from langnghe.register.actions.contacts import AlreadyDecided
    from langnghe.register.gates import ChangedMeanwhile
    from langnghe.reply.actions import EmptyAnswer, NoAddress

    refusals: list[Exception] = [
        IllegalMove(Status.NEW, Status.CLOSED), IncompleteMatter(), LastCase(), NothingAnswered(),
        CaseEnded(), NowhereToSend(), EmptyAnswer(), NoAddress(),
        IllegalStep(AssignmentState.SENT, AssignmentState.DONE),
        AlreadyDecided(cast.contact()), ChangedMeanwhile(cast.new_submission()),
    ]  # fmt: skip
    with override(language):
        said = [sentence_of(refusal) for refusal in refusals]
    assert all(said)
    assert sentence_of(RuntimeError()) is None


def test_a_step_that_is_not_possible_is_refused_in_words_and_changes_nothing() -> None:
    by = cast.officer()
    submission = cast.new_submission()
    answer = signed_in(by).post(f"/submissions/{submission.code}/put-back")
    assert answer.status_code == 409
    assert "Chưa làm được bước này" in answer.content.decode()
    assert Submission.objects.get().status == Status.NEW


def away(*_given: object) -> None:
    raise OperationalError("connection timeout expired")


def test_who_is_signed_in_is_told_that_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = signed_in(cast.officer())
    client.raise_request_exception = False
    monkeypatch.setattr(SessionStore, "load", away)
    for address in ("/desk", "/my-day", "/submissions/HN-26-000001"):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert "Cơ sở dữ liệu chưa phản hồi" in answer.content.decode()


def test_who_asks_whether_all_is_ready_gets_a_line_for_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "cursor", away)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")
