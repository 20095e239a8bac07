"""The words that led to a suggestion, marked in the text; the text itself is never altered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from langnghe.register.states import Kind
from langnghe.web.suggested import FIELD_NAMES, UNSURE, how_sure

SHOWN = 3000
"""Characters that a preview shows; all of it stands on the submission's page."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of characters with the fields that it led to, most urgent first."""

    text: str
    fields: tuple[str, ...] = ()

    @property
    def classes(self) -> str:
        """The looks of its marks."""
        return " ".join(f"led-{field}" for field in self.fields)

    @property
    def words(self) -> str:
        """The names of the fields it led to."""
        return ", ".join(str(FIELD_NAMES[field]) for field in self.fields)


@dataclass(frozen=True, kw_only=True)
class MarkedText:
    """A contact's subject and text in pieces; `is_cut` where a preview leaves the rest out."""

    contact_id: int
    subject: Sequence[Piece]
    text: Sequence[Piece]
    is_cut: bool = False


_FIELDS = ("urgency", "sensitivity", "kind", "topic", "ward")


def marked_text(
    facts: Mapping[str, Any], subject: str, text: str, *, limit: int | None = None
) -> MarkedText | None:
    """Mark what led to a suggestion; None where the text is not the one that was read."""
    before = len(subject) + 1 if subject else 0
    if facts.get("length") != before + len(text):
        return None
    spans = list(_spans(facts))
    shown = text if limit is None else text[:limit]
    return MarkedText(
        contact_id=facts.get("contact", 0),
        subject=_pieces(subject, spans),
        text=_pieces(shown, [(field, start - before, end - before) for field, start, end in spans]),
        is_cut=len(shown) < len(text),
    )


def _spans(facts: Mapping[str, Any]) -> Iterable[tuple[str, int, int]]:
    """Yield every span with its field; what is not sure, or ordinary, has no mark."""
    found = {field: facts.get(field) or {} for field in _FIELDS}
    found["topic"] = (facts.get("topics") or [{}])[0]
    for field in ("kind", "topic"):
        unsure = how_sure(field, found[field].get("confidence")) == UNSURE
        if unsure or found[field].get("value") == Kind.REPORT:
            found[field] = {}
    if not found["ward"]:
        found["ward"] = {
            "because": [
                span
                for candidate in facts.get("ward_candidates", ())
                for span in candidate["because"]
            ]
        }
    for field in _FIELDS:
        for start, end in found[field].get("because", ()):
            yield field, start, end


def _pieces(text: str, spans: Iterable[tuple[str, int, int]]) -> list[Piece]:
    kept = [
        (field, max(0, start), min(end, len(text)))
        for field, start, end in spans
        if start < len(text) and end > 0
    ]
    cuts = sorted({0, len(text), *(cut for _field, *ends in kept for cut in ends)})
    pieces = []
    for start, end in pairwise(cuts):
        inside = {field for field, first, after in kept if first <= start and end <= after}
        fields = tuple(field for field in _FIELDS if field in inside)
        pieces.append(Piece(text=text[start:end], fields=fields))
    return pieces
