"""Recordings as exchanges and crashes leave them."""

import array
import os
import struct
import time
import wave
from pathlib import Path

import pytest

from langnghe.telephony.wav import (
    ALAW,
    MULAW,
    NotSound,
    inspect,
    is_finished,
    peaks,
    samples,
    write_playable,
)
from tests.telephony.sounds import wav

SECOND = b"\0\1" * 8000


def aged(path: Path, seconds: float) -> Path:
    moment = time.time() - seconds
    os.utime(path, (moment, moment))
    return path


def decoded(path: Path) -> list[int]:
    return [value for piece in samples(path, inspect(path)) for value in piece]


@pytest.mark.parametrize("said", [0, 0xFFFFFFFF, 0x7FFFFFFF, len(SECOND) + 2])
def test_a_header_that_lies_is_not_believed(tmp_path: Path, said: int) -> None:
    path = wav(tmp_path / "a.wav", SECOND, said=said)
    sound = inspect(path)
    assert (sound.seconds, sound.cut) == (1.0, True)
    write_playable(path, tmp_path / "b.wav")
    with wave.open(str(tmp_path / "b.wav")) as played:
        assert played.getnframes() == 8000


def test_a_header_that_says_less_is_believed(tmp_path: Path) -> None:
    sound = inspect(wav(tmp_path / "a.wav", SECOND + b"junk", said=len(SECOND)))
    assert (sound.seconds, sound.cut) == (1.0, False)


def test_while_it_is_being_written_a_recording_is_left_alone(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", SECOND, said=0)
    assert not is_finished(path)
    assert is_finished(aged(path, 31))
    assert is_finished(wav(tmp_path / "b.wav", SECOND))
    assert not is_finished(tmp_path / "gone.wav")


def test_what_is_no_sound_waits_a_while_and_then_counts_as_finished(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"")
    assert not is_finished(path)
    assert is_finished(aged(path, 31))


@pytest.mark.parametrize(
    ("coding", "byte", "value"),
    [(ALAW, 0xD5, 8), (ALAW, 0x55, -8), (ALAW, 0x2A, -32256), (ALAW, 0xAA, 32256),
     (MULAW, 0xFF, 0), (MULAW, 0x00, -32124), (MULAW, 0x80, 32124)],
)  # fmt: skip
def test_g711_is_expanded_as_the_standard_says(
    tmp_path: Path, coding: int, byte: int, value: int
) -> None:
    assert decoded(wav(tmp_path / "a.wav", bytes([byte]), form=(coding, 1, 8000, 8))) == [value]


def test_eight_bits_are_unsigned(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", bytes([0, 128, 255]), form=(1, 1, 8000, 8))
    assert decoded(path) == [-32768, 0, 32512]


@pytest.mark.parametrize(
    "form",
    [(49, 1, 8000, 0), (2, 1, 8000, 4), (0xFFFE, 1, 8000, 16), (1, 0, 8000, 16), (1, 9, 8000, 16),
     (1, 1, 0, 16), (1, 1, 8000, 24), (3, 1, 8000, 32)],
    ids=["GSM", "ADPCM", "extensible", "no channel", "nine", "no rate", "24 bit", "float"],
)  # fmt: skip
def test_codings_that_we_do_not_know_are_refused_in_words(
    tmp_path: Path, form: tuple[int, int, int, int]
) -> None:
    path = wav(tmp_path / "a.wav", SECOND, form=form)
    for read in (inspect, peaks):
        with pytest.raises(NotSound, match="not known"):
            read(path)  # type: ignore[operator]


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEdata\0\0\0\0", b"\0" * 5000,
     b"RIFF\0\0\0\0WAVEfmt \xff\xff\xff\xff" + b"\0" * 20, b"RIFF\0\0\0\0WAVEfmt \4\0\0\0abcd",
     b"RIFF\0\0\0\0WAVE" + b"junk\xff\xff\xff\x7f" * 3],
)  # fmt: skip
def test_junk_is_no_sound(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    with pytest.raises(NotSound):
        inspect(path)


def test_chunks_before_the_sound_are_stepped_over(tmp_path: Path) -> None:
    odd = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    assert inspect(wav(tmp_path / "a.wav", SECOND, before=odd)).seconds == 1.0


def test_no_sound_at_all_has_no_outline(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", b"")
    assert (inspect(path).seconds, peaks(path), decoded(path)) == (0.0, [], [])


def test_stereo_is_outlined_with_both_voices(tmp_path: Path) -> None:
    left, right = 1000, -2000
    values = array.array("h", [left, right] * 8000)
    path = wav(tmp_path / "a.wav", values.tobytes(), form=(1, 2, 8000, 16))
    outline = peaks(path, 100)
    assert len(outline) == 100
    assert outline[0] == [round(right / 32768, 3), round(left / 32768, 3)]
    assert inspect(path).seconds == 1.0


def test_half_a_sample_at_the_end_is_dropped(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", SECOND + b"\1", said=0)
    assert len(decoded(path)) == 8000
    assert len(peaks(path, 10)) == 10


def test_a_long_recording_has_no_more_points_than_asked_for(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", SECOND * 47)
    assert 590 < len(peaks(path)) <= 600
