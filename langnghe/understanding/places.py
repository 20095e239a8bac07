"""Where it happened: which ward a text speaks of, or which wards it may be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from langnghe.understanding.gazetteer import Gazetteer, Named
from langnghe.understanding.phrases import Hit, PhraseBook
from langnghe.understanding.words import Word, Words, exact_key
from langnghe.vietnamese.fold import fold


@dataclass(frozen=True, slots=True)
class WordSet:
    """Words that may stand before a name: as they are spelled, and in bare letters."""

    spelled: frozenset[str]
    folded: frozenset[str]

    def has(self, word: Word | None, *, is_marked: bool) -> bool:
        """Tell whether a word is one of these; in a text with marks it must have the right ones."""
        if word is None:
            return False
        if not is_marked:
            return word.folded in self.folded
        return (word.key or word.folded) in self.spelled


def words_set(said: str) -> WordSet:
    """Make a set of the words of a line."""
    words = said.split()
    return WordSet(
        frozenset(exact_key(word) or word for word in words), frozenset(map(fold, words))
    )


SURE = 0.6
"""A ward at least so probable is suggested; below it the officer is asked."""

CANDIDATES = 8
_UNMISTAKEN = 3
"""A name of so many words is one even in a text without marks and capitals."""

_FLOOR = 0.04
"""What a place has that a mention does not name, as far as the mention may mislead."""

NEAR = "near "
"""The sort of a place that something is only near to begins so."""

_UNIT = words_set("phường p f xã x trấn ubnd commune ward")
_DISTRICT = words_set("quận q huyện h district")
_STREET = words_set(
    "đường phố ngõ ngách hẻm đê cầu hồ chợ khu kđt thị đại lộ bến ga viện trường cổng toà tòa cư"
    " đình chùa đền sân metro buýt nút quốc tỉnh làng thôn xóm đảo cụm kcn hàng dốc ngã"
    " street road lake"
)
_NEAR = words_set("ở tại gần cạnh đoạn trên khu bên quanh vào ra đến từ qua về in at near on chỗ")
_BESIDE = words_set("gần cạnh sát diện cách near")
_PERSONS = words_set("ông bà anh chị em cô chú bác tên cháu cụ thầy dì cậu bị tôi")
_SORTS = {"street": "line", "road": "line", "river": "line", "area": "area", "village": "area"}
_OLD = frozenset({"cu", "truoc", "xua"})
_LIVES = PhraseBook(
    (phrase, True)
    for phrase in (
        "trú tại", "thường trú", "tạm trú", "hộ khẩu", "địa chỉ", "ngụ tại", "quê ở", "tôi ở",
        "em ở", "nhà ở", "sinh sống tại", "cư trú", "công tác tại", "người gửi", "kính gửi",
        "gửi ubnd", "hiện ở", "chỗ ở", "i live", "my house",
    )
)  # fmt: skip
_LIVES_REACH, _PHOTOS, _PHOTO_WEIGHT = 7, 5, 0.7

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
    elsewhere = next((hit.meaning for hit in _ELSEWHERE.find(words) if hit.is_exact), "")
    if elsewhere and not strong:
        return Whereabouts(mentions=mentions, elsewhere=elsewhere)
    shown = [
        Mention(0, 0, "", shares, _PHOTO_WEIGHT, is_landmark=False)
        for point in points[:_PHOTOS]
        if (shares := gazetteer.near(*point))
    ]
    return Whereabouts(wards=_weigh([*mentions, *shown]), mentions=mentions)


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
    hits = _longest([hit for hit in gazetteer.book.find(words) if _names_place(words, hit)])
    districts = {hit.first: hit.meaning for hit in hits if hit.meaning.district}
    lives = [hit.after for hit in _LIVES.find(words)]
    found: dict[tuple[str, str], Mention] = {}
    for hit in hits:
        mention = _mention(words, hit, districts)
        if mention is None:
            continue
        at_home = any(0 <= hit.first - after < _LIVES_REACH for after in lives)
        if at_home:
            mention = replace(mention, weight=mention.weight * 0.5)
        key = (fold(mention.name), "landmark" if mention.is_landmark else "unit")
        if key not in found or found[key].weight < mention.weight:
            found[key] = mention
    return list(found.values())


def _longest(hits: list[Hit[Named]]) -> list[Hit[Named]]:
    """Leave out names that stand inside a longer name."""
    kept: list[Hit[Named]] = []
    for hit in sorted(hits, key=lambda each: (-each.length, each.first)):
        if all(hit.after <= other.first or hit.first >= other.after for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda each: each.first)


def _mention(words: Words, hit: Hit[Named], districts: dict[int, Named]) -> Mention | None:
    prefix, named = _before(words, hit), hit.meaning
    is_marked, landmark = words.is_marked, False
    if _UNIT.has(prefix, is_marked=is_marked) and (named.ward or named.old):
        shares, weight = _unit_shares(words, hit, districts), 0.97
    elif _DISTRICT.has(prefix, is_marked=is_marked) and named.district:
        shares, weight = named.district, 0.9
    elif named.places and (_STREET.has(prefix, is_marked=is_marked) or not named.ward):
        options = [share for _kind, share in named.places]
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


def _before(words: Words, hit: Hit[Named]) -> Word | None:
    return words.words[hit.first - 1] if hit.first else None


def _is_beside(words: Words, hit: Hit[Named]) -> bool:
    """Whether it is only told to be near: "gần phố Huế", "đối diện chợ"."""
    prefix = _before(words, hit)
    is_kind = any(each.has(prefix, is_marked=words.is_marked) for each in (_STREET, _UNIT))
    last = hit.first - (2 if is_kind else 1)
    before = words.words[last] if last >= 0 else None
    return _BESIDE.has(before, is_marked=words.is_marked)


def _names_place(words: Words, hit: Hit[Named]) -> bool:
    return hit.is_exact and _is_name(words, hit, _before(words, hit))


def _is_name(words: Words, hit: Hit[Named], prefix: Word | None) -> bool:
    """Whether these words name a place here, and not a person or plain words that look so."""
    is_marked = words.is_marked
    last = words.words[hit.after - 1]
    if _UNIT.has(prefix, is_marked=is_marked) or _DISTRICT.has(prefix, is_marked=is_marked):
        return True
    if _goes_on(words, hit.after):
        return False
    if hit.length > 1 and last.written[:1].isdigit():
        return True
    if _STREET.has(prefix, is_marked=is_marked):
        return last.is_capital or hit.length > 1 or not is_marked
    return not _is_person(words, hit, prefix) and _looks_like_name(words, hit, prefix)


def _is_person(words: Words, hit: Hit[Named], prefix: Word | None) -> bool:
    """Whether it is rather a person's name, or one word that says too little."""
    named = _PERSONS.has(prefix, is_marked=words.is_marked) and _touches(words, hit.first)
    return hit.length == 1 or named


def _looks_like_name(words: Words, hit: Hit[Named], prefix: Word | None) -> bool:
    """Whether words without a kind of place before them are written like a name."""
    is_marked, last = words.is_marked, words.words[hit.after - 1]
    if hit.meaning.is_weak and not last.is_capital:
        return False
    if _is_written_so(words, hit):
        return True
    if last.is_capital and (not last.written.isupper() or not _shouts(words)):
        return hit.first == 0 or not _goes_on(words, hit.first)
    after = words.words[hit.after].folded if hit.after < len(words) else ""
    if not is_marked and (hit.length >= _UNMISTAKEN or after in _OLD):
        return True
    return _NEAR.has(prefix, is_marked=is_marked) or (is_marked and not _has_capitals(words))


def _goes_on(words: Words, index: int) -> bool:
    """Whether a capitalised name goes on over the border before this word."""
    if not 0 < index < len(words):
        return False
    one, other = words.words[index - 1], words.words[index]
    capitals = one.is_capital and other.is_capital
    shouted = any(word.written.isupper() and len(word.written) > 1 for word in (one, other))
    return capitals and not shouted and words.text[one.end : other.start] == " "


def _touches(words: Words, index: int) -> bool:
    """Whether only a blank stands before a word: "tôi (Thụy Khuê)" is no name of a person."""
    before = words.words[index - 1]
    return index > 0 and words.text[before.end : words.words[index].start].isspace()


def _is_written_so(words: Words, hit: Hit[Named]) -> bool:
    """Whether a name stands as the city writes it, small letters too: "Đại học Ngoại thương"."""
    written = words.text[slice(*words.span(hit.first, hit.after))]
    return written == hit.meaning.name and not hit.meaning.is_weak


def _shouts(words: Words) -> bool:
    """Whether most words are in capitals."""
    return sum(word.written.isupper() for word in words.words) > 0.5 * len(words)


def _has_capitals(words: Words) -> bool:
    """Whether the author uses capitals inside sentences at all."""
    return sum(word.is_capital for word in words.words) > 0.04 * len(words)


def _unit_shares(words: Words, hit: Hit[Named], districts: dict[int, Named]) -> dict[str, float]:
    """Wards meant by "phường X": of today, or of before when it says so or names its district."""
    named = hit.meaning
    after = [word.folded for word in words.words[hit.after : hit.after + 3]]
    told = _district_after(words, hit, districts)
    if told is not None:
        named_there = named.old.get(fold(told.name))
        if named_there is not None:
            return named_there
        if named.ward not in told.district:  # a unit that we do not know in that district
            return told.district
    old = _mixed(list(named.old.values()))
    if not named.ward:
        return old
    if after[:1] and after[0] in _OLD and old:
        return old
    today = {named.ward: 1.0}
    return _mixed([today, today, today, old or today])


def _district_after(words: Words, hit: Hit[Named], districts: dict[int, Named]) -> Named | None:
    """Return the old district that is named within the next words, if one is."""
    reach = range(hit.after, min(hit.after + 5, len(words)))
    return next((districts[first] for first in reach if first in districts), None)


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
