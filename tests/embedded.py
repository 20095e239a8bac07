"""One throwaway PostgreSQL for a test run, one database for each worker; nothing is faked.

Loaded before Django reads its settings; workers of a parallel run share the first one's server.
"""

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from langnghe.ops.postgres import Postgres
from tests.hotline import SHARED


def start() -> Postgres:
    """Start a cluster that need not survive the machine, and point the settings at it."""
    home = Path(tempfile.mkdtemp(prefix="langnghe-tests-"))
    home.chmod(0o755)
    (home / "static").mkdir()
    for name in [name for name in os.environ if name.startswith("LANGNGHE_")]:
        del os.environ[name]
    cluster = Postgres(home, {"fsync": "off", "shared_buffers": "'64MB'"})
    cluster.start()
    os.environ.update(
        {
            SHARED: str(home),
            # Each new run closes the folder above its own: another checkout's must not be in it.
            "PYTEST_DEBUG_TEMPROOT": str(own_corner()),
            "DATABASE_URL": cluster.url(),
            "LANGNGHE_HOME": str(home),
            "LANGNGHE_MAIL_ADDRESS": "hotline@langnghe.example",
            "LANGNGHE_SECRET_KEY": "only for tests, never for a hotline that people call",
        }
    )
    return cluster


def own_corner() -> Path:
    """Return this checkout's folder for what its tests leave."""
    here = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
    corner = Path(tempfile.gettempdir()) / f"langnghe-{here}"
    corner.mkdir(exist_ok=True)
    return corner


def stop(cluster: Postgres, starter: int) -> None:
    """Stop the cluster and forget its files, in the process that started it."""
    if os.getpid() == starter:
        cluster.stop("immediate")
        shutil.rmtree(cluster.home, ignore_errors=True)


if SHARED not in os.environ:
    atexit.register(stop, start(), os.getpid())
