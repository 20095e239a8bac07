"""What must agree before a commit: models with migrations, screens' words with Vietnamese."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Check that no migration is missing and every message has its Vietnamese."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "langnghe.settings",
            "LANGNGHE_HOME": home,
            "DATABASE_URL": "host=/nonexistent dbname=none",
            "PYTHONWARNINGS": "ignore",
        }
        django = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
        words = [sys.executable, str(ROOT / "scripts" / "catalogues.py"), "--collect"]
        codes = [
            subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
            for command in (django, words)
        ]
    return max(codes)


if __name__ == "__main__":
    raise SystemExit(main())
