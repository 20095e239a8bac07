"""The trace of one voice: what is kept of a text so that others can be compared with it quickly."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zlib import crc32

from langnghe.understanding.finding import Understanding
from langnghe.understanding.words import Words
from langnghe.vietnamese.fold import fold

TERMS = 60
"""So many of the rarest words and pairs of a text are kept."""

_COMMON_SAID = (
    "va la co cua cho o tai bi duoc khong thi ma nay do toi chung em anh chi ong ba bac cac "
    "nhung de nghi kinh gui duong day nong thanh uy xin mong rat da dang se voi cung nhu tu "
    "den ra vao len xuong a nhe nha minh ai gi nao sao vi nen roi con mot hai may cu theo "
    "ve trong ngoai tren duoi hom qua nay sang chieu toi dem ngay thang nam gio phut ho ten "
    "so dien thoai cam on tran trong phan anh bao cao noi dung su viec vu viec co quan chuc "
    "nang xem xet giai quyet xu ly"
)
_COMMON = frozenset(_COMMON_SAID.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one voice is compared by.

    `terms`: hashed words and pairs with weights, of length 1 together. `topics`, `wards`: codes
    with odds. `places`: folded names of streets and landmarks. `names`: capitalised runs that
    are no known place (firms, buildings, schools), folded. `author`: who speaks, as far as known.
    """

    received_at: datetime
    terms: Mapping[int, float]
    topics: Mapping[str, float]
    wards: Mapping[str, float]
    places: frozenset[str]
    names: frozenset[str]
    size: int
    author: str = ""


class Rarity:
    """How rare words are among texts of this kind; learned from any number of texts."""

    def __init__(self, counts: Mapping[int, int] | None = None, texts: int = 0) -> None:
        self.counts: Counter[int] = Counter(counts or {})
        self.texts = texts

    def learn(self, words: Words) -> None:
        """Count the words of one more text."""
        self.texts += 1
        self.counts.update({key for key, _times in _terms(words)})

    def weight(self, term: int) -> float:
        """Return the weight of a term: large for a rare one."""
        return math.log((self.texts + 2) / (self.counts.get(term, 0) + 1)) + 0.2


def trace_of(
    words: Words,
    understanding: Understanding,
    rarity: Rarity,
    *,
    received_at: datetime,
    author: str = "",
) -> Trace:
    """Make the trace of a text that was understood."""
    weights = {term: (1 + math.log(times)) * rarity.weight(term) for term, times in _terms(words)}
    kept = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:TERMS]
    length = math.sqrt(sum(weight * weight for _term, weight in kept)) or 1.0
    wards = {finding.value: finding.confidence for finding in understanding.ward_candidates}
    if understanding.ward:
        wards[understanding.ward.value] = understanding.ward.confidence
    best = sorted(understanding.topic_odds.items(), key=lambda pair: -pair[1])[:6]
    return Trace(
        received_at=received_at,
        terms={term: round(weight / length, 4) for term, weight in kept},
        topics={code: round(odds, 3) for code, odds in best if odds >= 0.02},
        wards={code: round(odds, 3) for code, odds in wards.items()},
        places=frozenset(fold(place.name) for place in understanding.places if place.is_landmark),
        names=frozenset(_names(words, understanding)),
        size=len(words),
        author=author,
    )


def _terms(words: Words) -> list[tuple[int, int]]:
    said = [word.folded for word in words.words]
    meant = [word for word in said if word not in _COMMON and len(word) > 1]
    pairs = [
        f"{one} {other}"
        for one, other in pairwise(said)
        if one not in _COMMON or other not in _COMMON
    ]
    counted = Counter(meant) + Counter(pairs)
    return [(crc32(term.encode()), times) for term, times in counted.items()]


def _names(words: Words, understanding: Understanding) -> Iterable[str]:
    """Yield capitalised runs of two words and more inside sentences, and numbered buildings."""
    taken = [place.span for place in understanding.places]
    run: list[str] = []
    for index, word in enumerate(words.words):
        starts = index == 0 or any(
            mark in words.text[words.words[index - 1].end : word.start]
            for mark in ".!?\n:;\"'“”,(["
        )
        inside = any(start <= word.start < end for start, end in taken)
        if starts and len(run) > 1:
            yield " ".join(run)
        if starts:
            run = []
        fits = (word.is_capital or (run and word.written.isdigit())) and not word.written.isupper()
        if fits and not inside:
            run.append(word.folded)
            continue
        if len(run) > 1:
            yield " ".join(run)
        run = []
    if len(run) > 1:
        yield " ".join(run)
