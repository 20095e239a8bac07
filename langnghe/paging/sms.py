"""Handing over an SMS: to a gateway by HTTP, or to the spool of a program that owns a modem."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from langnghe.vietnamese.fold import without_marks

LONGEST = 459
"""Three parts of an SMS without marks; with marks it is seven."""
_ANSWER_READ = 10_000
_PATIENCE_SECONDS = 15


Quoting = Callable[[str], str]


class NotTaken(Exception):
    """The gateway or the spool did not take it; `for_good` tells whether it never will."""

    def __init__(self, words: str, *, for_good: bool = False) -> None:
        super().__init__(words)
        self.for_good = for_good


@dataclass(frozen=True, kw_only=True)
class Sms:
    """A short message; `number` in international form with a plus sign."""

    number: str
    text: str


def plain(text: str, *, marks: bool) -> str:
    """Return a text as an SMS carries it: one line, and without marks unless they are wanted."""
    line = " ".join(text.split())[:LONGEST]
    return line if marks else without_marks(line)


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """A provider's gateway. `{number}`, `{digits}` and `{text}` stand in `address` and `body`.

    Without a `body` it is asked by GET. `{digits}` is the number without its plus sign. Where
    `good` is given, the answer must hold it: some gateways refuse with status 200.
    """

    address: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    good: str = ""

    def send(self, sms: Sms) -> None:
        """Hand over one message. Raises NotTaken."""
        asked = urllib.request.Request(  # noqa: S310 (the address is a setting)
            _filled(self.address, sms, urllib.parse.quote),
            data=self._body(sms),
            headers=dict(self.headers),
        )
        try:
            with urllib.request.urlopen(asked, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
                said = answer.read(_ANSWER_READ).decode("utf-8", "replace")
        except urllib.error.HTTPError as refusal:
            for_good = refusal.code in {400, 404, 422}
            raise NotTaken(f"the gateway answered {refusal.code}", for_good=for_good) from None
        except OSError as failure:
            raise NotTaken(f"the gateway cannot be reached ({failure})") from None
        if self.good and not re.search(self.good, said):
            raise NotTaken(f"the gateway said: {' '.join(said.split())[:200]}")

    def _body(self, sms: Sms) -> bytes | None:
        if not self.body:
            return None
        kind = dict(self.headers).get("Content-Type", "")
        quoted = _in_json if "json" in kind else urllib.parse.quote_plus
        return _filled(self.body, sms, quoted).encode()


def _filled(template: str, sms: Sms, quoted: Quoting) -> str:
    places = {"number": sms.number, "digits": sms.number.removeprefix("+"), "text": sms.text}
    return re.sub(r"\{(number|digits|text)\}", lambda found: quoted(places[found[1]]), template)


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


@dataclass(frozen=True, kw_only=True)
class Modem:
    """The spool of smstools or gammu-smsd, which owns the modem and sends what lies there.

    A file appears there whole or not at all.
    """

    folder: Path
    program: str = "smstools"

    def send(self, sms: Sms) -> None:
        """Lay one message into the spool. Raises NotTaken."""
        name, content = _gammu(sms) if self.program == "gammu" else _smstools(sms)
        coming = self.folder.parent / f".{name}.coming"
        try:
            coming.write_bytes(content)
            coming.rename(self.folder / name)
        except OSError as failure:
            raise NotTaken(f"the spool {self.folder} cannot be written ({failure})") from None


def _smstools(sms: Sms) -> tuple[str, bytes]:
    """Return the file of smstools 3: head, empty line, text; other alphabets as UTF-16 (UCS2)."""
    head = f"To: {sms.number.removeprefix('+')}\n"
    if sms.text.isascii():
        return f"langnghe-{uuid4().hex}", f"{head}\n{sms.text}".encode()
    return f"langnghe-{uuid4().hex}", f"{head}Alphabet: UCS\n\n".encode() + sms.text.encode(
        "utf-16-be"
    )


def _gammu(sms: Sms) -> tuple[str, bytes]:
    """Return the file of gammu's files backend: its name says to whom; with marks it is UTF-16."""
    moment = f"{datetime.now():%Y%m%d_%H%M%S}"  # noqa: DTZ005 (gammu's own name, local)
    serial = uuid4().int % 1000
    content = sms.text.encode("ascii" if sms.text.isascii() else "utf-16")
    return f"OUTA{moment}_{serial:03d}_{sms.number}_{uuid4().hex[:8]}.txt", content
