"""Mail as HTML: made safe to show, and read as plain text."""

import html
import re

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

LIMIT = 2_000_000
"""Characters of HTML that are laid out; the original keeps the rest."""
_TAGS = nh3.ALLOWED_TAGS | {"font", "center", "u", "s", "strike", "big"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size"},
    "td": {"colspan", "rowspan", "align", "valign", "bgcolor"},
    "th": {"colspan", "rowspan", "align", "valign", "bgcolor"},
    "table": {"border", "cellpadding", "cellspacing", "align"},
}
_REMOTE = re.compile(r"<img\b[^>]*\bsrc\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
_CID = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])


def safe_html(markup: str) -> str:
    """Return HTML that may be shown in a sealed frame: no script, nothing from outside.

    Images stay only where the mail itself carries them (`cid:`).
    """
    return nh3.clean(
        markup[:LIMIT],
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if value.lower().startswith("cid:") else None
    return value


def has_remote_images(markup: str) -> bool:
    """Tell whether pictures from outside were left out."""
    return bool(_REMOTE.search(markup[:LIMIT]))


def shown_ids(markup: str) -> frozenset[str]:
    """Return the content ids that the HTML shows."""
    return frozenset(html.unescape(each).lower() for each in _CID.findall(markup[:LIMIT]))


def text_of_html(markup: str) -> str:
    """Read HTML as plain text; tables and lists keep their lines."""
    try:
        text = get_text(markup[:LIMIT], _CONFIG)
    except Exception:  # the parser of a kept library; what it cannot lay out is read bare
        text = html.unescape(_TAG.sub(" ", markup[:LIMIT]))
    lines = [line.rstrip() for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
