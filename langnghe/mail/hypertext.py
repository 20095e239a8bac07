"""Mail as HTML: made safe to show, and read as plain text."""

import html
import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import unquote

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

LIMIT = 2_000_000
"""Characters of HTML that are laid out; the original keeps the rest."""
TAGS_LIMIT, DEPTH_LIMIT, STYLES_LIMIT = 60_000, 5_000, 100
"""Beyond these the parsers take minutes: such HTML is read bare."""
_TAGS = nh3.ALLOWED_TAGS | {"font", "center", "u", "s", "strike", "big"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "blockquote": set(),
    "q": set(),
    "del": set(),
    "ins": set(),
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size"},
    "td": {"colspan", "rowspan", "align", "valign", "bgcolor"},
    "th": {"colspan", "rowspan", "align", "valign", "bgcolor"},
    "table": {"border", "cellpadding", "cellspacing", "align"},
}
_REMOTE = re.compile(
    r"<(?:img|input|image|table|tr|td|th|body|video|source)\b[^<>]*?"
    r"\b(?:src|srcset|background|poster|href)\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|\burl\(\s*[\"']?\s*(?:https?:)?//",
    re.IGNORECASE,
)
_CID = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)
_PICTURE = re.compile(r"(<img [^<>]*?\bsrc=\")cid:([^\"<>]*)(?=\")", re.IGNORECASE)
_TOKEN = re.compile(r"<[a-zA-Z/!?][^<>]*>|[^<]+|<")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_STYLES = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"]
)
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_BREAKS = frozenset(
    ["br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "table", "tr"]
)
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])


def safe_html(markup: str) -> str:
    """Return HTML that may be shown in a sealed frame: no script, nothing from outside.

    Images stay only where the mail itself carries them (`cid:`).
    """
    if _is_heavy(markup[:LIMIT]):
        return f"<pre>{html.escape(_bare(markup[:LIMIT]))}</pre>"
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
    if tag == "a" and name == "href" and not re.match(r"(?i)(?:https?:|mailto:|tel:)", value):
        return None
    return value


def _is_heavy(markup: str) -> bool:
    """Tell whether HTML is built to exhaust a parser: too many, too deep, styles never closed."""
    opened: Counter[str] = Counter()
    depth = deepest = number = 0
    for found in _TAG_NAME.finditer(markup):
        number += 1
        name = found[2].lower()
        if name in _VOID:
            continue
        step = -1 if found[1] else 1
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
        if name in _STYLES:
            opened[name] += step
    styles = sum(each for each in opened.values() if each > 0)
    return number > TAGS_LIMIT or deepest > DEPTH_LIMIT or styles > STYLES_LIMIT


def remote_images(markup: str) -> int:
    """Count the pictures from outside that are left out."""
    return sum(1 for _each in _REMOTE.finditer(markup[:LIMIT]))


def shown_ids(markup: str) -> frozenset[str]:
    """Return the content ids that the HTML shows, in lower case."""
    return frozenset(_content_id(each) for each in _CID.findall(markup[:LIMIT]))


def _content_id(written: str) -> str:
    return unquote(html.unescape(written)).lower()


def with_pictures(markup: str, addresses: Mapping[str, str]) -> str:
    """Point the pictures of safe HTML at `addresses` (by lower-case content id)."""

    def addressed(found: re.Match[str]) -> str:
        return found[1] + html.escape(addresses.get(_content_id(found[2]), ""))

    return _PICTURE.sub(addressed, markup)


def text_of_html(markup: str) -> str:
    """Read HTML as plain text; tables and lists keep their lines."""
    markup = markup[:LIMIT]
    try:
        text = _bare(markup) if _is_heavy(markup) else get_text(markup, _CONFIG)
    except Exception:  # the parser of a kept library; what it cannot lay out is read bare
        text = _bare(markup)
    lines = [line.rstrip() for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _bare(markup: str) -> str:
    """Read the words of HTML without laying them out, in linear time."""
    words: list[str] = []
    hidden = ""
    for token in _TOKEN.findall(markup):
        named = _TAG_NAME.match(token)
        name = named[2].lower() if named else ""
        if hidden:
            hidden = "" if name == hidden and token[1] == "/" else hidden
        elif name in {"script", "style"} and token[1] != "/":
            hidden = name
        elif named or token.startswith(("<!", "<?", "</")):
            words.append("\n" if name in _BREAKS else " ")
        else:
            words.append(token)
    return html.unescape("".join(words))
