"""Where it happened: which ward a text speaks of, or which wards it may be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from langnghe.understanding.gazetteer import Gazetteer, Named
from langnghe.understanding.phrases import Hit, PhraseBook
from langnghe.understanding.spotting import (
    BESIDE,
    DISTRICT,
    OLD,
    ORIGIN,
    STREET,
    UNIT,
    is_name,
    is_whole,
    word_before,
    words_set,
)
from langnghe.understanding.words import Words
from langnghe.vietnamese.fold import fold

SURE = 0.76
"""A ward at least so probable is suggested; below it the officer is asked.

Where a street lies in two wards and nothing else is said, its main ward has 0.75: a guess that
sends one case in four to the wrong commune costs more than a key.
"""

CANDIDATES = 8
_FLOOR = 0.04
"""What a place has that a mention does not name, as far as the mention may mislead."""

NEAR = "near "
"""The sort of a place that something is only near to begins so."""

_KINDS = {
    "phuong": "phuong", "p": "phuong", "f": "phuong", "ward": "phuong", "xa": "xa", "x": "xa",
    "commune": "xa", "tran": "thi tran",
}  # fmt: skip
"""What stands before the name of a unit, with what the unit is then."""

_SORTS = {"street": "line", "road": "line", "river": "line", "area": "area", "village": "area"}
_LIVES = PhraseBook(
    (phrase, True)
    for phrase in (
        "trú tại", "thường trú", "tạm trú", "hộ khẩu", "địa chỉ", "ngụ tại", "quê ở", "tôi ở",
        "em ở", "nhà ở", "sinh sống tại", "cư trú", "công tác tại", "người gửi", "kính gửi",
        "gửi ubnd", "hiện ở", "chỗ ở", "i live", "my house",
    )
)  # fmt: skip
_TAKEN, _TAKEN_REACH = words_set("khám nhập nằm cấp cứu điều trị đưa chuyển ra vào đến lên"), 4
_REACH, _LIVES_REACH, _PHOTOS, _PHOTO_WEIGHT = 5, 7, 5, 0.7

_ELSEWHERE = PhraseBook(
    (name, name)
    for name in (
        "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế", "TP HCM", "TPHCM", "Sài Gòn",
        "thành phố Hồ Chí Minh",
        "tỉnh Bắc Ninh", "tỉnh Bắc Giang", "tỉnh Hưng Yên", "tỉnh Hải Dương", "tỉnh Hà Nam",
        "tỉnh Ninh Bình", "tỉnh Nam Định", "tỉnh Thái Bình", "tỉnh Vĩnh Phúc", "tỉnh Phú Thọ",
        "tỉnh Hòa Bình", "tỉnh Thái Nguyên", "tỉnh Quảng Ninh", "tỉnh Thanh Hóa", "tỉnh Nghệ An",
        "tỉnh Hà Tĩnh", "tỉnh Lạng Sơn", "tỉnh Cao Bằng", "tỉnh Tuyên Quang", "tỉnh Lào Cai",
        "tỉnh Sơn La", "tỉnh Điện Biên", "tỉnh Lai Châu", "tỉnh Quảng Trị", "tỉnh Quảng Ngãi",
        "tỉnh Gia Lai", "tỉnh Khánh Hòa", "tỉnh Lâm Đồng", "tỉnh Đắk Lắk", "tỉnh Đồng Nai",
        "tỉnh Tây Ninh", "tỉnh Đồng Tháp", "tỉnh Vĩnh Long", "tỉnh An Giang", "tỉnh Cà Mau",
        "tỉnh Quảng Nam", "tỉnh Bình Dương", "tỉnh Long An", "Bắc Ninh", "Hưng Yên", "Vĩnh Phúc",
        "Hải Dương", "Bắc Giang", "Nam Định", "Thái Bình", "Thái Nguyên", "Quảng Ninh", "Nghệ An",
        "Thanh Hóa", "Phú Thọ", "Ninh Bình",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: the words it stands on, the wards it may mean, its weight."""

    first: int
    after: int
    name: str
    shares: dict[str, float]
    weight: float
    is_landmark: bool
    sort: str = ""
    known_as: str = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a text says of the place.

    `wards` are codes with their probability, best first. `elsewhere` names another province
    when it is there that something happened.
    """

    wards: tuple[tuple[str, float], ...] = ()
    mentions: tuple[Mention, ...] = ()
    elsewhere: str = ""

    @property
    def ward(self) -> str | None:
        """The code of the ward when it is sure enough; otherwise the officer is asked."""
        return self.wards[0][0] if self.wards and self.wards[0][1] >= SURE else None


def read_places(
    words: Words, gazetteer: Gazetteer, points: Sequence[tuple[float, float]] = ()
) -> Whereabouts:
    """Find which ward a text speaks of, from all the names in it together.

    `points`: latitude and longitude of photographs that came with it, in degrees.
    """
    mentions = tuple(_mentions(words, gazetteer))
    strong = [mention for mention in mentions if mention.weight >= 0.7]
    told = (hit for hit in _ELSEWHERE.find(words) if _is_there(words, hit, mentions))
    elsewhere = next((hit.meaning for hit in told), "")
    if elsewhere and not strong:
        return Whereabouts(mentions=mentions, elsewhere=elsewhere)
    shown = [
        Mention(0, 0, "", shares, _PHOTO_WEIGHT, is_landmark=False)
        for point in points[:_PHOTOS]
        if (shares := gazetteer.near(*point))
    ]
    return Whereabouts(wards=_weigh([*mentions, *shown]), mentions=mentions)


def _is_there(words: Words, hit: Hit[str], mentions: Sequence[Mention]) -> bool:
    """Whether it is another province that is told, not an origin nor a part of a name here."""
    before = words.words[hit.first - 1] if hit.first else None
    is_origin = ORIGIN.has(before, is_marked=words.is_marked)
    is_part = any(each.first <= hit.first and hit.after <= each.after for each in mentions)
    return hit.is_exact and not is_origin and not is_part


def _weigh(mentions: Sequence[Mention]) -> tuple[tuple[str, float], ...]:
    """Combine the mentions into one distribution over wards."""
    codes = {code for mention in mentions for code in mention.shares}
    scores = {
        code: sum(
            math.log(mention.weight * mention.shares.get(code, 0.0) + (1 - mention.weight) * _FLOOR)
            for mention in mentions
        )
        for code in codes
    }
    top = max(scores.values(), default=0.0)
    weights = {code: math.exp(score - top) for code, score in scores.items()}
    total = sum(weights.values())
    ranked = sorted(((code, weight / total) for code, weight in weights.items()), key=_by_odds)
    return tuple(pair for pair in ranked[:CANDIDATES] if pair[1] >= 0.02)


def _by_odds(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


def _mentions(words: Words, gazetteer: Gazetteer) -> list[Mention]:
    found_names = [hit for hit in gazetteer.book.find(words) if is_whole(words, hit)]
    begun = frozenset(hit.first for hit in found_names if hit.length > 1)
    hits = _longest([hit for hit in found_names if is_name(words, hit, begun)])
    districts = {hit.first: hit.meaning for hit in hits if hit.meaning.district}
    lives = [hit.after for hit in _LIVES.find(words)]
    told = frozenset(first for hit in hits for first in _told_by(words, hit, districts))
    found: dict[tuple[str, str], Mention] = {}
    for hit in hits:
        mention = _mention(words, hit, districts, told)
        if mention is None:
            continue
        at_home = any(0 <= hit.first - after < _LIVES_REACH for after in lives)
        if at_home or _is_taken_there(words, hit):
            mention = replace(mention, weight=mention.weight * 0.5)
        key = (fold(mention.name), "landmark" if mention.is_landmark else "unit")
        if key not in found or found[key].weight < mention.weight:
            found[key] = mention
    return list(found.values())


def _is_taken_there(words: Words, hit: Hit[Named]) -> bool:
    """Whether it is a hospital to which somebody was taken from where it happened."""
    is_hospital = any(kind == "hospital" for kind, _shares in hit.meaning.places)
    before = words.words[max(0, hit.first - _TAKEN_REACH) : hit.first]
    return is_hospital and any(_TAKEN.has(word, is_marked=words.is_marked) for word in before)


def _longest(hits: list[Hit[Named]]) -> list[Hit[Named]]:
    """Leave out names that stand inside a longer name."""
    kept: list[Hit[Named]] = []
    for hit in sorted(hits, key=lambda each: (-each.length, each.first)):
        if all(hit.after <= other.first or hit.first >= other.after for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda each: each.first)


def _mention(
    words: Words, hit: Hit[Named], districts: dict[int, Named], told: frozenset[int]
) -> Mention | None:
    """Read one place; `told`: where districts stand that only say which unit is meant."""
    prefix, named = word_before(words, hit), hit.meaning
    is_marked, landmark = words.is_marked, False
    if UNIT.has(prefix, is_marked=is_marked) and (named.ward or named.old):
        shares, weight = _unit_shares(words, hit, districts), 0.97
    elif hit.first in told or (DISTRICT.has(prefix, is_marked=is_marked) and named.district):
        shares, weight = named.district, 0.9
    elif named.places and (STREET.has(prefix, is_marked=is_marked) or not named.ward):
        is_unit = UNIT.has(prefix, is_marked=is_marked)
        options = (is_unit and _areas(named)) or [share for _kind, share in named.places]
        if named.ward or named.old:  # a street often runs where the unit of its name is
            options.append(_unit_shares(words, hit, districts))
        shares, weight, landmark = _mixed(options), 0.9, True
    else:
        shares, weight = _bare_shares(words, hit, districts), 0.85
        landmark = bool(named.places)
    if not shares:
        return None
    sort = _sort(named, landmark=landmark)
    if sort and _is_beside(words, hit):
        sort = f"{NEAR}{sort}"
    return Mention(hit.first, hit.after, named.name, shares, weight, landmark, sort, named.known_as)


def _sort(named: Named, *, landmark: bool) -> str:
    """Return whether a place is a line, an area or a point; empty for a whole ward or district."""
    if landmark:
        return _SORTS.get(named.places[0][0], "point")
    return "area" if named.old and not named.ward else ""


def _is_beside(words: Words, hit: Hit[Named]) -> bool:
    """Whether it is only told to be near: "gần phố Huế", "đối diện chợ"."""
    prefix = word_before(words, hit)
    is_kind = any(each.has(prefix, is_marked=words.is_marked) for each in (STREET, UNIT))
    last = hit.first - (2 if is_kind else 1)
    before = words.words[last] if last >= 0 else None
    return BESIDE.has(before, is_marked=words.is_marked)


def _unit_shares(words: Words, hit: Hit[Named], districts: dict[int, Named]) -> dict[str, float]:
    """Wards meant by "phường X": of today, or of before when it says so or names its district."""
    named = hit.meaning
    after = [word.folded for word in words.words[hit.after : hit.after + 3]]
    told = _district_after(words, hit, districts)
    if told is not None:
        named_there = named.old.get(fold(told.name))
        if named_there is not None:
            return named_there
        if named.ward not in told.district:  # a unit before our time, or one that we do not know
            there = [share for share in _areas(named) if share.keys() & told.district.keys()]
            return _mixed(there) or told.district
    kind = _KINDS.get(before.folded, "") if (before := word_before(words, hit)) else ""
    like = [share for where, share in named.old.items() if named.kinds.get(where) == kind]
    old = _mixed(like or list(named.old.values()))
    if not named.ward:
        return old
    if after[:1] and after[0] in OLD and old:
        return old
    today = {named.ward: 1.0}
    if like and named.kinds.get("") != kind:  # "phường Trần Phú" is none of today's, a commune
        return _mixed([old, old, old, today])
    return _mixed([today, today, today, old or today])


def _areas(named: Named) -> list[dict[str, float]]:
    return [share for kind, share in named.places if _SORTS.get(kind) == "area"]


def _district_after(words: Words, hit: Hit[Named], districts: dict[int, Named]) -> Named | None:
    """Return the old district that is named within the next words, if one is."""
    return next((districts[first] for first in _after(words, hit) if first in districts), None)


def _told_by(words: Words, hit: Hit[Named], districts: dict[int, Named]) -> list[int]:
    """Return where the old district stands in which a unit of before lay: "Trung Hòa, Cầu Giấy"."""
    first = next((first for first in _after(words, hit) if first in districts), None)
    is_in = first is not None and fold(districts[first].name) in hit.meaning.old
    return [first] if first is not None and is_in else []


def _after(words: Words, hit: Hit[Named]) -> range:
    return range(hit.after, min(hit.after + _REACH, len(words)))


def _bare_shares(words: Words, hit: Hit[Named], districts: dict[int, Named]) -> dict[str, float]:
    """Wards that a name without "phường" or "đường" before it may mean."""
    named = hit.meaning
    options = [share for _kind, share in named.places]
    if named.ward or named.old:
        options.append(_unit_shares(words, hit, districts))
    if named.ward:
        options.append({named.ward: 1.0})
    if named.district:  # a district of before, as people still say
        options = [*options[: len(named.places)], named.district]
        options += [{named.ward: 1.0}] if named.ward else []
    return _mixed(options)


def _mixed(options: Sequence[dict[str, float]]) -> dict[str, float]:
    """Mix distributions evenly."""
    mixed: dict[str, float] = {}
    for share in options:
        for code, part in share.items():
            mixed[code] = mixed.get(code, 0.0) + part / len(options)
    return mixed
