"""The file of trunks: what it may say, and what is said where it is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from langnghe.telephony.exchange.trunks import NoTrunks, read_trunks

FIRST = {"name": "first", "host": "sip.provider.example", "user": "842400000000", "password": "x"}


def written(folder: Path, said: Any) -> Path:
    file = folder / "trunks.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


def test_providers_and_gateways_are_read_in_order(tmp_path: Path) -> None:
    sim = {"name": "sim", "signs_in_here": True, "password": "x", "codecs": ["alaw"]}
    first, second = read_trunks(written(tmp_path, [FIRST, sim]))
    assert (first.registers, first.signs_in_here, first.codecs) == (True, False, ("alaw", "ulaw"))
    assert (second.registers, second.signs_in_here, second.codecs) == (False, True, ("alaw",))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"name": "sim"}, "host"),
        ({"host": "192.0.2.1"}, "name"),
        ({"name": "sim", "signs_in_here": True}, "password"),
        ({**FIRST, "signs_in_here": True}, "no host"),
        ({**FIRST, "name": "a b"}, "letters"),
        ({**FIRST, "transport": "sctp"}, "transport"),
        ({**FIRST, "secret": "x"}, "secret"),
        ({**FIRST, "host": "x\ntype=acl"}, "letters"),
        ("first", "name"),
    ],
)
def test_a_wrong_trunk_is_named(tmp_path: Path, wrong: Any, word: str) -> None:
    with pytest.raises(NoTrunks, match=word) as said:
        read_trunks(written(tmp_path, [FIRST, wrong]))
    assert "Trunk 2 of" in str(said.value)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    for file in (tmp_path / "missing.json", written(tmp_path, {"name": "first"})):
        with pytest.raises(NoTrunks, match=str(file)):
            read_trunks(file)
