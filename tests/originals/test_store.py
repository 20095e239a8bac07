"""Originals are whole, durable, and kept once."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from langnghe.originals.store import NotKept, Store, StoreFull


def test_bytes_come_back_as_they_were(tmp_path: Path) -> None:
    store = Store(tmp_path)
    original = store.put("Tiếng Việt".encode())
    with store.open(original.sha256) as file:
        assert file.read().decode() == "Tiếng Việt"
    assert original.size == 14
    assert store.has(original.sha256)
    assert store.verify(original.sha256)


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.put(b"once") == store.put_stream([b"on", b"ce"])
    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 1


def test_a_file_is_copied_and_stays(tmp_path: Path) -> None:
    source = tmp_path / "call.wav"
    source.write_bytes(b"sound" * 1000)
    original = Store(tmp_path / "store").put_file(source)
    assert source.exists()
    assert original.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64])
def test_what_is_not_kept_is_said_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotKept):
        Store(tmp_path).open(name)


def test_changed_bytes_are_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    original = store.put(b"evidence")
    path = store.path(original.sha256)
    path.chmod(0o600)
    path.write_bytes(b"evidenxe")
    assert not store.verify(original.sha256)


def test_a_file_cut_by_a_crash_is_written_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    original = store.put(b"whole")
    path = store.path(original.sha256)
    path.chmod(0o600)
    path.write_bytes(b"wh")
    store.put(b"whole")
    assert store.verify(original.sha256)


def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFull):
        Store(tmp_path).put(b"too much")
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]
