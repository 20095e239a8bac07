"""From an exchange's folder to contacts with a player; junk beside them keeps nothing waiting."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from langnghe.intake.actions.file_calls import file_calls
from langnghe.intake.models import CallBook
from langnghe.register.models import Attachment, Contact
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import ContactState
from langnghe.telephony.demo import KINDS, drop_demo_call
from tests.telephony.sounds import wav

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def exchange() -> Path:
    folder = Path(settings.CALL_SPOOL) / "tong-dai"
    (folder / "recordings").mkdir(parents=True)
    return folder


def file_all() -> int:
    return file_calls(Path(settings.CALL_SPOOL), at=NOW)


def aged(path: Path, seconds: float = 3600) -> Path:
    moment = time.time() - seconds
    os.utime(path, (moment, moment))
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_call_is_filed_once(exchange: Path, kind: str) -> None:
    unique_id = drop_demo_call(exchange, at=NOW, kind=kind)
    for _each in range(3):
        file_all()
    contact = Contact.objects.get()
    assert contact.external_id == f"tong-dai:{unique_id}"
    assert contact.state == ContactState.READ
    assert contact.outcome == {"cut": "answered"}.get(kind, kind)
    sounds = [(each.role, each.seconds is not None) for each in contact.attachments.all()]
    role = {"voice_message": AttachmentRole.VOICE_MESSAGE}.get(kind, AttachmentRole.RECORDING)
    assert sounds == ([] if kind in {"missed", "abandoned"} else [(role, True)])
    assert not list((exchange / "recordings").iterdir())


def test_a_hidden_number_is_filed_without_one(exchange: Path) -> None:
    drop_demo_call(exchange, at=NOW, kind="missed", number="anonymous")
    file_all()
    contact = Contact.objects.get()
    assert (contact.sender_key, contact.sender_raw) == ("", "anonymous")
    assert contact.facts["kind_of_number"] == "hidden"


def test_a_recording_that_comes_before_or_long_after_its_record_finds_it(exchange: Path) -> None:
    early, late = "1795000000.1", "1795000000.2"
    wav(exchange / "recordings" / f"{early}.wav")
    file_all()
    assert not Contact.objects.exists()
    lines = [{"uniqueid": each, "start": 1795000000, "end": 1795000009} for each in (early, late)]
    (exchange / "calls.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    file_all()
    wav(exchange / "recordings" / f"{late}.wav")
    file_all()
    assert Contact.objects.count() == Attachment.objects.count() == 2


def test_a_recording_still_being_written_is_left_to_grow(exchange: Path) -> None:
    path = wav(exchange / "recordings" / "1795000000.1.wav", said=0)
    record = {"uniqueid": "1795000000.1", "start": 1795000000, "end": 1795000009}
    (exchange / "calls.jsonl").write_text(json.dumps(record) + "\n")
    file_calls(Path(settings.CALL_SPOOL), at=datetime.now(UTC))
    assert path.exists()
    assert not Attachment.objects.exists()
    aged(path)
    file_all()
    assert Attachment.objects.get().playable_sha256


def test_a_record_that_comes_after_the_orphan_was_filed_joins_it(exchange: Path) -> None:
    aged(wav(exchange / "recordings" / "1795000000.1.wav"))
    file_all()
    record = {
        "uniqueid": "1795000000.1",
        "start": 1795000000,
        "end": 1795000009,
        "src": "0900000012",
    }
    (exchange / "calls.jsonl").write_text(json.dumps(record) + "\n")
    file_all()
    assert Contact.objects.get().sender_key == "+84900000012"
    assert Attachment.objects.count() == 1


def test_lines_that_are_no_records_wait_for_a_human_once(exchange: Path) -> None:
    book = exchange / "calls.jsonl"
    book.write_bytes(b"garbage \xff\x00\n")
    file_all()
    CallBook.objects.update(offset=0, mark="")
    file_all()
    contact = Contact.objects.get()
    assert contact.state == ContactState.UNREADABLE
    assert contact.original_size > 0


def test_nothing_is_filed_again_after_the_place_in_the_book_was_lost(exchange: Path) -> None:
    for kind in KINDS:
        drop_demo_call(exchange, at=NOW, kind=kind)
    file_all()
    before = Contact.objects.count(), Attachment.objects.count()
    CallBook.objects.update(offset=0, mark="")
    file_all()
    assert (Contact.objects.count(), Attachment.objects.count()) == before


def test_a_spool_full_of_junk_keeps_no_call_waiting(exchange: Path) -> None:
    spool, secret = exchange.parent, exchange.parent.parent / "secret"
    secret.write_bytes(b"not the exchange's to show")
    recordings = exchange / "recordings"
    (recordings / "linked.wav").symlink_to(secret)
    (recordings / "gone.wav").symlink_to(spool / "nowhere")
    (recordings / "folder.wav").mkdir()
    os.mkfifo(recordings / "pipe.wav")
    aged(wav(recordings / "odd.wav", form=(49, 1, 8000, 0)))
    for name in (b"\xff\xfe.wav", "tiếng Việt.wav".encode()):
        aged(wav(recordings / os.fsdecode(name)))
    aged(wav(recordings / ("x" * 200 + ".wav")))
    (spool / "a-file").write_text("no exchange")
    (spool / "a-link").symlink_to("/etc")
    (spool / os.fsdecode(b"\xff")).mkdir()
    (spool / "a-folder-for-a-book" / "calls.jsonl").mkdir(parents=True)
    other = spool / "zz-exchange"
    unique_id = drop_demo_call(other, at=NOW, kind="answered")
    for _each in range(2):
        file_all()
    assert Contact.objects.filter(external_id=f"zz-exchange:{unique_id}").exists()
    assert Attachment.objects.filter(name__in=("linked.wav", "folder.wav", "pipe.wav")).count() == 0
    assert Attachment.objects.get(name="odd.wav").content_type == "application/octet-stream"
    assert Attachment.objects.filter(name__contains="tiếng").exists()
    assert Contact.objects.count() == 5


def test_values_that_no_table_holds_are_filed_all_the_same(exchange: Path) -> None:
    record = {
        "uniqueid": "y" * 400, "start": 1795000000, "end": 2**33 - 1, "src": "9" * 3000,
        "billsec": 10**30, "dst": "d" * 999, "x": "\0",
    }  # fmt: skip
    (exchange / "calls.jsonl").write_text(json.dumps(record) + "\n")
    file_all()
    assert Contact.objects.get().state == ContactState.READ
