"""What callers hear: spoken anew, listened to, put live, never half of it."""

import io
import json
import stat
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from langnghe.access.rules import RoleCode
from langnghe.originals.store import Store
from langnghe.prompts import places
from langnghe.prompts.actions import bring_out
from langnghe.prompts.models import PromptSource, PromptVersion
from langnghe.register.models import Entry
from langnghe.telephony.exchange.prompts import MADE, Placeholders
from langnghe.telephony.loudness import LEVEL, write_prompt
from tests.telephony.test_sound import tone
from tests.web.test_pages import signed_in

pytestmark = pytest.mark.django_db
NAME = "hotline/greeting-day"
SPEAKER = """#!/bin/sh
# Stands in for the speaking program: takes a text by stdin or as last word, writes a sound.
while [ $# -gt 0 ]; do case $1 in -w) to=$2;; esac; shift; done
cp "$(dirname "$0")/voice.wav" "$to"
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(settings, "EXCHANGE_PROGRAM", tmp_path / "program")
    return tmp_path


@pytest.fixture
def speaker(home: Path) -> Path:
    program = home / "program" / "bin" / "espeak-ng"
    program.parent.mkdir(parents=True)
    program.write_text(SPEAKER)
    program.chmod(0o755)
    soundfile.write(program.parent / "voice.wav", tone(1, rate=22_050), 22_050)
    return program


@pytest.fixture
def office() -> Client:
    return signed_in(RoleCode.ADMINISTRATOR)


def sound(kind: str = "WAV", *, seconds: float = 1.5) -> SimpleUploadedFile:
    written = io.BytesIO()
    soundfile.write(written, tone(seconds, level=0.02, rate=48_000), 48_000, format=kind)
    return SimpleUploadedFile(f"lời chào.{kind.lower()}", written.getvalue(), "audio/x")


def added(office: Client, **given: object) -> PromptVersion:
    office.post("/prompts/add", {"name": NAME, "sound": sound(), **given})
    return PromptVersion.objects.latest("pk")


def said(answer: HttpResponse) -> list[str]:
    return [str(each) for each in answer.context["messages"]]


def test_every_prompt_of_the_profile_stands_on_the_page(office: Client) -> None:
    page = office.get("/prompts").content.decode()
    assert page.count('class="prompt"') == len(places.texts())
    assert places.texts()[NAME] in page
    assert 'id="digits-7"' in page


@pytest.mark.parametrize("role", [each for each in RoleCode if each != RoleCode.ADMINISTRATOR])
def test_only_an_administrator_changes_what_callers_hear(office: Client, role: RoleCode) -> None:
    version, other = added(office), signed_in(role)
    for address in ("", "/now?name=hotline/choice", "/code?code=1", f"/{version.pk}"):
        assert other.get(f"/prompts{address}").status_code == 404
    assert other.post("/prompts/add", {"name": NAME, "sound": sound()}).status_code == 404
    assert other.post("/prompts/speak", {"name": NAME, "text": "x"}).status_code == 404
    assert other.post(f"/prompts/{version.pk}/live").status_code == 404
    assert PromptVersion.objects.count() == 1


@pytest.mark.parametrize("kind", ["WAV", "MP3", "OGG", "FLAC"])
def test_any_sound_becomes_a_version_as_loud_as_the_others(office: Client, kind: str) -> None:
    version = added(office, sound=sound(kind), text="Xin chào quý vị")
    assert (version.source, version.text) == (PromptSource.UPLOADED, "Xin chào quý vị")
    assert not version.is_live
    played = office.get(f"/prompts/{version.pk}")
    heard, rate = soundfile.read(io.BytesIO(played.content))
    assert (rate, heard.ndim, played["Content-Type"]) == (8000, 1, "audio/wav")
    middle = heard[2000:-2000]
    assert np.sqrt((middle**2).mean()) == pytest.approx(LEVEL, rel=0.05)
    assert Store(settings.ORIGINALS).has(version.original_sha256)


def test_what_was_recorded_in_the_browser_says_so(office: Client) -> None:
    version = added(office, recorded="1")
    assert version.source == PromptSource.RECORDED
    assert version.text == places.texts()[NAME]


@pytest.mark.parametrize("given", ["nothing", "empty", "junk", "silence", "hours"])
def test_what_is_no_prompt_is_refused_with_a_sentence(office: Client, given: str) -> None:
    silence = io.BytesIO()
    soundfile.write(silence, np.zeros(9000), 8000, format="WAV")
    file = {
        "empty": SimpleUploadedFile("a.wav", b""),
        "junk": SimpleUploadedFile("a.m4a", b"\0\0\0\x18ftypM4A "),
        "silence": SimpleUploadedFile("a.wav", silence.getvalue()),
        "hours": sound("FLAC", seconds=301),
    }.get(given)
    answer = office.post(
        "/prompts/add", {"name": NAME, **({"sound": file} if file else {})}, follow=True
    )
    (sentence,) = said(answer)
    assert ("MP3" in sentence) == (given in {"junk", "silence"})
    assert not PromptVersion.objects.exists()


@pytest.mark.parametrize("name", ["", "hotline/none", "../../secret", "hotline/../choice"])
def test_there_is_no_other_prompt_than_those_of_the_profile(office: Client, name: str) -> None:
    assert office.post("/prompts/add", {"name": name, "sound": sound()}).status_code == 404
    assert office.get("/prompts/now", {"name": name}).status_code == 404


def test_a_version_goes_live_with_a_trace_and_an_earlier_one_comes_back(office: Client) -> None:
    first, second = added(office, text="Lời một"), added(office, sound=sound(seconds=2))
    for version in (first, second, first):
        office.post(f"/prompts/{version.pk}/live")
        assert PromptVersion.objects.get(is_live=True) == version
        assert bring_out() == 1
        assert _playing() == version.sha256
    entries = Entry.objects.filter(kind="prompt.live").order_by("pk")
    assert [each.facts["words"] for each in entries] == ["Lời một", second.text, "Lời một"]
    assert entries[0].facts["sha256"] == first.sha256
    assert ProcrastinateJob.objects.filter(task_name="prompts.bring_out").count() == 3


def _playing() -> str:
    """Return the hash of what the exchange plays; keeps nothing."""
    path = places.sound_of(NAME)
    return Store(settings.ORIGINALS).put(path.read_bytes()).sha256 if path.exists() else ""


def test_the_exchange_may_read_what_was_brought_out_and_finds_nothing_half(office: Client) -> None:
    office.post(f"/prompts/{added(office).pk}/live")
    assert (bring_out(), bring_out()) == (1, 0)
    path = places.sound_of(NAME)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [each.name for each in path.parent.iterdir()] == ["greeting-day.wav"]
    path.unlink()
    assert bring_out() == 1
    assert office.get("/prompts/now", {"name": NAME}).content == path.read_bytes()


def test_the_machines_voice_never_takes_the_place_of_the_offices(
    office: Client, home: Path, speaker: Path
) -> None:
    machine = Placeholders(home / "exchange" / "sounds", speaker, places.words())
    machine.make()
    assert NAME.partition("/")[2] in (home / "exchange" / "sounds" / MADE).read_text()
    office.post(f"/prompts/{added(office).pk}/live")
    bring_out()
    note = home / "exchange" / "sounds" / MADE
    made = json.loads(note.read_text())
    made[f"vi/{NAME}"][0] = "an older text"
    note.write_text(json.dumps(made))
    machine.make()
    assert _playing() == PromptVersion.objects.get().sha256


def test_the_machine_reads_a_text_as_a_version(office: Client, speaker: Path) -> None:
    answer = office.post("/prompts/speak", {"name": NAME, "text": "-v $(id) Xin chào"}, follow=True)
    version = PromptVersion.objects.get()
    assert (version.source, version.text) == (PromptSource.SPOKEN, "-v $(id) Xin chào")
    assert version.seconds == pytest.approx(1, abs=0.1)
    assert len(said(answer)) == 1


def test_a_machine_without_a_voice_is_said(office: Client, speaker: Path) -> None:
    speaker.write_text("#!/bin/sh\nexit 1\n")
    answer = office.post("/prompts/speak", {"name": NAME, "text": "Xin chào"}, follow=True)
    assert "scripts/exchange" in said(answer)[0]


def test_a_code_is_heard_clip_by_clip(office: Client) -> None:
    assert office.get("/prompts/code", {"code": "HN-26"}).status_code == 404
    for name in ("letters/h", "letters/n", "digits/2", "digits/6"):
        path = places.sound_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_prompt(tone(0.4), path)
    for code, clips in (("HN-26", 4), ("2²٢ 6/../", 2)):
        heard, rate = soundfile.read(io.BytesIO(office.get(f"/prompts/code?code={code}").content))
        assert len(heard) / rate == pytest.approx(0.46 * clips, abs=0.2)
