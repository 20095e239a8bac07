"""What one would do without Lắng Nghe: the most common class, keywords, the nearest centroid."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

Row = Mapping[str, Any]
Said = dict[str, Any]
WITHIN = timedelta(hours=72)
COPY_AT = 0.5
"""Cosine of two texts above which the plain way takes them for one event."""


def words_of(row: Row) -> str:
    """Return subject and text of a report."""
    return f"{row.get('subject') or ''}\n{row['text']}".strip()


class NearestCentroid:
    """TF-IDF of the words as they are written; the class whose mean text is nearest."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._spelled = TfidfVectorizer(sublinear_tf=True)
        vectors = self._spelled.fit_transform(texts)
        self.classes = sorted(set(labels))
        named = np.array(labels)
        means = [np.asarray(vectors[named == each].mean(axis=0))[0] for each in self.classes]
        self._means = normalize(np.vstack(means))

    def nearest(self, texts: Sequence[str]) -> list[str]:
        """Return the class of each text."""
        scores = self._spelled.transform(texts) @ self._means.T
        return [self.classes[place] for place in np.asarray(scores).argmax(axis=1)]


class Plain:
    """Three plain ways to read the same reports, from the same profile."""

    def __init__(self, profile: Path, sentences: Sequence[Row]) -> None:
        self._sentences = [each for each in sentences if each.get("topic") and each.get("kind")]
        topics = json.loads((profile / "taxonomy.json").read_text(encoding="utf-8"))["topics"]
        self._topics = {each["code"]: each for group in topics for each in group["children"]}
        wards = json.loads((profile / "hanoi_wards.json").read_text(encoding="utf-8"))["wards"]
        self._wards = {each["short"].lower(): each["code"] for each in wards}

    def most_common(self, rows: Sequence[Row]) -> list[Said]:
        """Say the most common class of the sentences, whatever is said; join nothing."""
        usual = {
            field: Counter(each[field] for each in self._sentences).most_common(1)[0][0]
            for field in ("kind", "topic", "urgency", "sensitivity")
        }
        return [_said(row, usual, ward=None) for row in rows]

    def keywords(self, rows: Sequence[Row]) -> list[Said]:
        """Take the topic with most keywords of the taxonomy in the text, and its levels.

        Same event: the same topic and ward within 72 hours.
        """
        said = [self._by_keywords(row) for row in rows]
        _join(rows, said, lambda one, other: said[one]["topics"] == said[other]["topics"])
        return said

    def _by_keywords(self, row: Row) -> Said:
        text = words_of(row).lower()
        hits = {
            code: sum(word.lower() in text for word in topic["keywords"])
            for code, topic in self._topics.items()
        }
        best = max(sorted(hits), key=hits.__getitem__)
        topic = self._topics[best]
        found = {
            "kind": "phan_anh",
            "topic": best if hits[best] else "",
            "urgency": topic["default_urgency"] if hits[best] else "K1",
            "sensitivity": topic["default_sensitivity"] if hits[best] else "S0",
        }
        return _said(row, found, ward=self._ward(text))

    def centroid(self, rows: Sequence[Row]) -> list[Said]:
        """Take the nearest centroid of the starter sentences in each field.

        Same event: TF-IDF vectors at least COPY_AT alike within 72 hours.
        """
        texts = [words_of(row) for row in rows]
        learned = [each["text"] for each in self._sentences]
        found = {
            field: NearestCentroid(learned, [each[field] for each in self._sentences]).nearest(
                texts
            )
            for field in ("kind", "topic", "urgency", "sensitivity")
        }
        said = [
            _said(
                row,
                {field: values[place] for field, values in found.items()},
                ward=self._ward(texts[place].lower()),
            )
            for place, row in enumerate(rows)
        ]
        vectors = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
        alike = (vectors @ vectors.T).toarray()
        _join(rows, said, lambda one, other: bool(alike[one, other] >= COPY_AT), by_ward=False)
        return said

    def _ward(self, text: str) -> str | None:
        named = [short for short in self._wards if short in text]
        return self._wards[max(named, key=len)] if named else None


def _said(row: Row, found: Mapping[str, str], *, ward: str | None) -> Said:
    return {
        "id": row["id"],
        "kind": found["kind"],
        "topics": [found["topic"]] if found["topic"] else [],
        "ward": ward,
        "ward_candidates": [ward] if ward else [],
        "urgency": found["urgency"],
        "sensitivity": found["sensitivity"],
        "same_event": [],
    }


def _join(rows: Sequence[Row], said: Sequence[Said], is_same: Any, *, by_ward: bool = True) -> None:
    """Join each report to the newest earlier one that is the same."""
    times = [datetime.fromisoformat(row["received_at"]) for row in rows]
    for one in range(len(rows)):
        for other in reversed(range(one)):
            near = times[one] - times[other] <= WITHIN
            wards = said[one]["ward"], said[other]["ward"]
            there = not by_ward or (wards[0] is not None and wards[0] == wards[1])
            if near and there and is_same(one, other):
                said[one]["same_event"] = [rows[other]["id"]]
                break
