"""Whether a written word can be a Vietnamese syllable: the judge of guessed encodings."""

import re
import unicodedata
from functools import lru_cache

from langnghe.vietnamese.fold import fold

_ONSETS = [
    "ngh",
    "ng",
    "nh",
    "gh",
    "gi",
    "kh",
    "ch",
    "ph",
    "qu",
    "th",
    "tr",
    "b",
    "c",
    "d",
    "đ",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "x",
]
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi
om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uên uênh uêu ui um un ung uơ uơn uơt up ut
uy uya uych uynh uyên uyêt uyt uyu uô uôc uôi uôm uôn uông uôt
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y ych yên yêm yêng yêt yêu ym yn ynh yp yt yêc
"""
_SHAPE = re.compile(f"(?:{'|'.join(_ONSETS)})?(?:{'|'.join(_RIMES.split())})")
_BARE_GI = re.compile("gin?|gip")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOPPED = re.compile("(?:c|ch|p|t)$")
_SHARP_OR_HEAVY = "\u0301\u0323"
_MARKED_WORD = re.compile(r"(?=[^\W\d_]{2})[^\W\d_]*[^\W\d_a-zA-Z][^\W\d_]*")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Say whether `word` (any case, NFC or NFD) is a possible Vietnamese syllable.

    A possible initial, a possible rime, at most one tone; c, ch, p, t at the end take only
    sắc or nặng.
    """
    if len(word) > 14:
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(apart)
    bare = unicodedata.normalize("NFC", _TONE.sub("", apart))
    if len(tones) > 1 or not (_SHAPE.fullmatch(bare) or _BARE_GI.fullmatch(bare)):
        return False
    return not _STOPPED.search(bare) or (bool(tones) and tones[0] in _SHARP_OR_HEAVY)


def marked_syllables(text: str) -> tuple[int, int]:
    """Count words of two letters and more with letters beyond a-z: (possible syllables, all)."""
    words = _MARKED_WORD.findall(unicodedata.normalize("NFC", text))
    return sum(map(is_syllable, words)), len(words)


@lru_cache(maxsize=1)
def folded_syllables() -> frozenset[str]:
    """Return every possible syllable in bare letters: what a word without marks may be."""
    rimes = {fold(rime) for rime in _RIMES.split()}
    onsets = {fold(onset) for onset in _ONSETS} | {""}
    return frozenset(onset + rime for onset in onsets for rime in rimes if _spells(onset, rime)) | {
        "gi",
        "gin",
        "gip",
    }


def _spells(onset: str, rime: str) -> bool:
    """Whether an initial is written so before this rime (k, gh, ngh before e, i, y only)."""
    thin = rime[0] in "eiy"
    if onset in {"k", "gh", "ngh"}:
        return thin
    if onset in {"c", "ng"}:
        return not thin
    if onset == "g":
        return not rime.startswith(("e", "y"))
    return True
