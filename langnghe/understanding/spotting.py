"""Whether words of a text name a place: not a person, not plain words that look alike."""

from dataclasses import dataclass
from itertools import pairwise

from langnghe.understanding.gazetteer import Named
from langnghe.understanding.phrases import Hit
from langnghe.understanding.words import Word, Words, exact_key
from langnghe.vietnamese.fold import fold
from langnghe.vietnamese.syllables import folded_syllables


@dataclass(frozen=True, slots=True)
class WordSet:
    """Words that may stand before a name: as they are spelled, and in bare letters."""

    spelled: frozenset[str]
    folded: frozenset[str]

    def has(self, word: Word | None, *, is_marked: bool) -> bool:
        """Tell whether a word is one of these; in a text with marks it must have the right ones."""
        if word is None:
            return False
        if not is_marked or word.is_spelled_out:
            return word.folded in self.folded
        return (word.key or word.folded) in self.spelled


def words_set(said: str) -> WordSet:
    """Make a set of the words of a line."""
    words = said.split()
    return WordSet(
        frozenset(exact_key(word) or word for word in words), frozenset(map(fold, words))
    )


_UNMISTAKEN = 3
"""A name of so many words is one even in a text without marks and capitals."""

_SHORTHAND = 2
_STOPS, _PAUSES = frozenset(".!?;\n"), frozenset(",()")
"""Between the words of a name: never, and only where the name itself has them."""

UNIT = words_set("phường p f xã x trấn ubnd commune ward")
DISTRICT = words_set("quận q huyện h district")
STREET = words_set(
    "đường phố ngõ ngách hẻm đê cầu hồ chợ khu kđt thị đại lộ bến ga viện trường cổng toà tòa cư"
    " đình chùa đền sân metro buýt nút quốc tỉnh làng thôn xóm đảo cụm kcn hàng dốc ngã"
    " street road lake"
)
_BARE_STREET = words_set("đường phố ngõ ngách thôn xóm làng khu ga")
"""Those of them that are little else in bare letters, as "cho" is "chợ" and "cho"."""

_BARE_KINDS = ("đường ", "phố ", "ngõ ", "thôn ", "xóm ", "sông ")
_BARE_DOORS = frozenset(
    ["ngo", "ngach", "hem", "so", "nha", "to", "cum", "doi", "thon", "xom", "khu"]
)
_BARE_HEADS = frozenset(
    tuple(head.split())
    for head in (
        "tap the", "chung cu", "cong nghiep", "tieu hoc", "mam non", "thcs", "thpt", "vuon hoa",
        "cong vien", "benh vien", "dieu hoa", "to dan pho", "nga tu", "nga ba", "sieu thi",
    )
)  # fmt: skip
"""Words after which bare letters are a name: "khu tap the vinh quynh"."""

_NEAR = words_set("ở tại gần cạnh đoạn trên khu bên quanh vào ra đến từ qua về in at near on chỗ")
BESIDE = words_set("gần cạnh sát diện cách near")
_PERSONS = words_set("ông bà anh chị em cô chú bác tên cháu cụ thầy dì cậu bị tôi")
ORIGIN = words_set("quê gốc")
OLD = frozenset({"cu", "truoc", "xua"})


def word_before(words: Words, hit: Hit[Named]) -> Word | None:
    """Return the word before a name; none where a sentence ends between: not "ra đường. Láng"."""
    if not hit.first:
        return None
    before = words.words[hit.first - 1]
    gap = words.text[before.end : words.words[hit.first].start]
    is_short = len(before.written) <= _SHORTHAND  # "P. Láng"
    return before if is_short or _STOPS.isdisjoint(gap) else None


def is_whole(words: Words, hit: Hit[Named]) -> bool:
    """Whether a name is spelled right and no sentence ends inside it: not "xuống đường. Đá"."""
    gaps = (
        words.text[one.end : other.start]
        for one, other in pairwise(words.words[hit.first : hit.after])
        if not other.written.isdigit()  # "vành đai 2,5"
    )
    if not words.is_marked and _is_town(words, hit.first):
        return False
    is_apart = any(mark in hit.meaning.name for mark in ",(")
    stops = _STOPS if is_apart else _STOPS | _PAUSES
    return hit.is_exact and all(stops.isdisjoint(gap) for gap in gaps)


def _is_town(words: Words, index: int) -> bool:
    """Whether a word is the end of "thi tran", and no name of a family."""
    pair = [word.folded for word in words.words[max(0, index - 1) : index + 1]]
    return pair == ["thi", "tran"]


def is_name(words: Words, hit: Hit[Named], begun: frozenset[int]) -> bool:
    """Whether these words name a place here, and not a person or plain words that look so.

    `begun`: the words at which names begin; a name that goes on with another one ends there.
    """
    is_marked, prefix = words.is_marked, word_before(words, hit)
    last = words.words[hit.after - 1]
    if _is_unit(hit, prefix, is_marked=is_marked):
        return True
    if _goes_on(words, hit.after) and hit.after not in begun:
        return False
    if _is_number(last.written, alone=hit.length == 1):
        return True
    if STREET.has(prefix, is_marked=is_marked):
        doubtful = not is_marked and (hit.meaning.is_weak or hit.length == 1)
        is_sure = not doubtful or _BARE_STREET.has(prefix, is_marked=False)
        return last.is_capital or (is_sure and (hit.length > 1 or not is_marked))
    if hit.length >= _UNMISTAKEN and STREET.has(words.words[hit.first], is_marked=is_marked):
        return True
    return not _is_person(words, hit, prefix) and _looks_like_name(words, hit, prefix)


def _is_number(written: str, *, alone: bool) -> bool:
    """Whether a name ends with a number, or is one like "QL6"."""
    return (written[:1].isalpha() and written[-1:].isdigit()) if alone else written[:1].isdigit()


def _is_unit(hit: Hit[Named], prefix: Word | None, *, is_marked: bool) -> bool:
    """Whether "phường", "xã", "quận" stand before it; not "quan bụng", written without marks."""
    named = hit.meaning
    is_known = bool(named.ward or named.old or named.district)
    if UNIT.has(prefix, is_marked=is_marked):
        return is_known or (hit.length > 1 and (is_marked or not named.is_weak))
    return DISTRICT.has(prefix, is_marked=is_marked) and (is_marked or is_known)


def _is_person(words: Words, hit: Hit[Named], prefix: Word | None) -> bool:
    """Whether it is a person's name, where somebody comes from, or one word that says nothing."""
    named = _PERSONS.has(prefix, is_marked=words.is_marked) and _touches(words, hit.first)
    named = named or ORIGIN.has(prefix, is_marked=words.is_marked)
    return named or (hit.length == 1 and not _is_coined(words.words[hit.first]))


def _is_coined(word: Word) -> bool:
    """Whether a word is no syllable of Vietnamese but a name made up, as "Ciputra" is."""
    return not word.written.isupper() and word.folded not in folded_syllables()


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
    if not is_marked and (hit.length >= _UNMISTAKEN or after in OLD or _stands_out(words, hit)):
        return True
    return _NEAR.has(prefix, is_marked=is_marked) or (is_marked and not _has_capitals(words))


def _stands_out(words: Words, hit: Hit[Named]) -> bool:
    """Whether bare letters are a name by what is around them: "(ba vi)", "ngo 165 cau giay"."""
    if hit.length == 1 or hit.meaning.name.lower().startswith(_BARE_KINDS):
        return True
    before = tuple(word.folded for word in words.words[max(0, hit.first - 2) : hit.first])
    if before in _BARE_HEADS or before[-1:] in _BARE_HEADS:
        return True
    if len(before) > 1 and before[1][:1].isdigit() and before[0] in _BARE_DOORS:
        return True
    return _is_apart(words, hit.first) and _is_apart(words, hit.after)


def _is_apart(words: Words, index: int) -> bool:
    """Whether a mark, or an end of the text, parts a word from the one before it."""
    if not 0 < index < len(words):
        return True
    gap = words.text[words.words[index - 1].end : words.words[index].start]
    return not gap.isspace() or "\n" in gap


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
