"""What the documents point to exists: files, pictures, commands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from langnghe.ops.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("profiles/*/*.md")])
LARGEST_PICTURE = 300_000
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_COMMAND = re.compile(
    r"(?:^|`|bin/)langnghe ((?:officer|demo|import) [a-z]+|phone config|[a-z]+)", re.MULTILINE
)


def links(page: Path) -> Iterator[str]:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Pages of the root that the documents show by a link are judged where they stand."""
    at = page.resolve().parent
    assert [target for target in links(page) if not (at / target).exists()] == []


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs").rglob("*.png")}
    assert {name: size for name, size in sizes.items() if size > LARGEST_PICTURE} == {}


def commands() -> set[str]:
    """Return every command as it is typed, `demo call` for one of a group."""
    found: set[str] = set()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {})
        found |= {f"{name} {each}" for each in inner}
        if not inner or command.invoke_without_command:
            found.add(name)
    return found


def test_commands_are_commands() -> None:
    told = {
        command for page in PAGES for command in _COMMAND.findall(page.read_text(encoding="utf-8"))
    }
    assert "export" in told
    assert told - commands() == set()
