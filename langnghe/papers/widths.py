"""How wide words are when set, so that a rule can be drawn as wide as what it stands below."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from langnghe.late import late

if TYPE_CHECKING:
    from PIL import ImageFont
else:
    ImageFont = late("PIL.ImageFont")

FONTS = Path(__file__).parent / "fonts"
_POINTS_PER_MM = 72 / 25.4
_UNITS = 1000


@lru_cache(maxsize=2)
def _font(*, bold: bool) -> "ImageFont.FreeTypeFont":
    return ImageFont.truetype(FONTS / f"Tinos_{'700Bold' if bold else '400Regular'}.ttf", _UNITS)


def width_mm(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in millimetres at a size in points (widths of Times)."""
    return _font(bold=bold).getlength(text) * size / _UNITS / _POINTS_PER_MM
