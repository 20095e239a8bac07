"""The trace of one voice: what is kept of a text so that others can be compared with it quickly."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, wraps
from itertools import pairwise
from typing import Any, TypeVar
from zlib import crc32

from langnghe.understanding.bodies import bodies_in
from langnghe.understanding.doors import doors_in
from langnghe.understanding.finding import Span, Understanding
from langnghe.understanding.places import NEAR
from langnghe.understanding.seen import Photo, Point, seen_at, seen_from
from langnghe.understanding.things import Things
from langnghe.understanding.words import Words
from langnghe.vietnamese.fold import fold

TERMS = 120
"""So many of the rarest words and pairs of a text are kept."""

_TOPICS, _TOPIC_LEAST = 12, 0.001
"""So many topics are kept, with odds of so much at least."""

_COMMON_SAID = (
    "va la co cua cho o tai bi duoc khong thi ma nay do toi chung em anh chi ong ba bac cac "
    "nhung de nghi kinh gui duong day nong thanh uy xin mong rat da dang se voi cung nhu tu "
    "den ra vao len xuong a nhe nha minh ai gi nao sao vi nen roi con mot hai may cu theo "
    "ve trong ngoai tren duoi hom qua nay sang chieu toi dem ngay thang nam gio phut ho ten "
    "so dien thoai cam on tran trong phan anh bao cao noi dung su viec vu viec co quan chuc "
    "nang xem xet giai quyet xu ly"
)
COMMON = frozenset(_COMMON_SAID.split())
"""Small words, folded, that say nothing of what a text is about."""


_TITLES_SAID = (
    "ong ba anh chi em co chu bac chau cu cong ty phuong xa quan huyen duong pho thon truong toa"
    " khu kinh toi ngo ngach hem nha so to xom lo tang"
)
_TITLES = frozenset(_TITLES_SAID.split())
_PEOPLE = frozenset(["ong", "ba", "anh", "chi", "em", "co", "chu", "bac", "chau", "cu"])
ROUTE = "route"
_SURE_PLACES = ("line", "area", "point")
NAMED_PLACES = frozenset([*_SURE_PLACES, *(f"{NEAR}{sort}" for sort in _SURE_PLACES)])
"""The sorts of streets, areas and landmarks that the city knows by name; "near line": only near."""
_ROUTES = re.compile(
    r"\b(?:(?:tuyen(?: xe)?(?: buyt)?|buyt|bus?)(?: so| route| tuyen)? (?=\d)|xe (?=\d\d+[a-z]))"
    r"(\d{1,3}[a-z]?)\b"
)
_CACHED = 20_000
_NO_EVENT, _SURELY_NONE = frozenset({"hoi_dap", "khen", "spam"}), 0.6
_LIFE = "K3"
_STOPS = ".!?\n:;\"'“”,(["

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one voice is compared by.

    `terms`: hashed words and pairs with weights, of length 1 together. `topics`, `wards`: codes
    with odds. `places`: folded names of streets, landmarks and old units, each after its sort
    ("line:le duan"), the numbers of bus routes ("route:31v"), exact places below a street
    ("alley:165", see `doors`), and bodies and numbers ("body school:mau", see `bodies`).
    `names`: pairs of folded words inside capitalised names (firms, buildings, schools) with
    how rare they are. `author`: who speaks, as far as known. `things`: what it is about, see
    `things`.
    `seen_at`, `seen_from`: when and where its photographs were taken.
    `is_told`: it tells of an event, and does not only ask, thank or advertise. `is_apart`,
    `passing`: see `Understanding`. `danger`: how sure it tells of danger to life now.
    `found`: what was found in it `once`; no part of it.
    """

    received_at: datetime
    terms: Mapping[int, float]
    topics: Mapping[str, float]
    wards: Mapping[str, float]
    places: frozenset[str]
    names: Mapping[str, float]
    size: int
    author: str = ""
    is_apart: bool = False
    is_told: bool = True
    passing: float = 0.0
    danger: float = 0.0
    seen_at: datetime | None = None
    seen_from: Point | None = None
    things: Things = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def happened_at(self) -> datetime:
        """When it was seen, as far as photographs say; else when it was told."""
        return self.seen_at or self.received_at


def once(find: Callable[[Trace], Found]) -> Callable[[Trace], Found]:
    """Let what follows from one trace alone be found once, though it is compared with many."""
    name = f"{find.__module__}.{find.__qualname__}"

    @wraps(find)
    def find_once(trace: Trace) -> Found:
        kept = trace.found
        if name not in kept:
            kept[name] = find(trace)
        known: Found = kept[name]
        return known

    return find_once


def sort_of(place: str) -> str:
    """Return of which sort a place of a trace is: "line" of "line:le duan"."""
    return place.partition(":")[0]


def name_of(place: str) -> str:
    """Return the name of a place of a trace: "le duan" of "line:le duan"."""
    return place.partition(":")[2]


@once
def named_places(trace: Trace) -> frozenset[str]:
    """Return its places that the city knows by name."""
    return frozenset(place for place in trace.places if sort_of(place) in NAMED_PLACES)


@once
def named_terms(trace: Trace) -> frozenset[int]:
    """Return the terms that only say where it is, or who it is about."""
    named = (*map(name_of, named_places(trace)), *trace.names)
    return frozenset().union(*map(_terms_of_name, named))


@lru_cache(maxsize=_CACHED)
def _terms_of_name(name: str) -> frozenset[int]:
    words = name.split()
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    return frozenset(map(term_of, (*words, *pairs)))


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
    photos: Sequence[Photo] = (),
) -> Trace:
    """Make the trace of a text that was understood."""
    weights = {term: (1 + math.log(times)) * rarity.weight(term) for term, times in _terms(words)}
    kept = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:TERMS]
    length = math.sqrt(sum(weight * weight for _term, weight in kept)) or 1.0
    wards = {finding.value: finding.confidence for finding in understanding.ward_candidates}
    if understanding.ward:
        wards[understanding.ward.value] = understanding.ward.confidence
    best = sorted(understanding.topic_odds.items(), key=lambda pair: -pair[1])[:_TOPICS]
    return Trace(
        received_at=received_at,
        terms={term: round(weight / length, 4) for term, weight in kept},
        topics={code: round(odds, 3) for code, odds in best if odds >= _TOPIC_LEAST},
        wards={code: round(odds, 3) for code, odds in wards.items()},
        places=_places_and_routes(words, understanding),
        names=_name_terms(words, understanding, rarity),
        size=len(words),
        author=author,
        is_apart=understanding.is_apart,
        is_told=not _is_no_event(understanding),
        passing=understanding.passing,
        danger=understanding.urgency.confidence if understanding.urgency.value == _LIFE else 0.0,
        seen_at=seen_at(photos, received_at=received_at),
        seen_from=seen_from(photos),
        things=understanding.things,
    )


def _is_no_event(understanding: Understanding) -> bool:
    kind = understanding.kind
    return bool(kind and kind.value in _NO_EVENT and kind.confidence >= _SURELY_NONE)


def _places_and_routes(words: Words, understanding: Understanding) -> frozenset[str]:
    said = " ".join(word.folded for word in words.words)
    places = {
        f"{place.sort}:{fold(place.known_as or place.name)}"
        for place in understanding.places
        if place.sort
    }
    routes = {f"{ROUTE}:{number}" for number in _ROUTES.findall(said)}
    streets = {place.span[0] for place in understanding.places if place.sort == "line"}
    return frozenset(places | routes | doors_in(words, streets) | bodies_in(words))


def _terms(words: Words) -> list[tuple[int, int]]:
    said = [word.folded for word in words.words]
    meant = [word for word in said if word not in COMMON and len(word) > 1]
    pairs = [
        f"{one} {other}"
        for one, other in pairwise(said)
        if one not in COMMON or other not in COMMON
    ]
    counted = Counter(meant) + Counter(pairs)
    return [(term_of(term), times) for term, times in counted.items()]


def term_of(words: str) -> int:
    """Return the number by which a word or a pair of words is kept."""
    return crc32(words.encode())


def _name_terms(words: Words, understanding: Understanding, rarity: Rarity) -> dict[str, float]:
    """Return pairs of words inside capitalised runs that are no plain address, with rarity."""
    taken = [place.span for place in understanding.places]
    pairs = {
        f"{one} {other}" for run in _capital_runs(words, taken) for one, other in pairwise(run)
    }
    return {pair: round(rarity.weight(term_of(pair)), 2) for pair in sorted(pairs)}


def _callers_end(words: Words) -> int:
    """Return where the name of the caller ends, with whom a note begins; else 0."""
    if not len(words) or words.words[0].folded not in _PEOPLE:
        return 0
    names = (index for index in range(1, len(words)) if not words.words[index].is_capital)
    return next(names, 0)


def _capital_runs(words: Words, taken: Sequence[Span]) -> Iterator[list[str]]:
    """Yield the capitalised words that stand together, without "Ông", "Công ty" and the like.

    Known places (`taken`, their characters) are left out, and the caller, with whom a note
    begins ("Bà Thí Dụ báo ..."); a text in capitals has none.
    """
    run: list[str] = []
    callers_end = _callers_end(words)
    for index, word in enumerate(words.words):
        if index < callers_end:
            continue
        before = words.words[index - 1] if index else None
        gap = words.text[before.end : word.start] if before else "."
        starts = any(mark in gap for mark in _STOPS)
        is_place = any(start <= word.start < end for start, end in taken)
        fits = (
            word.is_capital
            and not is_place
            and (len(word.written) == 1 or not word.written.isupper())
        )
        if starts or not (fits or (run and word.written.isdigit())):
            if len(run) > 1:
                yield run
            run = []
        if (fits and word.folded not in _TITLES) or (run and word.written.isdigit()):
            run.append(word.folded)
    if len(run) > 1:
        yield run
