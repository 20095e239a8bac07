"""The PDF of a paper: set by Typst in our own fonts, for the archive (PDF/A), no author named."""

import json
import re
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from langnghe.papers.layout import Layout, say_number, say_place_and_day
from langnghe.papers.paper import Paper

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
_TEMPLATE = HERE / "paper.typ"
_LONG = re.compile(r"\w{36,}")


class NoFonts(Exception):
    """The fonts of papers are not there: the build of the front end lays them."""


@lru_cache(maxsize=32)
def pdf_of(paper: Paper, layout: Layout) -> bytes:
    """Return a paper as PDF/A-2b, a draft without a day as plain PDF. Text is never markup.

    Raises NoFonts.
    """
    if not any(FONTS.glob("*.ttf")):
        raise NoFonts(str(FONTS))
    made: bytes = typst.compile(
        _TEMPLATE,
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=_inputs(paper, layout),
        pdf_standards=["a-2b"] if paper.on else [],
    )
    return made


def _inputs(paper: Paper, layout: Layout) -> dict[str, str]:
    number = paper.number
    is_letter = not paper.type_name
    said = {
        "title": paper.title or paper.type_name,
        "number": say_number(number, layout, is_letter=is_letter) if number else "",
        "place_and_day": say_place_and_day(paper.head.place, paper.on),
        "on": [paper.on.year, paper.on.month, paper.on.day] if paper.on else None,
        "body": [{"shape": type(each).__name__.lower(), **asdict(each)} for each in paper.body],
    }
    plain: dict[str, Any] = {
        "head": asdict(paper.head),
        "type_name": paper.type_name,
        "abstract": paper.abstract,
        "addressees": paper.addressees,
        "signatures": [asdict(each) for each in paper.signatures],
        "recipients": paper.recipients,
        "is_landscape": paper.is_landscape,
    }
    parts = {"paper": plain, "look": asdict(layout), "said": said}
    return {
        name: _LONG.sub(_breakable, json.dumps(part, ensure_ascii=False))
        for name, part in parts.items()
    }


def _breakable(found: re.Match[str]) -> str:
    """Let a word without end be broken after every few letters."""
    return "\u200b".join(re.findall(r".{1,12}", found[0]))
