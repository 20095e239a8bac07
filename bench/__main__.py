"""Measure: `python -m bench [NAME ...] [--quick]`; names are those of NAMES.

Each benchmark runs in a process and a throwaway home of its own; one that fails does not stop
the others. Full runs are kept in docs/performance.md or docs/quality.md, quick ones only shown.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.parts import ROOT, fresh_home
from bench.result import Result, from_json, keep, said
from langnghe.ops.postgres import Postgres

QUALITY = ("search", "suggest", "quality", "learning", "likeness", "news", "hot", "issues")
NAMES = (
    "accept", "alarms", "calls", "deadlines", "directive", "helpdesk", "pages", "ring", "screen",
    *QUALITY,
)  # fmt: skip
LONGEST_SECONDS = 5400


def main() -> int:
    """Run what was asked for; return 1 where something could not be measured."""
    reader = argparse.ArgumentParser(prog="bench", description=__doc__)
    reader.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    reader.add_argument("--quick", action="store_true", help="small sizes, nothing is kept")
    reader.add_argument("--news", metavar="FOLDER", help="where VNTC lies, for `news`")
    given = reader.parse_args()
    if given.news:
        os.environ["BENCH_NEWS"] = str(Path(given.news).resolve())
    if unknown := set(given.names) - set(NAMES):
        reader.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    failed = []
    for name in given.names or [each for each in NAMES if each != "news" or given.news]:
        result = run(name, quick=given.quick)
        if result is None:
            failed.append(name)
            continue
        print(said(result), flush=True)
        if not given.quick:
            keep(result, page_of(name))
    if failed:
        print(f"bench: could not be measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def page_of(name: str) -> Path:
    """Return the page on which a benchmark's figures are kept."""
    return ROOT / "docs" / ("quality.md" if name in QUALITY else "performance.md")


def run(name: str, *, quick: bool) -> Result | None:
    """Run one benchmark in a fresh home; None where it failed (its words are on the screen)."""
    kept = Path(os.environ.get("LANGNGHE_HOME", ROOT / ".home")).resolve() / "bench"
    folder = kept / f"{name}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    environment = {**fresh_home(folder), "BENCH_KEPT": str(kept)}
    result = folder / "result.json"
    command = [sys.executable, "-m", "bench.alone", name, str(result)]
    print(f"bench: {name}", file=sys.stderr, flush=True)
    began = time.monotonic()
    running = subprocess.Popen(
        [*command, *(["--quick"] if quick else [])],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        running.wait(LONGEST_SECONDS)
        found = from_json(result.read_text(encoding="utf-8"))
    except (subprocess.SubprocessError, OSError, ValueError) as failure:
        print(f"bench: {name}: {failure}; see {folder}", file=sys.stderr)
        return None
    finally:
        _end(running.pid, folder)
    shutil.rmtree(folder, ignore_errors=True)
    print(f"bench: {name} took {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return found


def _end(group: int, folder: Path) -> None:
    """End what a benchmark that failed may have left running."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    cluster = Postgres(folder)
    if cluster.is_running():
        cluster.stop("immediate")


if __name__ == "__main__":
    raise SystemExit(main())
