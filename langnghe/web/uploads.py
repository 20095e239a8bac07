"""Files that officers upload: into the store first, then known by name and hash."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from langnghe.direction.actions import KeptFile
from langnghe.originals.store import Store


def keep_uploads(files: Iterable[UploadedFile]) -> tuple[KeptFile, ...]:
    """Store each file's bytes durably and return what the action needs to know of it."""
    store = Store(settings.ORIGINALS)
    kept = []
    for file in files:
        original = store.put_stream(file.chunks())
        name = PurePosixPath((file.name or "file").replace("\\", "/")).name[:300]
        kept.append(
            KeptFile(
                name=name,
                content_type=(file.content_type or "application/octet-stream")[:150],
                size=original.size,
                sha256=original.sha256,
            )
        )
    return tuple(kept)
