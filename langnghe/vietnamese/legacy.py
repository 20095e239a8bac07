"""Vietnamese as it was written before Unicode: windows-1258, TCVN3 (ABC), VNI, VISCII."""

import re
from functools import cache

from langnghe.vietnamese.syllables import marked_syllables

WINDOWS_1258 = "windows-1258"
TCVN3 = "tcvn3"
VNI = "vni"
VISCII = "viscii"
LEGACY = (WINDOWS_1258, TCVN3, VNI, VISCII)

_SAMPLE = 6_000
_SHARE = 0.8
"""How much of the marked words must be syllables; real text has 0.99, other languages 0.4."""
_LEAD = 0.2
"""How much better than the same bytes read as Western European."""

_VNI_LACKING = {"aú": "ẳ", "AÚ": "Ẳ"}
"""Letters of VNI that viparse 0.1.31 lists as never seen."""

_HIGH = re.compile(rb"[\x80-\xff]")
_BEYOND_WESTERN = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u0180-\u0191"
    "\u0193-\u02c5\u02c7-\u02db\u02dd-\u2012\u2100-\u2121\u2123-\uffff]"
)


def convert(data: bytes, encoding: str) -> str:
    """Turn bytes of one of `LEGACY` into text; what the encoding lacks stays or becomes U+FFFD.

    The caller composes (NFC). The tables of TCVN3, VNI and VISCII are those of viparse.
    """
    if encoding == WINDOWS_1258:
        return data.decode("cp1258", "replace")
    pattern, letters = _table(encoding)
    return pattern.sub(lambda found: letters[found[0]], data.decode("latin-1"))


@cache
def _table(encoding: str) -> tuple[re.Pattern[str], dict[str, str]]:
    from viparse.normalize.encodings import CHARMAPS

    letters = dict(CHARMAPS[encoding].pairs)
    if encoding == VNI:
        letters = {**_VNI_LACKING, **letters}
    longest_first = sorted(letters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), letters


def recognise(
    data: bytes, *, among: tuple[str, ...] = LEGACY, words: int = 2, lead: float = _LEAD
) -> str:
    """Name the legacy encoding in which `data` reads as Vietnamese, or return "".

    At least `words` words with marks must be seen, nearly all of them possible syllables,
    and by `lead` (a share) more than when read as Western European: other languages and plain
    ASCII are left alone.
    """
    first = _HIGH.search(data)
    if first is None:
        return ""
    start = max(0, first.start() - 60)
    sample = data[start : start + _SAMPLE]
    good, seen = marked_syllables(sample.decode("cp1252", "replace"))
    least = (good / seen if seen else 0.0) + lead
    best, best_rank = "", (0.0, 0)
    for encoding in among:
        good, seen = marked_syllables(convert(sample, encoding))
        share = good / seen if seen else 0.0
        if good >= words and share >= max(_SHARE, least) and (share, good) > best_rank:
            best, best_rank = encoding, (share, good)
    return best


def recognise_in_text(text: str, *, words: int = 4) -> str:
    """Name the encoding whose bytes someone took for Western letters: "ViÖt Nam" is TCVN3.

    Happens when text set in a .VnTime or VNI font is sent as Unicode. Only text without any
    letter beyond Western European is looked at.
    """
    if _BEYOND_WESTERN.search(text):
        return ""
    return recognise(western_bytes(text), among=(TCVN3, VNI), words=words)


def western_bytes(text: str) -> bytes:
    """Undo the reading of bytes as windows-1252 or latin-1; other characters become `?`."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return b"".join(_western_byte(character) for character in text)


def _western_byte(character: str) -> bytes:
    for codec in ("latin-1", "cp1252"):
        try:
            return character.encode(codec)
        except UnicodeEncodeError:
            continue
    return b"?"
