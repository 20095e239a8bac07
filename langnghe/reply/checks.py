"""What a letter to one citizen must not tell: who else spoke, and who in the office works on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from langnghe.register.rules import codes_in
from langnghe.vietnamese.fold import fold
from langnghe.vietnamese.phones import read_number

_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_NUMBER = re.compile(r"(?<!\w)(?:\+|00)?\d[\d .()\-–]{6,17}\d(?!\w)")
_WORD = re.compile(r"\w+")
LONGEST_NAME, SHORTEST_NAME = 6, 2
SHORTEST_ADDRESS = 3
"""So many words, one of them with a digit, make an address that points at a home."""
_NOBODY = frozenset({("nguoi", "dan"), ("ong", "ba"), ("cong", "dan"), ("to", "dan", "pho")})

Words = tuple[str, ...]
Key = TypeVar("Key", str, Words)


class Told(StrEnum):
    """What a letter tells that it must not."""

    NAME = "name"
    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"
    CODE = "code"
    OFFICER = "officer"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing a text must not tell: the words as they stand there, and whose they are.

    `owner`: the code of the submission, or the officer's name. `line`: where, from 1.
    """

    told: Told
    words: str
    owner: str
    line: int

    @property
    def may_stay(self) -> bool:
        """Whether somebody may look at it and let it stand: a name of the office, no citizen's."""
        return self.told == Told.OFFICER


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What would tell who spoke under a code."""

    code: str
    name: str = ""
    phone: str = ""
    mail: str = ""
    address: str = ""


@dataclass
class Known:
    """The identities of many, so that a text is looked through once whatever their number."""

    names: dict[Words, set[str]] = field(default_factory=dict)
    addresses: dict[Words, set[str]] = field(default_factory=dict)
    phones: dict[str, set[str]] = field(default_factory=dict)
    mails: dict[str, set[str]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    officers: dict[Words, str] = field(default_factory=dict)
    longest: int = LONGEST_NAME


def known_of(
    identities: Iterable[Identity], *, officers: Iterable[str] = (), places: Iterable[str] = ()
) -> Known:
    """Collect whom a letter must not name.

    `places` are where the cases happened: an address that is one of them tells nobody's home.
    """
    known = Known()
    public = {_words(place) for place in places}
    for each in identities:
        known.codes.add(each.code)
        _know(known.names, _name(each.name), each.code)
        _know(known.addresses, _address(each.address, public), each.code)
        _know(known.phones, read_number(each.phone).e164 or "", each.code)
        _know(known.mails, each.mail.strip().lower(), each.code)
    for name in officers:
        if words := _name(name):
            known.officers[words] = name
    known.longest = max(LONGEST_NAME, *(len(words) for words in known.addresses), 0)
    return known


def _know(table: dict[Key, set[str]], key: Key, code: str) -> None:
    if key:
        table.setdefault(key, set()).add(code)


def _words(text: str) -> Words:
    return tuple(_WORD.findall(fold(text)))


def _name(name: str) -> Words:
    """Return the words of a name; () where it is too little to know somebody by."""
    words = _words(name.partition("(")[0])
    return words if len(words) >= SHORTEST_NAME and words not in _NOBODY else ()


def _address(address: str, public: set[Words]) -> Words:
    """Return the part of an address that points at a home: number and street."""
    words = _words(address.partition(",")[0])
    has_number = any(word.isdigit() or word[0].isdigit() for word in words)
    is_public = any(" ".join(words) in " ".join(place) for place in public)
    return words if len(words) >= SHORTEST_ADDRESS and has_number and not is_public else ()


def findings_in(text: str, known: Known, *, own: str = "", signer: str = "") -> list[Finding]:
    """Return what a text tells that it must not, line by line.

    `own` is the code of whom it goes to, whose own name may stand there; `signer` the officer who
    signs it.
    """
    found: list[Finding] = []
    for number, line in enumerate(text.split("\n"), start=1):
        found += _contacts_in(line, known, own, number)
        found += _names_in(line, known, own, number, _name(signer))
    return found


def _whose(owners: set[str], own: str) -> str:
    """Return whose something is; "" where it is nobody's, or the reader's own."""
    return "" if own in owners else min(owners, default="")


def _contacts_in(line: str, known: Known, own: str, number: int) -> Iterable[Finding]:
    for spot in _MAIL.finditer(line):
        if owner := _whose(known.mails.get(spot[0].lower(), set()), own):
            yield Finding(told=Told.MAIL, words=spot[0], owner=owner, line=number)
    for spot in _NUMBER.finditer(line):
        key = read_number(spot[0]).e164 or ""
        if owner := _whose(known.phones.get(key, set()), own):
            yield Finding(told=Told.PHONE, words=spot[0], owner=owner, line=number)
    for code in codes_in(line):
        if code in known.codes and code != own:
            yield Finding(told=Told.CODE, words=code, owner=code, line=number)


def _names_in(line: str, known: Known, own: str, number: int, signer: Words) -> Iterable[Finding]:
    spots = list(_WORD.finditer(line))
    folded = [fold(spot[0]) for spot in spots]
    for first in range(len(spots)):
        for size in range(SHORTEST_NAME, min(known.longest, len(spots) - first) + 1):
            words = tuple(folded[first : first + size])
            for told, owner in _named(words, known, own, signer):
                run = spots[first : first + size]
                said = line[run[0].start() : run[-1].end()]
                if told == Told.ADDRESS or size > SHORTEST_NAME or _is_capital(run):
                    yield Finding(told=told, words=said, owner=owner, line=number)


def _named(words: Words, known: Known, own: str, signer: Words) -> Iterable[tuple[Told, str]]:
    if owner := _whose(known.names.get(words, set()), own):
        yield Told.NAME, owner
    if owner := _whose(known.addresses.get(words, set()), own):
        yield Told.ADDRESS, owner
    if words in known.officers and words != signer:
        yield Told.OFFICER, known.officers[words]


def _is_capital(run: list[re.Match[str]]) -> bool:
    """Whether two words are written as a name: two small ones are mostly something else."""
    return all(spot[0][0].isupper() for spot in run)
