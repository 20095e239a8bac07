"""Budgets that keep pages of code readable: lines of a file, lines and steps of a function."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES, FUNCTION_LINES, PARAMETERS = 400, 50, 6
FOLDERS = ("langnghe", "tests", "scripts", "bench", "frontend")
SUFFIXES = {".py", ".ts", ".css", ".html"}


def faults(path: Path) -> Iterator[str]:
    """Yield what is too large in a file."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > FILE_LINES and "migrations" not in path.parts:
        yield f"{path.relative_to(ROOT)}: {lines} lines (at most {FILE_LINES})"
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        if length > FUNCTION_LINES:
            yield f"{where}: {length} lines (at most {FUNCTION_LINES})"
        given = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        count = len([each for each in given if each.arg not in {"self", "cls", "by", "at"}])
        if count > PARAMETERS and "tests" not in path.parts:
            yield f"{where}: {count} parameters (at most {PARAMETERS}, beside by and at)"


def main() -> int:
    """Print every fault; fail where there is one."""
    found = [
        fault
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SUFFIXES and "static" not in path.parts
        for fault in faults(path)
    ]
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
