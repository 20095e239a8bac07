"""Where and when a photograph was taken, as the camera wrote it down (EXIF 2.32).

`python -m langnghe.originals.photos PATH` prints it as JSON, in a process of its own.
"""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from langnghe.originals.confined import confine, run_confined

_GPS, _TAKEN, _EXIF = 0x8825, 0x9003, 0x8769
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF")


@dataclass(frozen=True, slots=True)
class Taken:
    """Degrees (WGS 84), and the camera's local time as ISO 8601 without an offset, or ""."""

    latitude: float | None
    longitude: float | None
    at: str

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude; None where the camera did not know."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


def where_taken(path: Path) -> Taken | None:
    """Return where and when a photograph was taken; None where the file says neither."""
    said = run_confined("langnghe.originals.photos", str(path.resolve()))
    if not said:
        return None
    try:
        return Taken(**json.loads(said))
    except (ValueError, TypeError):
        return None


def read_photo(path: Path) -> Taken | None:
    """Read the camera's notes in this very process: only for one that is confined."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener(thumbnails=False)
    with Image.open(path, formats=_FORMATS) as image:
        notes = image.getexif()
        place = notes.get_ifd(_GPS)
        taken = str(notes.get_ifd(_EXIF).get(_TAKEN, ""))
    latitude, longitude = _degrees(place, 1, "S"), _degrees(place, 3, "W")
    if latitude is None or longitude is None or (latitude, longitude) == (0.0, 0.0):
        latitude = longitude = None
    found = Taken(latitude, longitude, _moment(taken))
    return found if found.at or latitude is not None else None


def _degrees(place: dict[int, Any], reference: int, negative: str) -> float | None:
    """Return degrees of latitude (reference 1) or longitude (3); None for what is none."""
    try:
        degrees, minutes, seconds = (float(part) for part in place[reference + 1])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    limit = 90 if negative == "S" else 180
    if not 0 <= found <= limit:
        return None
    return round(-found if place.get(reference) == negative else found, 6)


def _moment(said: str) -> str:
    try:
        return datetime.strptime(said[:19], "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007
    except ValueError:
        return ""


def main() -> None:
    """Print where one photograph was taken, within hard limits."""
    confine()
    taken = read_photo(Path(sys.argv[1]))
    if taken is not None:
        print(json.dumps(asdict(taken)))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
