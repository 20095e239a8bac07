"""Recordings after they are filed: kept, verified, drawn, heard by a machine, ended in time."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from langnghe.access.actions import NotAllowed
from langnghe.access.rules import RoleCode
from langnghe.intake.actions import keep_recordings, retain
from langnghe.intake.actions.file_calls import file_calls
from langnghe.intake.actions.keep_recordings import keep_recording, original_of
from langnghe.intake.actions.transcribe import suggest_from_drafts, transcribe
from langnghe.intake.models import Recording, Transcript
from langnghe.originals.store import NotKept, Store
from langnghe.register.actions.contacts import put_back_contact, set_aside_contact
from langnghe.register.actions.submissions import open_submission
from langnghe.register.gates import Missing
from langnghe.register.models import Attachment, Contact, Entry, Submission
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import Channel, ContactState, Kind, Status
from langnghe.telephony import speech
from langnghe.telephony.demo import drop_demo_call
from langnghe.telephony.wav import ALAW
from langnghe.triage.actions.suggest import suggest
from langnghe.triage.models import Suggestion
from tests import cast
from tests.telephony.sounds import wav
from tests.telephony.test_sound import talk

pytestmark = pytest.mark.django_db
NAME = "1795000000.1.raw"


def store() -> Store:
    return Store(settings.ORIGINALS)


def filed(path: Path, contact: Contact | None = None, name: str = "") -> Attachment:
    """Return a recording as it is when the exchange's file is in the store."""
    kept = store().put_file(path)
    contact = contact or cast.contact(channel=Channel.CALL)
    return Attachment.objects.create(
        contact=contact,
        position=contact.attachments.count(),
        name=name or path.name,
        content_type="audio/x-raw",
        role=AttachmentRole.RECORDING,
        size=kept.size,
        sha256=kept.sha256,
    )


@pytest.fixture
def call(tmp_path: Path) -> Attachment:
    return filed(talk(tmp_path / NAME))


def kept(attachment: Attachment) -> Recording:
    keep_recording(attachment.pk)
    attachment.refresh_from_db()
    return Recording.objects.get(pk=attachment.pk)


def jobs(name: str) -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name=name).values_list("args", flat=True))


# --- kept ---------------------------------------------------------------------------------------
def test_a_filed_call_is_asked_to_be_kept() -> None:
    folder = Path(settings.CALL_SPOOL) / "tong-dai"
    unique_id = drop_demo_call(folder, at=datetime.now(UTC), kind="answered")
    wav(folder / "recordings" / f"{unique_id}.wav", b"\1\2" * 9000)
    file_calls(Path(settings.CALL_SPOOL), at=datetime.now(UTC))
    attachment = Attachment.objects.get()
    assert jobs("intake.keep_recording") == [{"attachment_id": attachment.pk}]
    original = store().path(attachment.sha256).read_bytes()
    recording = kept(attachment)
    assert b"".join(original_of(recording)) == original
    assert not store().has(attachment.sha256)
    assert not list((folder / "filed").iterdir())


def test_a_flac_takes_the_place_of_what_it_gives_back(call: Attachment) -> None:
    original = store().path(call.sha256).read_bytes()
    recording = kept(call)
    assert recording.rebuilds
    assert recording.flac_size < call.size / 2
    assert not store().has(call.sha256)
    assert hashlib.sha256(b"".join(original_of(recording))).hexdigest() == call.sha256
    assert b"".join(original_of(recording)) == original
    assert (len(recording.sides), call.seconds) == (2, 7.0)
    assert recording.silences == [[2.0, 5.0]]


def test_a_worker_killed_before_the_original_went_finishes_next_time(call: Attachment) -> None:
    original = store().path(call.sha256).read_bytes()
    kept(call)
    store().put(original)
    assert kept(call).rebuilds
    assert not store().has(call.sha256)


def test_a_damaged_flac_lets_no_original_go(call: Attachment) -> None:
    original = store().path(call.sha256).read_bytes()
    flac = store().path(kept(call).flac_sha256)
    store().put(original)
    flac.chmod(0o600)
    flac.write_bytes(flac.read_bytes()[:-9])
    kept(call)
    assert store().has(call.sha256)


def test_what_flac_cannot_give_back_stays_beside_it(tmp_path: Path) -> None:
    path = wav(tmp_path / "old.wav", bytes(range(256)) * 90, form=(ALAW, 1, 8000, 8))
    attachment = filed(path)
    recording = kept(attachment)
    assert (recording.is_kept, recording.rebuilds) == (True, False)
    assert store().has(attachment.sha256)
    assert b"".join(original_of(recording)) == path.read_bytes()


def test_bytes_that_another_row_needs_stay(tmp_path: Path) -> None:
    path = talk(tmp_path / NAME)
    first, second = filed(path), filed(path, name="another.bin")
    Attachment.objects.filter(pk=second.pk).update(role=AttachmentRole.ATTACHED)
    kept(first)
    assert store().has(first.sha256)
    Attachment.objects.filter(pk=second.pk).update(role=AttachmentRole.RECORDING, name=NAME)
    kept(second)
    assert not store().has(first.sha256)


def test_those_that_wait_behind_are_kept_with_it_whatever_one_of_them_is(
    tmp_path: Path, call: Attachment
) -> None:
    lost, other = (filed(talk(tmp_path / f"1795000000.{each}.raw")) for each in (2, 3))
    Attachment.objects.filter(pk=lost.pk).update(sha256="0" * 63)  # no name of an original
    keep_recording(call.pk)
    assert set(Recording.objects.values_list("pk", flat=True)) >= {call.pk, other.pk}


@pytest.mark.parametrize("junk", [b"", b"junk", b"RIFF\0\0\0\0WAVEfmt "])
def test_what_is_no_sound_stays_and_is_not_tried_for_ever(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "odd.wav"
    path.write_bytes(junk)
    attachment = filed(path)
    keep_recordings.keep_recordings(0)
    assert len(jobs("intake.keep_recording")) == 1
    recording = kept(attachment)
    assert (recording.is_kept, bool(recording.trouble)) == (False, True)
    assert store().has(attachment.sha256)
    keep_recordings.keep_recordings(0)
    assert len(jobs("intake.keep_recording")) == 1


def test_what_the_store_lost_is_said(call: Attachment) -> None:
    store().drop(call.sha256)
    recording = kept(call)
    assert "NotKept" in recording.trouble
    with pytest.raises(NotKept):
        list(original_of(recording))


def test_a_download_leaves_a_trace_and_needs_its_right(call: Attachment) -> None:
    with pytest.raises(NotAllowed):
        keep_recordings.take_out_recording(call.pk, by=cast.officer(), at=cast.NOON)
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    keep_recordings.take_out_recording(call.pk, by=leader, at=cast.NOON)
    entry = Entry.objects.get(kind="call.recording_taken")
    assert (entry.by, entry.contact, entry.facts) == (leader, call.contact, {"name": NAME})


# --- heard by a machine -------------------------------------------------------------------------
class Loudness:
    """An engine that understands nothing but how loud somebody speaks."""

    def listen(self, said: speech.Speech) -> list[speech.Heard]:
        words = f"{np.abs(said).max():.1f}"
        return [speech.Heard(0.0, len(said) / speech.RATE, words)]


def load(folder: Path) -> speech.SttEngine:
    """Load it as any engine is loaded."""
    if not (folder / "model").exists():
        raise speech.NoEngine(f"{folder} holds no model.")
    return Loudness()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "model-of-the-office"
    folder.mkdir()
    (folder / "model").write_bytes(b"weights")
    monkeypatch.setitem(speech._ENGINES, "sherpa-onnx", __name__)
    monkeypatch.setattr(settings, "STT", {"engine": "sherpa-onnx", "model": str(folder)})
    speech.engine_of.cache_clear()
    speech.hash_of.cache_clear()
    return folder


def test_a_draft_says_who_said_what_when(call: Attachment, machine: Path) -> None:
    kept(call)
    assert jobs("intake.transcribe") == [{"attachment_id": call.pk}]
    transcribe(call.pk)
    draft = Transcript.objects.get()
    said = [(line["side"], line["words"], line["from"], line["to"]) for line in draft.lines]
    near = pytest.approx
    assert said == [(0, "0.3", 0, near(2.2, abs=0.05)), (1, "0.3", near(4.8, abs=0.05), 7)]
    digest = hashlib.sha256(b"weights").hexdigest()
    assert draft.model_sha256 == hashlib.sha256(f"model {digest}\n".encode()).hexdigest()
    assert (draft.engine, draft.trouble) == ("sherpa-onnx", "")


def test_what_a_citizen_said_is_suggested_from_once_it_is_a_submission(
    call: Attachment, machine: Path
) -> None:
    kept(call)
    transcribe(call.pk)
    assert jobs("intake.suggest_from_drafts") == []
    submission = open_submission(call.contact, at=cast.later(1))
    assert jobs("intake.suggest_from_drafts") == [{"submission_id": submission.pk}]
    for _twice in range(2):
        suggest_from_drafts(submission.pk)
    suggestion = Suggestion.objects.get(pk=submission.pk)
    assert suggestion.facts["heard"] == "0.3"
    suggest(submission.pk, at=cast.later(2))
    suggestion.refresh_from_db()
    assert suggestion.facts["heard"] == "0.3"


def test_without_a_machine_nothing_is_drafted(call: Attachment) -> None:
    kept(call)
    transcribe(call.pk)
    assert jobs("intake.transcribe") == []
    assert not Transcript.objects.exists()


def test_a_model_that_went_missing_is_said_beside_the_player(
    call: Attachment, machine: Path
) -> None:
    kept(call)
    (machine / "model").unlink()
    transcribe(call.pk)
    assert "holds no model" in Transcript.objects.get().trouble
    (machine / "model").write_bytes(b"weights")
    transcribe(call.pk)
    assert Transcript.objects.get().trouble == ""


@pytest.mark.parametrize("engine", ["faster-whisper", "sherpa-onnx"])
@pytest.mark.parametrize("wrong", ["no folder", "empty", "junk"])
def test_an_engine_says_what_is_wrong_with_its_model(
    tmp_path: Path, engine: str, wrong: str
) -> None:
    folder = tmp_path / "model"
    if wrong != "no folder":
        folder.mkdir()
    if wrong == "junk":
        for name in ("model.bin", "encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"):
            (folder / name).write_bytes(b"junk")
    with pytest.raises(speech.NoEngine) as said:
        speech.engine_of(engine, folder)
    assert str(folder) in str(said.value)


# --- ended in time ------------------------------------------------------------------------------
MONTH = timedelta(days=31)
OLD = cast.NOON - timedelta(days=365 * 2 + 2)


def of_submission(attachment: Attachment, kind: Kind, status: Status = Status.CLOSED) -> Submission:
    """Tie a recording's contact to a submission of that kind, received long ago."""
    submission = cast.new_submission()
    submission.kind, submission.status = kind, status
    submission.save()
    Contact.objects.filter(pk=attachment.contact_id).update(
        submission=submission, state=ContactState.REGISTERED, received_at=OLD
    )
    return submission


def pass_a_month() -> None:
    """Run the job of two nights, a month apart."""
    for at in (cast.NOON, cast.NOON + MONTH):
        retain.retain_nightly(int(at.timestamp()))


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office has decided that sounds end."""
    monkeypatch.setattr(settings, "RETENTION", "on")


def test_nothing_ends_until_the_office_says_so(call: Attachment) -> None:
    recording = kept(call)
    of_submission(call, Kind.REPORT)
    pass_a_month()
    recording.refresh_from_db()
    assert (recording.proposed_at, recording.ended_at) == (None, None)


@pytest.mark.usefixtures("decided")
def test_a_sound_is_proposed_then_deleted_and_leaves_its_trace(call: Attachment) -> None:
    recording = kept(call)
    submission = of_submission(call, Kind.REPORT)
    retain.retain_nightly(int(cast.NOON.timestamp()))
    assert [each.pk for each in retain.proposals()] == [call.pk]
    assert store().has(recording.flac_sha256)
    retain.retain_nightly(int((cast.NOON + MONTH).timestamp()))
    recording.refresh_from_db()
    assert recording.ended_at == recording.gone_at == cast.NOON + MONTH
    assert not store().has(recording.flac_sha256)
    entry = Entry.objects.get(kind="call.recording_ended")
    assert entry.submission == submission
    assert entry.facts == {"name": NAME, "months": 24, "sha256": call.sha256}
    assert call.sha256 == Attachment.objects.get().sha256


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize(
    "kept_because", ["denunciation", "open", "joined to one", "waiting", "new"]
)
def test_what_stays(call: Attachment, kept_because: str) -> None:
    recording = kept(call)
    kind = Kind.DENUNCIATION if kept_because == "denunciation" else Kind.REPORT
    status = Status.FORWARDED if kept_because == "open" else Status.CLOSED
    submission = of_submission(call, kind, status)
    if kept_because == "joined to one":
        other = of_submission(filed_beside(call), Kind.DENUNCIATION)
        Submission.objects.filter(pk=submission.pk).update(status=Status.JOINED, joined_to=other)
    if kept_because == "waiting":
        Contact.objects.filter(pk=call.contact_id).update(submission=None, state=ContactState.READ)
    if kept_because == "new":
        Contact.objects.filter(pk=call.contact_id).update(received_at=cast.NOON - 20 * MONTH)
    pass_a_month()
    recording.refresh_from_db()
    assert (recording.proposed_at, recording.ended_at) == (None, None)
    assert store().has(recording.flac_sha256)


def filed_beside(call: Attachment) -> Attachment:
    """Return a recording of somebody else's call."""
    return filed(store().path(Recording.objects.get(pk=call.pk).flac_sha256), name="other.flac")


@pytest.mark.usefixtures("decided")
def test_what_was_set_aside_ends_after_half_a_year(call: Attachment) -> None:
    recording, by = kept(call), cast.officer()
    set_aside_contact(call.contact_id, reason="abuse", by=by, at=cast.NOON)
    Contact.objects.filter(pk=call.contact_id).update(received_at=cast.NOON - 7 * MONTH)
    retain.retain_nightly(int(cast.NOON.timestamp()))
    recording.refresh_from_db()
    assert recording.proposed_at is not None
    put_back_contact(call.contact_id, by=by, at=cast.NOON)
    retain.retain_nightly(int((cast.NOON + MONTH).timestamp()))
    recording.refresh_from_db()
    assert (recording.proposed_at, recording.ended_at) == (None, None)


@pytest.mark.usefixtures("decided")
def test_an_officer_can_keep_a_sound_and_says_why(call: Attachment) -> None:
    recording = kept(call)
    of_submission(call, Kind.REPORT)
    retain.retain_nightly(int(cast.NOON.timestamp()))
    with pytest.raises(NotAllowed):
        retain.hold_recording(call.pk, reason="x", by=cast.officer(), at=cast.NOON)
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    with pytest.raises(Missing):
        retain.hold_recording(call.pk + 1, reason="x", by=leader, at=cast.NOON)
    retain.hold_recording(call.pk, reason="Thanh tra yêu cầu", by=leader, at=cast.NOON)
    pass_a_month()
    recording.refresh_from_db()
    assert (recording.ended_at, recording.held_reason) == (None, "Thanh tra yêu cầu")
    assert Entry.objects.get(kind="call.recording_held").by == leader


@pytest.mark.usefixtures("decided")
def test_the_last_copy_goes_with_the_last_recording_that_needs_it(tmp_path: Path) -> None:
    path = talk(tmp_path / NAME)
    first, second = filed(path), filed(path)
    flac = kept(first).flac_sha256
    assert kept(second).flac_sha256 == flac
    of_submission(first, Kind.REPORT)
    pass_a_month()
    assert store().has(flac)
    of_submission(second, Kind.REPORT)
    Recording.objects.filter(pk=second.pk).update(proposed_at=cast.NOON)
    retain.end_recordings(at=cast.NOON + 2 * MONTH)
    assert not store().has(flac)
