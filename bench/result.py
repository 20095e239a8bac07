"""What a benchmark found: a table of figures and ratios, goals, and its section in the docs."""

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Goal:
    """What was hoped for, what was found, and whether that is enough."""

    words: str
    found: str
    met: bool


@dataclass(frozen=True, kw_only=True)
class Result:
    """One run of one benchmark. The first of `columns` names the rows."""

    name: str
    title: str
    sizes: str
    columns: list[str]
    rows: list[list[str]]
    goals: list[Goal]
    notes: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Write the result as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(text: str) -> Result:
    """Read what `to_json` wrote."""
    values: dict[str, Any] = json.loads(text)
    values["goals"] = [Goal(**goal) for goal in values["goals"]]
    return Result(**values)


def table_of(result: Result) -> list[str]:
    """Return the table in Markdown, its columns aligned."""
    lines = [result.columns, *result.rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(result.columns))]
    padded = [_padded(line, widths) for line in lines]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return [f"| {' | '.join(cells)} |" for cells in (padded[0], rule, *padded[1:])]


def _padded(cells: list[str], widths: list[int]) -> list[str]:
    first, *others = [*zip(cells, widths, strict=True)]
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]


def said(result: Result) -> str:
    """Return everything about a run as text for a terminal and for the docs alike."""
    facts = "; ".join(f"{name} {value}" for name, value in result.facts.items())
    goals = [
        f"- {'Met' if goal.met else 'Missed'}: {goal.words} — {goal.found}."
        for goal in result.goals
    ]
    lines = [f"## {result.title}", "", *table_of(result), "", *goals]
    lines += [f"- {note}" for note in result.notes]
    lines += ["", f"Size: {result.sizes}. Machine: {facts}.", ""]
    return "\n".join(lines)


def keep(result: Result, page: Path) -> None:
    """Put the result into its place on the page of figures, instead of the one before."""
    begin, end = f"<!-- {result.name}: generated -->", f"<!-- {result.name}: end -->"
    section = f"{begin}\n{said(result)}{end}"
    text = page.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _found: section, text)
    else:
        text = f"{text.rstrip()}\n\n{section}\n"
    page.write_text(text, encoding="utf-8")
