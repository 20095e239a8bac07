"""Filling the places of a template: facts are data, unknown ones stay visible."""

import re
from collections.abc import Mapping

GAP = "…"
"""Stands where somebody must still write something."""

_PLACE = re.compile(r"\{(\w+)\}")
_ONLY_A_PLACE = re.compile(r"\{(\w+)\}\s*")


def fill_lines(text: str, facts: Mapping[str, str]) -> str:
    """Fill `{places}` line by line; a line that is one place without a fact vanishes.

    Facts are put in once: braces in them are never read as places.
    """
    lines = [_filled(line, facts) for line in text.split("\n")]
    return "\n".join(line for line in lines if line is not None)


def _filled(line: str, facts: Mapping[str, str]) -> str | None:
    alone = _ONLY_A_PLACE.fullmatch(line)
    if alone and not facts.get(alone[1], "").strip():
        return None
    return _PLACE.sub(lambda found: facts.get(found[1], "").strip() or GAP, line)
