"""How the code is laid out: who writes, what things are called, what is said only once."""

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import override

from langnghe.register.timeline import KINDS

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "langnghe"
WRITES = re.compile(
    r"\.(save|create|update|delete|bulk_create|bulk_update|get_or_create|update_or_create)\("
)
WRITERS = frozenset(
    {
        "register/timeline.py",  # the only writer of entries
        "register/search.py",  # documents beside every change
        "register/exporting.py",  # a workbook, no row
    }
)
FORBIDDEN = frozenset(
    {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "managers",
     "service", "services", "data", "info", "lib", "tools"}
)  # fmt: skip
KEEPERS_OF_FILES = ("mail/", "papers/", "telephony/", "originals/", "vietnamese/", "workdays/")
"""They never see a model (lint-imports): what they save are files and cursors."""
ALIKE = 12
ALIKE_ON_PURPOSE = {("bench/dovecot.py", "tests/servers/dovecot.py")}
"""One mail server's settings, once for speed and once for every trouble."""


def tracked() -> list[Path]:
    """Return the files that git knows, as they lie in the folder now."""
    said = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    paths = [ROOT / name for name in said.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module of the product by its path, migrations left out."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), path


def database_writes(path: Path) -> list[str]:
    """Return the lines of a module that write rows: by a manager, a query, or a row itself."""
    return [
        line.strip()
        for line in path.read_text(encoding="utf-8").splitlines()
        if WRITES.search(line) and re.search(r"objects|\.filter\(|\.save\(|\.exclude\(", line)
    ]


def test_only_actions_write() -> None:
    wrong = {
        name: lines
        for name, path in modules()
        if "actions" not in name
        and name not in WRITERS
        and not name.startswith(KEEPERS_OF_FILES)
        and (lines := database_writes(path))
    }
    assert wrong == {}


def test_names_say_what_is_inside() -> None:
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix in {".py", ".ts"} and FORBIDDEN & {path.stem, *path.relative_to(ROOT).parts}
    ]
    assert wrong == []


def is_told(node: ast.AST) -> bool:
    return ast.get_docstring(node) is not None  # type: ignore[arg-type]


def public_things(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the public classes and functions of a module."""
    for node in tree.body:
        named = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        if named and not node.name.startswith("_"):  # type: ignore[attr-defined]
            yield node


@pytest.mark.parametrize("folder", sorted(p.name for p in SOURCE.iterdir() if p.is_dir()))
def test_every_public_thing_says_what_it_does(folder: str) -> None:
    untold = []
    for name, path in modules():
        if not name.startswith(f"{folder}/"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and not is_told(tree):
            untold.append(name)
        untold += [f"{name}: {each.name}" for each in public_things(tree) if not is_told(each)]  # type: ignore[attr-defined]
    assert untold == []


def words_of(path: Path) -> list[str]:
    """Return the lines of a file that say something, imports and brackets left out."""
    said = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in said if len(line) > 3 and not line.startswith(("import ", "from "))]


def test_no_two_files_are_alike_for_long() -> None:
    seen: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in tracked():
        if path.suffix not in {".py", ".ts", ".html", ".css"} or "migrations" in path.parts:
            continue
        lines = words_of(path)
        for start in range(len(lines) - ALIKE + 1):
            seen[tuple(lines[start : start + ALIKE])].add(path.relative_to(ROOT).as_posix())
    alike = {tuple(sorted(names)) for names in seen.values() if len(names) > 1}
    assert alike - ALIKE_ON_PURPOSE == set()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_event_is_a_sentence_in_both_languages(kind: str) -> None:
    fact = KINDS[kind]
    assert fact.says[0].isupper() or fact.says[0] == "{"
    with override("vi"):
        translated = _(fact.says)
    places = re.compile(r"\{(\w+)\}")
    assert translated != fact.says
    assert set(places.findall(translated)) <= set(places.findall(fact.says))
    assert set(places.findall(fact.says)) <= set(fact.__dataclass_fields__)  # type: ignore[attr-defined]
    assert fact.private <= set(fact.__dataclass_fields__)  # type: ignore[attr-defined]


def test_every_word_of_the_glossary_stands_there_once() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("|---", "| English"))
    ]
    english = [word.strip() for row in rows for word in row[0].split(",")]
    assert len(rows) > 30
    assert {word for word in english if english.count(word) > 1} == set()


def test_the_models_are_words_of_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()
    for name in ("Contact", "Submission", "Case", "Item", "Reporter", "Agency", "Assignment"):
        assert any(model.__name__ == name for model in apps.get_models()), name
        assert re.search(rf"\b{name.lower()}\b", text), name


def test_locks_name_packages_and_hashes_but_no_address() -> None:
    for path in [*(ROOT / "requirements").glob("*.lock"), ROOT / "package-lock.json"]:
        text = path.read_text(encoding="utf-8")
        assert "resolved" not in text or path.suffix == ".lock", path
        assert not re.search(r"https?://[^\s\"]*(index|simple|registry|mirror)", text), path
        assert "hash" in text or "integrity" in text, path


def test_nothing_names_the_place_where_it_was_written() -> None:
    """Paths of a workshop, words of its machinery: none of them is the hotline's."""
    words = [f"/{'work'}/", f"{'shared'}/domain", f"{'ses'}{'sion'}_id", f"{'clau'}{'de'}"]
    wrong = []
    for path in tracked():
        if path.suffix in {".po", ".wav", ".png", ".woff2", ".jsonl", ".ico", ".webp"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore").lower()
        wrong += [f"{path.relative_to(ROOT)}: {word}" for word in words if word in text]
    assert wrong == []
