"""Which of our two languages somebody writes, decided only where it is sure."""

import re

VIETNAMESE, ENGLISH = "vi", "en"
_SAMPLE = 4_000
_LEAST, _DIFFERENT, _SHARE = 6, 3, 0.12
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_ENGLISH = frozenset(
    [
        "about",
        "and",
        "are",
        "asked",
        "been",
        "behind",
        "could",
        "dear",
        "every",
        "from",
        "has",
        "have",
        "hello",
        "how",
        "i'm",
        "is",
        "it's",
        "know",
        "live",
        "living",
        "many",
        "much",
        "must",
        "near",
        "of",
        "please",
        "regards",
        "road",
        "several",
        "should",
        "since",
        "sincerely",
        "street",
        "there",
        "these",
        "they",
        "this",
        "very",
        "want",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "work",
        "would",
        "writing",
        "you",
        "your",
    ]
)
"""Small words that no Vietnamese writes, with marks or without them."""


def language_of(text: str) -> str:
    """Return `en` for text that is surely English, `vi` for everything else.

    Vietnamese without marks ("toi phan anh") stays Vietnamese; an English letter may name
    Vietnamese streets.
    """
    words = _WORD.findall(text[:_SAMPLE])
    hits = [word.lower() for word in words if word.lower() in _ENGLISH]
    marked = sum(word.islower() and not word.isascii() for word in words)
    sure = (
        len(words) >= _LEAST
        and len(set(hits)) >= _DIFFERENT
        and len(hits) >= _SHARE * len(words)
        and 2 * marked <= len(hits)
    )
    return ENGLISH if sure else VIETNAMESE
