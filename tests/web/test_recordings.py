"""Recordings on the pages: heard, marked, drafted, taken out by right only, ended."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.intake.models import Recording, Transcript
from langnghe.originals.store import Store
from langnghe.register.actions.submissions import open_submission, write_note
from langnghe.register.models import Attachment, Contact, Entry, Submission
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import Channel, Sensitivity
from langnghe.web.sounds import marks_of
from tests import cast
from tests.intake.test_recordings import filed, kept
from tests.telephony.sounds import wav
from tests.telephony.test_sound import talk
from tests.web.test_pages import signed_in

pytestmark = pytest.mark.django_db
NAME = "1795000000.1.raw"


@pytest.fixture
def call(tmp_path: Path) -> Attachment:
    """Return a call of seven seconds that began at NOON."""
    contact = cast.contact("Xin chào.\n[0:02] số nhà 12\n[9:59] sau cuộc gọi", channel=Channel.CALL)
    contact.started_at, contact.seconds = cast.NOON, 7
    contact.save()
    return filed(talk(tmp_path / NAME), contact)


def body(client: Client, address: str, **headers: str) -> bytes:
    answer = client.get(address, headers=headers)
    assert answer.status_code in {200, 206}, address
    return bytes(answer.getvalue())


def test_a_kept_recording_is_heard_as_flac_and_can_be_walked_through(call: Attachment) -> None:
    kept(call)
    client = signed_in()
    answer = client.get(f"/recordings/{call.pk}")
    assert answer["Content-Type"] == "audio/flac"
    assert answer["Content-Disposition"].startswith("inline")
    sound = answer.getvalue()
    assert sound[:4] == b"fLaC"
    assert body(client, f"/recordings/{call.pk}", Range="bytes=100-199") == sound[100:200]
    picture = client.get(f"/recordings/{call.pk}/picture").json()
    assert (len(picture["sides"]), picture["silences"], picture["seconds"]) == (2, [[2, 5]], 7)


def test_the_page_shows_marks_of_notes_and_of_what_happened(call: Attachment) -> None:
    kept(call)
    page = body(signed_in(), f"/contacts/{call.contact_id}").decode()
    assert 'sides="Người gọi|Đường dây nóng"' in page
    assert 'data-seek="2.0"' in page
    assert "số nhà 12" in page
    assert page.count("data-mark") == 1


def test_marks_count_from_the_beginning_of_the_call(call: Attachment) -> None:
    officer, contact = cast.officer(), call.contact
    call.seconds = 7
    contact.facts = {"answered_at": (cast.NOON + timedelta(seconds=3)).isoformat()}
    assert [(each.at, each.words) for each in marks_of(contact, call, officer)] == [
        (2, "số nhà 12")
    ]
    call.seconds, call.role = 6, AttachmentRole.VOICE_MESSAGE
    assert [each.at for each in marks_of(contact, call, officer)] == [1]
    contact.started_at = None
    assert marks_of(contact, call, officer) == []


def test_what_happened_during_the_call_is_marked_after_it_nothing(call: Attachment) -> None:
    call.seconds, by = 7.0, cast.officer()
    submission = open_submission(call.contact, at=cast.NOON + timedelta(seconds=4))
    write_note(submission.pk, text="Sau cuộc gọi", by=by, at=cast.later(5))
    contact = Contact.objects.get(pk=call.contact_id)
    happened = [each for each in marks_of(contact, call, by) if each.kind == "entry"]
    assert [each.at for each in happened] == [4.0]
    assert submission.code in happened[0].words


def test_a_recording_not_made_yet_says_so_and_an_old_wav_plays_at_once(
    call: Attachment, tmp_path: Path
) -> None:
    client = signed_in()
    assert "đang được chuẩn bị" in body(client, f"/contacts/{call.contact_id}").decode()
    old = filed(wav(tmp_path / "old.wav"), call.contact)
    Attachment.objects.filter(pk=old.pk).update(content_type="audio/wav", peaks=[[-0.1, 0.2]])
    assert body(client, f"/recordings/{old.pk}")[:4] == b"RIFF"
    assert client.get(f"/recordings/{old.pk}/picture").json()["sides"] == [[[-0.1, 0.2]]]
    redirected = client.get(f"/attachments/{old.pk}?download")
    assert (redirected.status_code, redirected["Location"]) == (302, f"/recordings/{old.pk}")


def test_taking_a_recording_out_needs_the_right_and_leaves_a_trace(call: Attachment) -> None:
    original = Store(settings.ORIGINALS).path(call.sha256).read_bytes()
    kept(call)
    address = f"/recordings/{call.pk}/download"
    for role in (RoleCode.DUTY_OFFICER, RoleCode.AGENCY_CLERK):
        assert signed_in(role).post(address).status_code == 404
    assert not Entry.objects.filter(kind="call.recording_taken").exists()
    leader = signed_in()
    assert leader.get(address).status_code == 405
    answer = leader.post(address)
    assert answer.getvalue() == original
    assert NAME in answer["Content-Disposition"]
    flac = leader.post(address, {"flac": "1"})
    assert flac.getvalue()[:4] == b"fLaC"
    assert flac["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(kind="call.recording_taken").count() == 2


def test_a_sensitive_call_is_heard_by_nobody_without_the_right(call: Attachment) -> None:
    kept(call)
    submission = open_submission(call.contact, at=cast.NOON)
    Submission.objects.filter(pk=submission.pk).update(sensitivity=Sensitivity.S2)
    for part in ("", "/picture"):
        address = f"/recordings/{call.pk}{part}"
        assert signed_in(RoleCode.DUTY_OFFICER).get(address).status_code == 404
        assert body(signed_in(), address)


def test_other_files_are_no_recordings(call: Attachment) -> None:
    Attachment.objects.filter(pk=call.pk).update(role="attached")
    client = signed_in()
    assert client.get(f"/recordings/{call.pk}").status_code == 404
    assert client.post(f"/recordings/{call.pk}/download").status_code == 404


def test_a_draft_stands_beside_the_player_as_a_draft(call: Attachment) -> None:
    recording = kept(call)
    words = "<b>rác</b> {{ 7|add:7 }}"
    Transcript.objects.create(
        recording=recording, engine="sherpa-onnx", model_sha256="ab" * 32, made_at=cast.NOON,
        lines=[{"from": 0.5, "to": 1.5, "side": 0, "words": words},
               {"from": 5.0, "to": 6.0, "side": 1, "words": "dạ"}],
    )  # fmt: skip
    page = body(signed_in(), f"/contacts/{call.contact_id}").decode()
    assert "bản nháp, không phải hồ sơ" in page
    assert "&lt;b&gt;rác&lt;/b&gt; {{ 7|add:7 }}" in page
    assert 'data-seek="0.5" data-until="1.5"' in page


def test_a_sound_whose_time_was_over_leaves_a_sentence(call: Attachment) -> None:
    kept(call)
    Recording.objects.update(ended_at=cast.NOON)
    client = signed_in()
    assert "đã được xóa ngày 20/11/2026" in body(client, f"/contacts/{call.contact_id}").decode()
    assert client.get(f"/recordings/{call.pk}").status_code == 404
    assert client.post(f"/recordings/{call.pk}/download").status_code == 404


def test_what_is_about_to_go_can_be_kept(call: Attachment) -> None:
    kept(call)
    Recording.objects.update(proposed_at=cast.NOON)
    assert signed_in(RoleCode.DUTY_OFFICER).get("/recordings/ending").status_code == 404
    client = signed_in()
    page = body(client, "/recordings/ending").decode()
    assert "20/12/2026" in page
    assert "LANGNGHE_RETENTION" in page
    client.post(f"/recordings/{call.pk}/hold", {"reason": ""})
    assert Recording.objects.get().proposed_at is not None
    client.post(f"/recordings/{call.pk}/hold", {"reason": "Thanh tra yêu cầu"})
    assert Recording.objects.get().held_reason == "Thanh tra yêu cầu"
    assert NAME not in body(client, "/recordings/ending").decode()
