"""Every setting stands in the documents, and the documents name no setting that is none."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_READ = re.compile(r'\b[a-z]+\(\s*"(LANGNGHE_[A-Z_]+|DATABASE_URL)"')
_TOLD = re.compile(r"^\| `([A-Z_]+)`", re.MULTILINE)


def read_by_the_program() -> set[str]:
    return set(_READ.findall((ROOT / "langnghe" / "settings.py").read_text(encoding="utf-8")))


def told_in_the_documents() -> set[str]:
    return set(_TOLD.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


def test_settings_are_found_at_all() -> None:
    assert {"DATABASE_URL", "LANGNGHE_HOME", "LANGNGHE_DEMO"} <= read_by_the_program()


def test_every_setting_is_documented() -> None:
    assert read_by_the_program() - told_in_the_documents() == set()


def test_no_setting_is_invented() -> None:
    assert told_in_the_documents() - read_by_the_program() == set()
