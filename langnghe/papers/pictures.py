"""The pages of a PDF as pictures, for a look before a paper goes out."""

import io
from functools import lru_cache
from threading import Lock

import pypdfium2

WIDTH = 1000
"""Pixels of a page's shorter side: sharp on a large screen, small enough for a slow line."""

_LOCK = Lock()
"""PDFium answers one thread at a time."""


class NoSuchPage(Exception):
    """The paper has no page of this number."""


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


@lru_cache(maxsize=24)
def page_picture(pdf: bytes, number: int) -> bytes:
    """Return a page, counted from 1, as PNG; raises NoSuchPage."""
    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                raise NoSuchPage(number)
            page = document[number - 1]
            picture = page.render(scale=WIDTH / min(page.get_size()), grayscale=True).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
