"""Addresses of the built files: each build has its own, so that no browser keeps an old one."""

from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage

STAMP = Path("langnghe") / "web" / "static" / "ln" / ".stamp"


class StampedFiles(StaticFilesStorage):
    """Static files whose addresses name the build they are of."""

    @cached_property
    def stamp(self) -> str:
        """The mark of the build, read once; empty where nothing was built."""
        file = Path(settings.ROOT) / STAMP
        return file.read_text(encoding="utf-8").strip() if file.exists() else ""

    def url(self, name: str | None) -> str:
        """Return the address of a file, with its build; fonts never change under their name."""
        plain = super().url(name)
        return f"{plain}?v={self.stamp}" if self.stamp and not plain.endswith(".woff2") else plain
