"""Writes Vietnamese in the encodings from before Unicode, for letters in tests."""

import unicodedata

from langnghe.vietnamese.legacy import TCVN3, WINDOWS_1258

TONES = "\u0300\u0301\u0303\u0309\u0323"


def legacy_bytes(text: str, encoding: str) -> bytes:
    """Encode NFC `text` in windows-1258, tcvn3, vni or viscii.

    TCVN3 has no capitals with marks: they come out small, as its fonts had them.
    """
    if encoding == WINDOWS_1258:
        return b"".join(_windows_1258(character) for character in text)
    from viparse.normalize.encodings import CHARMAPS

    written: dict[str, str] = {}
    for legacy, letter in CHARMAPS[encoding].pairs:
        written.setdefault(letter, legacy)
    if encoding == TCVN3:
        written = {**{small.upper(): byte for small, byte in written.items()}, **written}
    return "".join(written.get(character, character) for character in text).encode("latin-1")


def _windows_1258(character: str) -> bytes:
    try:
        return character.encode("cp1258")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFD", character)
        tones = "".join(mark for mark in apart if mark in TONES)
        base = unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES))
        return (base + tones).encode("cp1258")
