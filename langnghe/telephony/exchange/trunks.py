"""The office's trunks, read from a file of their own: it holds their passwords."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from langnghe.telephony.exchange.plan import Trunk

_KNOWN = {each.name for each in fields(Trunk)}
_WAYS = ("udp", "tcp", "tls")


class NoTrunks(Exception):
    """The file of trunks is wrong; the message says where."""


def read_trunks(file: Path) -> tuple[Trunk, ...]:
    """Read trunks: a JSON list of objects with the fields of Trunk. Raises NoTrunks."""
    try:
        listed = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as failure:
        raise NoTrunks(f"LANGNGHE_TRUNKS names {file}, which cannot be read ({failure}).") from None
    if not isinstance(listed, list):
        raise NoTrunks(f"{file} must hold a list of trunks.")
    return tuple(_trunk(file, place, each) for place, each in enumerate(listed, 1))


def _trunk(file: Path, place: int, said: Any) -> Trunk:
    where = f"Trunk {place} of {file}"
    if not isinstance(said, dict) or "name" not in said:
        raise NoTrunks(f"{where} needs a name.")
    if unknown := set(said) - _KNOWN:
        raise NoTrunks(f"{where} has {', '.join(sorted(unknown))}, which no trunk has.")
    if (
        not str(said["name"]).replace("-", "").isalnum()
        or said.get("transport", "udp") not in _WAYS
    ):
        raise NoTrunks(f"{where}: the name has letters, digits, -; transport is udp, tcp or tls.")
    try:
        return Trunk(**{**said, "codecs": tuple(said.get("codecs", Trunk.codecs))})
    except (TypeError, ValueError) as failure:
        raise NoTrunks(f"{where}: {failure}.") from None
