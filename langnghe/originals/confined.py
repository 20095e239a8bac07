"""Opening strangers' files in a process of its own, that cannot eat the server."""

import resource
import subprocess
import sys
from pathlib import Path

MEMORY_BYTES, PROCESSOR_SECONDS, PATIENCE_SECONDS = 2 << 30, 20, 60


def run_confined(module: str, *words: str) -> bytes | None:
    """Run one of our modules as a program; return what it writes, None where it fails.

    Takes at most PROCESSOR_SECONDS and, once it calls `confine`, MEMORY_BYTES.
    """
    command = [sys.executable, "-m", module, *words]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a path by hash
            command,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            cwd=Path(__file__).parents[2],
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def confine() -> None:
    """Set hard limits for this process: memory, processor, no core."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
