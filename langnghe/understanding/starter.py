"""The models of the first day, trained from the profile's made-up sentences."""

import fcntl
import hashlib
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langnghe.understanding.learned import LinearModel, pack, unpack
from langnghe.understanding.trace import Rarity
from langnghe.understanding.words import read_words

logger = logging.getLogger(__name__)

FIELDS = ("topic", "kind", "urgency", "sensitivity")
_VERSION = b"4"
_TOPIC_SETTINGS = {"strength": 1.5, "scale": 5.0}
"""Chosen on reports that were looked at, not on those the quality is told for."""


def read_sentences(folder: Path) -> list[dict[str, Any]]:
    """Read the starter sentences: text with topic, kind, urgency, sensitivity."""
    return _rows(folder / "triage" / "sentences.jsonl")


def read_lessons(folder: Path) -> list[dict[str, Any]]:
    """Read all that the first day's models learn from.

    Besides the starter sentences, where the profile has them: whole reports as they come, with
    all labels, and sentences of danger and of what only sounds like it, of no topic in
    particular.
    """
    more = [folder / "triage" / name for name in ("reports.jsonl", "dangers.jsonl")]
    return [
        *read_sentences(folder),
        *(row for path in more if path.exists() for row in _rows(path)),
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def starter_models(folder: Path, kept_in: Path | None = None) -> dict[str, LinearModel]:
    """Train the starter models, or take those kept in a folder from the same sentences.

    Where several processes need them at once, one trains and the others wait for it.
    """
    if kept_in is None:
        return train_fields(read_lessons(folder))
    path = starter_path(folder, kept_in)
    if found := _kept(path):
        return found
    kept_in.mkdir(parents=True, exist_ok=True)
    with (kept_in / ".training").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := _kept(path):
            return found
        packed = pack(train_fields(read_lessons(folder)))
        _keep(path, packed)
    return unpack(packed)


def _kept(path: Path) -> dict[str, LinearModel]:
    """Return the models of a file; none where it is not there, or was damaged."""
    try:
        return unpack(path.read_bytes())
    except FileNotFoundError:
        return {}
    except Exception as failure:  # whatever a disk gives back after the power went
        logger.warning("%s is damaged (%r): it is learned anew", path, failure)
        return {}


def _keep(path: Path, models: bytes) -> None:
    """Write a file that is there whole, or not at all, even where the machine stops."""
    half = path.with_suffix(f".{os.getpid()}.part")
    try:
        with half.open("wb") as file:
            file.write(models)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def starter_path(folder: Path, kept_in: Path) -> Path:
    """Return where the models trained from these sentences are kept."""
    said = json.dumps(read_lessons(folder), sort_keys=True).encode() + _VERSION
    return kept_in / f"starter-{hashlib.sha256(said).hexdigest()[:16]}.npz"


def train_fields(sentences: Sequence[dict[str, Any]]) -> dict[str, LinearModel]:
    """Train one model for each field from rows that have it.

    A row may carry a `weight`, and `is_secret` where it is not for every eye.
    """
    from langnghe.understanding.training import Labelled, train  # large: not in every process

    models = {}
    for name in FIELDS:
        rows = [row for row in sentences if row.get(name)]
        models[name] = train(
            [
                Labelled(
                    row["text"], row[name], row.get("weight", 1.0), row.get("is_secret", False)
                )
                for row in rows
            ],
            **(_TOPIC_SETTINGS if name == "topic" else {}),
        )
    return models


def starter_rarity(folder: Path) -> Rarity:
    """Count how rare words are in the starter sentences."""
    rarity = Rarity()
    for row in read_sentences(folder):
        rarity.learn(read_words(row["text"]))
    return rarity


if __name__ == "__main__":
    starter_models(Path(sys.argv[1]), Path(sys.argv[2]))
