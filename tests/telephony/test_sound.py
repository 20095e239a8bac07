"""Sound kept bit for bit, drawn side by side, made ready for the telephone."""

import hashlib
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from langnghe.telephony import loudness
from langnghe.telephony.sound import PEAKS, draw, form_of, pieces, rebuilt, write_flac
from langnghe.telephony.wav import ALAW, NotSound
from tests.telephony.sounds import wav

RATE = 8000


def tone(seconds: float, *, level: float = 0.3, hertz: float = 440, rate: int = RATE) -> np.ndarray:
    """Return a tone between -1 and 1."""
    return level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE))


def raw(path: Path, caller: np.ndarray, hotline: np.ndarray) -> Path:
    """Write a recording as the exchange does: two sides, no header."""
    both = np.stack([caller, hotline], axis=1)
    path.write_bytes((both * 32767).astype("<i2").tobytes())
    return path


def talk(path: Path) -> Path:
    """Write a call: the caller for 2 s, nobody for 3 s, the hotline for 2 s."""
    caller = np.concatenate([tone(2), quiet(5)])
    hotline = np.concatenate([quiet(5), tone(2, hertz=300)])
    return raw(path, caller, hotline)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_raw_recording_is_read_as_two_sides(tmp_path: Path) -> None:
    form = form_of(talk(tmp_path / "1795000000.1.raw"))
    assert (form.rate, form.channels, form.seconds, form.coding) == (8000, 2, 7.0, "raw")


def test_what_lies_in_the_store_is_known_by_the_name_it_had(tmp_path: Path) -> None:
    path = talk(tmp_path / "aa00")
    assert form_of(path, name="1795000000.1.raw").channels == 2
    with pytest.raises(NotSound):
        form_of(path)


@pytest.mark.parametrize("ending", ["raw", "wav", "odd.wav"])
def test_the_original_is_rebuilt_from_the_flac_byte_for_byte(tmp_path: Path, ending: str) -> None:
    path, kept = tmp_path / f"a.{ending}", tmp_path / "a.flac"
    if ending == "raw":
        talk(path)
    else:
        junk = b"LIST\x04\0\0\0note" if ending == "odd.wav" else b""
        wav(path, bytes(range(256)) * 90, form=(1, 2, 8000, 16), before=junk)
        path.write_bytes(path.read_bytes() + (b"tail" if junk else b""))
    encoded = write_flac(path, kept, sha256=digest(path))
    assert encoded.shell is not None
    assert b"".join(rebuilt(kept, encoded.shell)) == path.read_bytes()


def test_a_recording_cut_short_by_a_crash_is_rebuilt_too(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", b"\1\2" * 9000, said=0)
    encoded = write_flac(path, tmp_path / "a.flac", sha256=digest(path))
    assert encoded.form.frames == 9000
    assert encoded.shell is not None
    assert b"".join(rebuilt(tmp_path / "a.flac", encoded.shell)) == path.read_bytes()


@pytest.mark.parametrize("broken", ["half a frame", "8 bit", "A-law", "another sound"])
def test_what_flac_cannot_give_back_keeps_its_original(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "a.raw"
    expected = ""
    if broken == "half a frame":
        path = talk(path)
        path.write_bytes(path.read_bytes() + b"\1\2\3")
    elif broken == "another sound":
        path, expected = talk(path), "0" * 64
    else:
        form = (1, 1, 8000, 8) if broken == "8 bit" else (ALAW, 1, 8000, 8)
        path = wav(tmp_path / "a.wav", bytes(range(256)) * 40, form=form)
    encoded = write_flac(path, tmp_path / "a.flac", sha256=expected or digest(path))
    assert encoded.shell is None
    assert encoded.form.frames > 0


def test_a_picture_shows_both_sides_and_where_nobody_speaks(tmp_path: Path) -> None:
    drawing = draw(talk(tmp_path / "a.raw"))
    assert len(drawing.sides) == 2
    caller, hotline = drawing.sides
    assert len(caller) == PEAKS
    assert max(high for _low, high in caller[:100]) == pytest.approx(0.3, abs=0.01)
    assert max(high for _low, high in caller[250:]) == 0
    assert min(low for low, _high in hotline[500:]) == pytest.approx(-0.3, abs=0.01)
    assert drawing.silences == [(pytest.approx(2, abs=0.05), pytest.approx(5, abs=0.05))]
    assert drawing.spoken[0] == [(0, pytest.approx(2, abs=0.05))]
    assert drawing.spoken[1] == [(pytest.approx(5, abs=0.05), 7)]


def test_a_breath_does_not_cut_a_sentence(tmp_path: Path) -> None:
    said = np.concatenate([tone(1), quiet(0.4), tone(1), quiet(2), tone(1)])
    drawing = draw(raw(tmp_path / "a.raw", said, np.zeros_like(said)))
    assert [round(end - start, 1) for start, end in drawing.spoken[0]] == [2.4, 1.0]


@pytest.mark.parametrize("frames", [1, 79, 80, 81, 8000])
def test_the_shortest_sounds_have_a_picture(tmp_path: Path, frames: int) -> None:
    path = raw(tmp_path / "a.raw", np.full(frames, 0.5), np.zeros(frames))
    drawing = draw(path)
    assert drawing.sides[0][0] == [0.5, 0.5]
    assert len(drawing.sides[0]) == -(-frames // 80)
    assert write_flac(path, tmp_path / "a.flac", sha256=digest(path)).shell is not None


@pytest.mark.parametrize("junk", [b"", b"RIFF", b"ID3junk", b"\0" * 900, b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_sound_says_so(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(junk)
    with pytest.raises(NotSound):
        list(pieces(path))


@pytest.mark.parametrize(("kind", "subtype"), [
    ("FLAC", "PCM_24"), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"),
    ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("AIFF", "PCM_16"), ("AU", "ULAW"),
])  # fmt: skip
def test_an_office_may_upload_what_it_has(tmp_path: Path, kind: str, subtype: str) -> None:
    path = tmp_path / "greeting"
    sound = np.stack([tone(1.5, level=0.05, rate=48_000)] * 2, axis=1)
    soundfile.write(path, sound, 48_000, format=kind, subtype=subtype)
    prompt = loudness.prompt_from(path)
    assert len(prompt) / RATE == pytest.approx(1.5, abs=0.1)
    assert level(prompt) == pytest.approx(loudness.LEVEL, rel=0.03)


def level(signal: np.ndarray) -> float:
    """Return the mean level of the middle of a sound."""
    middle = signal[len(signal) // 4 : -len(signal) // 4]
    return float(np.sqrt((middle**2).mean()))


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 12_347])
def test_another_rate_keeps_the_voice_and_folds_nothing_back(rate: int) -> None:
    heard = loudness.resampled(tone(1, hertz=1000, rate=rate), rate, RATE)
    expected = tone(1, hertz=1000)
    assert len(heard) == pytest.approx(RATE, abs=1)
    inside = slice(400, 7600)
    assert np.corrcoef(heard[inside], expected[inside])[0, 1] > 0.9999
    if rate > 12_000:
        shrill = loudness.resampled(tone(1, hertz=5400, rate=rate), rate, RATE)
        assert np.abs(shrill[inside]).max() < 0.003


def test_pauses_make_nothing_louder_and_shouts_are_held_down() -> None:
    said = np.concatenate([quiet(1), tone(1, level=0.01), quiet(3), tone(1, level=0.01), quiet(1)])
    said[RATE + 4000] = 0.9
    prompt = loudness.evened(said)
    assert np.abs(prompt).max() <= loudness.CEILING
    assert len(prompt) / RATE == pytest.approx(5.2, abs=0.15)
    assert level(prompt[2000:3500]) > 10 * level(said[RATE : RATE + 1500])


@pytest.mark.parametrize("nothing", [np.zeros(0), np.zeros(9000), np.full(9000, 0.5), np.ones(9)])
def test_a_prompt_in_which_nothing_is_heard_is_refused(nothing: np.ndarray) -> None:
    with pytest.raises(NotSound):
        loudness.evened(nothing)


def test_a_prompt_is_written_as_the_exchange_plays_it(tmp_path: Path) -> None:
    clips = [loudness.evened(tone(0.5)), loudness.evened(tone(0.5, hertz=600))]
    seconds = loudness.write_prompt(loudness.joined(clips), tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert file.getnframes() / 8000 == seconds
    assert seconds == pytest.approx(1.06, abs=0.15)


def test_hours_are_no_prompt(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(RATE * 400, dtype=np.int16), RATE)
    with pytest.raises(loudness.TooLong):
        loudness.prompt_from(path)
