"""Where a text says the speaker's own address, beside places that must stay."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from langnghe.vietnamese.fold import fold

_TOKEN = re.compile("(?:[^\\W_][\u0300-\u036f]*)+(?:/\\w+)*")
_DOORS = frozenset(["so", "nha", "ngo", "ngach", "hem", "kiet", "can", "phong", "toa", "lo", "sn"])
_KINDS = frozenset(
    ["pho", "duong", "ngo", "ngach", "hem", "thon", "xom", "phuong", "xa", "to", "khu", "ap"]
)
_WIDE = frozenset(
    ("ha noi", "thanh pho ha noi", "tp ha noi", "tp hn", "viet nam", "hn", "thu do ha noi")
)


def own_places_in(
    text: str, addresses: Iterable[str], *, kept: Iterable[str] = ()
) -> Iterator[tuple[int, int]]:
    """Yield where parts of the addresses stand, in any writing, except parts of `kept` places."""
    tokens = [(match.start(), match.end(), fold(match[0])) for match in _TOKEN.finditer(text)]
    said = [token[2] for token in tokens]
    staying = f" {fold(' '.join(kept))} "
    for wanted in _wanted(addresses, staying):
        for first in range(len(said) - len(wanted) + 1):
            if said[first : first + len(wanted)] == wanted:
                yield tokens[first][0], tokens[first + len(wanted) - 1][1]


def _wanted(addresses: Iterable[str], staying: str) -> Iterator[list[str]]:
    """Yield the sequences of words that tell where somebody lives, the longest first."""
    found: set[tuple[str, ...]] = set()
    for address in addresses:
        for part in re.split(r"[,;\n]| - ", address):
            words = tuple(fold(match[0]) for match in _TOKEN.finditer(part))
            if " ".join(words) in _WIDE or f" {' '.join(words)} " in staying:
                continue
            found |= {words} if len(words) > 1 else set()
            found |= set(_doors(words)) | set(_names(words, staying))
    for each in sorted(found, key=lambda words: (-len(words), words)):
        yield list(each)


def _doors(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield "nhà 12", "ngõ 34" of a part, and "số 12 ngõ 34"."""
    for index, (word, after) in enumerate(pairwise(words)):
        if word in _DOORS - {"so"} and any(letter.isdigit() for letter in after):
            yield words[index : index + 2]


def _names(words: tuple[str, ...], staying: str) -> Iterator[tuple[str, ...]]:
    """Yield the name of a street, a village or a ward without the word for its kind."""
    for index, word in enumerate(words):
        name = words[index + 1 :]
        is_name = word in _KINDS and len(name) > 1 and not name[0][:1].isdigit()
        if is_name and f" {' '.join(name)} " not in staying:
            yield name
            yield words[index:]
            return
