"""Merge the parts of the Vietnamese catalogue and compile it; with --collect, say what lacks.

English is what the code says; `langnghe/locale/vi/LC_MESSAGES/parts/*.po` hold the Vietnamese,
one part for each area, so that people can work side by side.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "langnghe" / "locale" / "vi" / "LC_MESSAGES"
_PLAIN = {"_", "_lazy", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
Message = tuple[str, str]
"""Context (empty without one) and message id."""


def merged() -> polib.POFile:
    """Return all parts as one catalogue; the same message twice must say the same."""
    whole = polib.POFile()
    whole.metadata = {
        "Language": "vi",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    known: dict[Message, polib.POEntry] = {}
    for part in sorted((FOLDER / "parts").glob("*.po")):
        for entry in polib.pofile(str(part)):
            key = (entry.msgctxt or "", entry.msgid)
            if key not in known:
                known[key] = entry
                whole.append(entry)
            elif _said(known[key]) != _said(entry):
                raise SystemExit(
                    f"{part.name}: {entry.msgid!r} is said otherwise elsewhere: "
                    "give one of the two a context"
                )
    return whole


def _said(entry: polib.POEntry) -> tuple[object, ...]:
    return entry.msgstr, *entry.msgstr_plural.values()


def in_python(path: Path) -> Iterator[Message]:
    """Yield the messages that a Python file marks."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [
            argument.value
            for argument in node.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if name in _PLAIN and words:
            yield "", words[0]
        elif name in _CONTEXT and len(words) > 1:
            yield words[0], words[1]


def in_template(path: Path) -> Iterator[Message]:
    """Yield the messages that a template marks."""
    from django.utils.translation.template import templatize

    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for line in code.split("\n"):
        for found in re.finditer(
            r"\bn?gettext\((u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")", line
        ):
            yield "", str(ast.literal_eval(found[1]))
        for found in re.finditer(
            r"\bpgettext\((u?'(?:[^'\\]|\\.)*'), *(u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")",
            line,
        ):
            yield str(ast.literal_eval(found[1])), str(ast.literal_eval(found[2]))
        for found in re.finditer(r"(?<![\w])_\((u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")", line):
            yield "", str(ast.literal_eval(found[1]))


def used() -> set[Message]:
    """Return every message the code and the templates mark."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    package = ROOT / "langnghe"
    messages: set[Message] = set()
    for path in package.rglob("*.py"):
        messages.update(in_python(path))
    for path in [*package.rglob("*.html"), *package.rglob("templates/**/*.txt")]:
        messages.update(in_template(path))
    return {message for message in messages if message[1].strip()}


def lacking() -> list[Message]:
    """Return the messages that have no Vietnamese yet, in order."""
    translated = {(e.msgctxt or "", e.msgid) for e in merged() if e.translated()}
    return sorted(used() - translated)


def main() -> int:
    """Compile; with --collect also say what lacks and fail where something does."""
    catalogue = merged()
    target = FOLDER / "django.mo"
    data = catalogue.to_binary()
    if not target.exists() or target.read_bytes() != data:
        target.write_bytes(data)
    if "--collect" not in sys.argv:
        return 0
    missing = lacking()
    for context, message in missing:
        if context:
            print(f'msgctxt "{context}"')
        print(f'msgid "{polib.escape(message)}"\nmsgstr ""\n')
    print(f"# {len(missing)} messages have no Vietnamese", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
