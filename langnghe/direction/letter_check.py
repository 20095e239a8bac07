"""The last look at a letter's words before it gets a number."""

from langnghe.direction.letter_states import NOTICES
from langnghe.direction.models import Letter
from langnghe.direction.speakers import (
    known_of,
    known_of_others,
    known_of_submission,
    together,
)
from langnghe.direction.wording import said_by
from langnghe.papers.filling import GAP
from langnghe.understanding.hiding import MARK, hide_known


class NamesReporter(Exception):
    """The words of a letter tell who spoke; `found` counts what, by kind."""

    def __init__(self, found: dict[str, int]) -> None:
        super().__init__(found)
        self.found = found


class GapLeft(Exception):
    """Something is still missing where the letter says "…"."""


def check_words(letter: Letter) -> None:
    """Raise GapLeft where something is missing, NamesReporter where the words tell who spoke."""
    words = [letter.abstract, letter.text, *letter.addressees, *letter.recipients]
    if any(GAP in part.replace(MARK, "") for part in words):
        raise GapLeft
    found = told_in(letter)
    if found and not letter.shows_reporter:
        raise NamesReporter(found)


def told_in(letter: Letter) -> dict[str, int]:
    """Count what a letter's words tell of those who spoke.

    A notice may name its reader and repeat what they said.
    """
    cases = [letter.case] if letter.case else []
    cases += [listed.case for listed in letter.listed.select_related("case__ward")]
    rows = [cell for row in letter.rows for cell in row]
    words = "\n".join([letter.abstract, letter.text, *rows, *(v for _n, v in letter.pairs)])
    voice = letter.submission
    if voice is not None and letter.kind in NOTICES:
        words = words.replace(said_by(voice).rstrip(" ."), "")
        return hide_known(words, together(known_of_others(cases, voice))).counts
    known = [*known_of(cases).values()]
    known += [known_of_submission(voice)] if voice else []
    return hide_known(words, together(known)).counts
