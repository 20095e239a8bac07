"""What the profile says about papers: the office, its terms, who signs, each letter's words."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from langnghe.direction.letter_states import LetterKind
from langnghe.papers.layout import Layout, layouts_in


class NoTerm(Exception):
    """The profile knows no term of office on this day: numbers cannot be given."""


@dataclass(frozen=True)
class Signing:
    """Who may sign: a code, the name of the choice in two languages, the lines above the name."""

    code: str
    name: str
    name_en: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Office:
    """Whose papers these are. `terms` are (first day, code), the latest first."""

    layout: str
    superior: str
    issuer: str
    symbol: str
    place: str
    terms: tuple[tuple[date, str], ...]
    signings: dict[str, Signing]

    def term_on(self, day: date) -> str:
        """Return the term of office in which a day lies; raises NoTerm."""
        for since, code in self.terms:
            if since <= day:
                return code
        raise NoTerm(day)


@dataclass(frozen=True, kw_only=True)
class Template:
    """How a kind of letter is worded; `{places}` are filled with facts."""

    number: str
    type_name: str
    abstract: str
    addressees: tuple[str, ...]
    text: str
    recipients: tuple[str, ...]
    signature: str
    facts: tuple[tuple[str, str], ...] = ()
    table: str = ""
    box: str = ""


def office() -> Office:
    """Return what the profile says about the office."""
    return _office(settings.PROFILE / "papers" / "office.json")


def template_of(kind: LetterKind) -> Template:
    """Return how a kind of letter is worded."""
    return _templates(settings.PROFILE / "papers" / "letters.json")[kind]


def layout_named(code: str) -> Layout:
    """Return a layout of the profile."""
    return layouts_in(settings.PROFILE / "papers" / "layouts.json")[code]


@lru_cache(maxsize=4)
def _office(file: Path) -> Office:
    row = json.loads(file.read_text(encoding="utf-8"))
    terms = [(date.fromisoformat(term["from"]), term["code"]) for term in row["terms"]]
    return Office(
        **{name: row[name] for name in ("layout", "superior", "issuer", "symbol", "place")},
        terms=tuple(sorted(terms, reverse=True)),
        signings={
            each["code"]: Signing(each["code"], each["name"], each["name_en"], tuple(each["lines"]))
            for each in row["signatures"]
        },
    )


@lru_cache(maxsize=4)
def _templates(file: Path) -> dict[LetterKind, Template]:
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return {
        LetterKind(row["code"]): Template(
            **{name: row.get(name, "") for name in ("number", "type_name", "abstract", "text")},
            **{name: row.get(name, "") for name in ("signature", "table", "box")},
            addressees=tuple(row["addressees"]),
            recipients=tuple(row["recipients"]),
            facts=tuple((name, place) for name, place in row.get("facts", [])),
        )
        for row in rows
    }
