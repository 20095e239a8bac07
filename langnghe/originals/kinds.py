"""How a file can be looked at in a browser, by what it says it is or by the end of its name."""

from enum import StrEnum


class Look(StrEnum):
    """How a file is shown; OTHER is only ever downloaded."""

    PICTURE = "picture"
    PAPER = "paper"
    SOUND = "sound"
    FILM = "film"
    TEXT = "text"
    LETTER = "letter"
    OTHER = "other"


_SAYS_NOTHING = frozenset(
    {"", "application/octet-stream", "application/x-octet-stream", "binary/octet-stream"}
)
_ENDINGS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "pdf": "application/pdf",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "amr": "audio/amr",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "mp4": "video/mp4",
    "3gp": "video/3gpp",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "txt": "text/plain",
    "eml": "message/rfc822",
}
_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/tif": "image/tiff",
    "application/x-pdf": "application/pdf",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/mp4a-latm": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/3gpp": "video/3gpp",
    "message/global": "message/rfc822",
    "text/csv": "text/plain",
}
_LOOKS = {
    "application/pdf": Look.PAPER,
    "text/plain": Look.TEXT,
    "message/rfc822": Look.LETTER,
}
_FAMILIES = {"image": Look.PICTURE, "audio": Look.SOUND, "video": Look.FILM}
_KNOWN = frozenset(_ENDINGS.values())
NATIVE_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


def type_of(name: str, content_type: str) -> str:
    """Return the media type to go by; where a mail says nothing, the end of the name tells."""
    said = content_type.partition(";")[0].strip().lower()
    if said in _SAYS_NOTHING:
        return _ENDINGS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return _ALIASES.get(said, said)


def look_of(name: str, content_type: str) -> Look:
    """Say how a file can be shown; SVG, HTML and whatever could act are OTHER."""
    kind = type_of(name, content_type)
    if kind not in _KNOWN:
        return Look.OTHER
    return _LOOKS.get(kind) or _FAMILIES[kind.partition("/")[0]]
