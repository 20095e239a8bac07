"""Small pictures of big files, made in a process of its own that cannot eat the server.

`python -m langnghe.originals.renditions picture|paper PATH` writes a JPEG to its output.
"""

import io
import sys
from pathlib import Path

from langnghe.originals.confined import confine, run_confined
from langnghe.originals.kinds import Look

SIDE = 2000
"""Pixels of the longer side of a rendition."""
PIXELS_LIMIT = 110_000_000
"""Pixels that are unpacked: the largest telephone pictures, and no bombs."""


def rendition_of(path: Path, look: Look) -> bytes | None:
    """Return a JPEG of a picture, or of the first page of a PDF; None where there is none.

    It is made in a confined process, whatever the file holds.
    """
    made = run_confined("langnghe.originals.renditions", look, str(path.resolve()))
    return made if made and made[:2] == b"\xff\xd8" else None


def _picture(path: Path) -> bytes:
    import pillow_heif
    from PIL import Image, ImageOps

    pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = PIXELS_LIMIT
    with Image.open(path, formats=("JPEG", "PNG", "GIF", "WEBP", "TIFF", "HEIF")) as image:
        if image.width * image.height > PIXELS_LIMIT:
            raise SystemExit(3)
        image.draft("RGB", (SIDE, SIDE))
        image.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    sheet = Image.new("RGBA", upright.size, "white")
    sheet.alpha_composite(upright)
    return _jpeg(sheet.convert("RGB"))


def _paper(path: Path) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    page = document[0]
    width, height = page.get_size()
    scale = min(3.0, SIDE / max(width, height, 1.0))
    return _jpeg(page.render(scale=scale).to_pil().convert("RGB"))


def _jpeg(image: "object") -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=82, optimize=True)  # type: ignore[attr-defined]
    return written.getvalue()


def main() -> None:
    """Make one rendition within hard limits."""
    confine()
    look, path = sys.argv[1:3]
    make = _paper if look == Look.PAPER else _picture
    sys.stdout.buffer.write(make(Path(path)))


if __name__ == "__main__":
    main()
