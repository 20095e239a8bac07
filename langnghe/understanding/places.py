"""Where it happened: which ward a text speaks of, or which wards it may be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from langnghe.understanding.gazetteer import Gazetteer, Named
from langnghe.understanding.phrases import Hit, PhraseBook
from langnghe.understanding.words import Words
from langnghe.vietnamese.fold import fold

SURE = 0.6
"""A ward at least so probable is suggested; below it the officer is asked."""

CANDIDATES = 8
_FLOOR = 0.02
_UNIT = frozenset({"phuong", "p", "f", "xa", "x", "tran", "ubnd", "commune", "ward"})
_DISTRICT = frozenset({"quan", "q", "huyen", "h", "district"})
_STREET_SAID = (
    "duong pho ngo ngach hem de cau ho cho khu kdt do thi dai lo ben ga vien truong cong "
    "toa chung cu dinh chua den san metro buyt nut quoc tinh lang thon xom dao ban cum kcn "
    "hang street road lake"
)
_STREET = frozenset(_STREET_SAID.split())
_NEAR_SAID = "o tai gan canh doan tren khu ben quanh vao ra den tu qua ve in at near on"
_NEAR = frozenset(_NEAR_SAID.split())
_PERSONS_SAID = "ong ba anh chi em co chu bac ten chau cu thay di cau bi toi"
_PERSONS = frozenset(_PERSONS_SAID.split())
_OLD = frozenset({"cu", "truoc", "xua"})
_LIVES = PhraseBook(
    (phrase, True)
    for phrase in (
        "trú tại", "thường trú", "tạm trú", "hộ khẩu", "địa chỉ", "ngụ tại", "quê ở", "tôi ở",
        "em ở", "nhà ở", "sinh sống tại", "cư trú", "công tác tại", "người gửi", "kính gửi",
        "gửi ubnd", "hiện ở", "chỗ ở", "i live", "my house",
    )
)  # fmt: skip
_LIVES_REACH, _BEFORE_REACH = 7, 3

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


def read_places(words: Words, gazetteer: Gazetteer) -> Whereabouts:
    """Find which ward a text speaks of, from all the names in it together."""
    mentions = tuple(_mentions(words, gazetteer))
    strong = [mention for mention in mentions if mention.weight >= 1]
    elsewhere = next((hit.meaning for hit in _ELSEWHERE.find(words) if hit.is_exact), "")
    if elsewhere and not strong:
        return Whereabouts(mentions=mentions, elsewhere=elsewhere)
    return Whereabouts(wards=_weigh(mentions), mentions=mentions)


def _weigh(mentions: Sequence[Mention]) -> tuple[tuple[str, float], ...]:
    """Combine the mentions into one distribution over wards."""
    codes = {code for mention in mentions for code in mention.shares}
    scores = {
        code: sum(
            mention.weight * math.log(mention.shares.get(code, 0.0) * (1 - _FLOOR) + _FLOOR)
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
    hits = _longest(list(gazetteer.book.find(words)))
    districts = {hit.first for hit in hits if hit.meaning.district}
    lives = [hit.after for hit in _LIVES.find(words)]
    found: dict[tuple[str, str], Mention] = {}
    for hit in hits:
        mention = _mention(words, hit, districts)
        if mention is None:
            continue
        at_home = any(0 <= hit.first - after < _LIVES_REACH for after in lives)
        if at_home:
            mention = Mention(
                mention.first, mention.after, mention.name, mention.shares,
                mention.weight * 0.35, mention.is_landmark,
            )  # fmt: skip
        key = (fold(mention.name), "landmark" if mention.is_landmark else "unit")
        if key not in found or found[key].weight < mention.weight:
            found[key] = mention
    return list(found.values())


def _longest(hits: list[Hit[Named]]) -> list[Hit[Named]]:
    """Leave out names that stand inside a longer name, and exact ones' inexact doubles."""
    kept: list[Hit[Named]] = []
    for hit in sorted(hits, key=lambda each: (-each.length, not each.is_exact, each.first)):
        if all(hit.after <= other.first or hit.first >= other.after for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda each: each.first)


def _mention(words: Words, hit: Hit[Named], districts: set[int]) -> Mention | None:
    before = [word.folded for word in words.words[max(0, hit.first - _BEFORE_REACH) : hit.first]]
    prefix = before[-1] if before else ""
    named = hit.meaning
    if not hit.is_exact or not _is_name(words, hit, prefix):
        return None
    shares: dict[str, float] = {}
    weight, landmark = 0.0, False
    if prefix in _UNIT and (named.ward or named.old):
        shares, weight = _unit_shares(words, hit, districts), 3.0
    elif prefix in _DISTRICT and named.district:
        shares, weight = named.district, 1.0
    elif named.places and (prefix in _STREET or not named.ward):
        shares, weight, landmark = _mixed([share for _kind, share in named.places]), 2.0, True
    else:
        shares, weight = _bare_shares(words, hit, districts), 1.5
        landmark = bool(named.places)
    if not shares:
        return None
    return Mention(hit.first, hit.after, named.name, shares, weight, landmark)


def _is_name(words: Words, hit: Hit[Named], prefix: str) -> bool:
    """Whether these words name a place here, and not a person or plain words that look so."""
    if prefix in _UNIT | _DISTRICT | _STREET:
        return True
    first, *_ = words.words[hit.first : hit.after]
    if prefix in _PERSONS or hit.length == 1:
        return False
    if first.is_capital and not first.written.isupper():
        if hit.first == 0:
            return True
        last = words.words[hit.first - 1]
        gap = words.text[last.end : first.start]
        return not (last.is_capital and gap == " " and not last.written.isupper())
    return prefix in _NEAR


def _unit_shares(words: Words, hit: Hit[Named], districts: set[int]) -> dict[str, float]:
    """Wards meant by "phường X": of today, or of before when it says so or names its district."""
    named = hit.meaning
    after = [word.folded for word in words.words[hit.after : hit.after + 3]]
    district = _district_after(words, hit, districts, named)
    if district is not None:
        return named.old[district]
    old = _mixed(list(named.old.values()))
    if not named.ward:
        return old
    if after[:1] and after[0] in _OLD and old:
        return old
    today = {named.ward: 1.0}
    return _mixed([today, today, today, old or today])


def _district_after(words: Words, hit: Hit[Named], districts: set[int], named: Named) -> str | None:
    """Return the old district of this unit that is named within the next words, if one is."""
    for first in range(hit.after, min(hit.after + 5, len(words))):
        if first not in districts:
            continue
        for district in named.old:
            size = len(district.split())
            said = " ".join(word.folded for word in words.words[first : first + size])
            if said == district:
                return district
    return None


def _bare_shares(words: Words, hit: Hit[Named], districts: set[int]) -> dict[str, float]:
    """Wards that a name without "phường" or "đường" before it may mean."""
    named = hit.meaning
    options = [share for _kind, share in named.places]
    if named.ward or named.old:
        options.append(_unit_shares(words, hit, districts))
    if named.ward:
        options.append({named.ward: 1.0})
    if not options and named.district:
        options.append(named.district)
    return _mixed(options)


def _mixed(options: Sequence[dict[str, float]]) -> dict[str, float]:
    """Mix distributions evenly."""
    mixed: dict[str, float] = {}
    for share in options:
        for code, part in share.items():
            mixed[code] = mixed.get(code, 0.0) + part / len(options)
    return mixed
