"""What an S/MIME seal wraps without hiding it: the content of CMS signed-data (RFC 5652)."""

from collections.abc import Iterator
from dataclasses import dataclass

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_OBJECT, _OCTETS, _END = 0x06, 0x04, b"\0\0"
_CONSTRUCTED, _INDEFINITE = 0x20, 0x80
_DEPTH = 12


class _Broken(Exception):
    """The bytes are no BER."""


@dataclass(frozen=True)
class _Piece:
    """One value of BER: its tag, where its content lies, where the next value begins."""

    tag: int
    start: int
    end: int
    after: int


def signed_content(data: bytes) -> bytes | None:
    """Return the message inside signed-data; None where there is none to read.

    No signature is checked: whoever needs that opens the original.
    """
    try:
        return _content(data)
    except (_Broken, IndexError, StopIteration):
        return None


def _content(data: bytes) -> bytes | None:
    outer = _inside(data, _piece(data, 0))
    if _object(data, next(outer)) != _SIGNED_DATA:
        return None
    signed = next(_inside(data, next(outer)))
    parts = _inside(data, signed)
    next(parts), next(parts)  # the version, the digests
    wrapped = _inside(data, next(parts))
    next(wrapped)  # the kind of content
    holder = next(wrapped, None)
    return b"".join(_octets(data, next(_inside(data, holder)), 0)) if holder else None


def _object(data: bytes, piece: _Piece) -> bytes:
    return data[piece.start : piece.end] if piece.tag == _OBJECT else b""


def _octets(data: bytes, piece: _Piece, depth: int) -> Iterator[bytes]:
    """Yield the bytes of an octet string, which may come in pieces."""
    if piece.tag & ~_CONSTRUCTED != _OCTETS or depth > _DEPTH:
        raise _Broken
    if not piece.tag & _CONSTRUCTED:
        yield data[piece.start : piece.end]
        return
    for each in _inside(data, piece):
        yield from _octets(data, each, depth + 1)


def _inside(data: bytes, piece: _Piece) -> Iterator[_Piece]:
    if not piece.tag & _CONSTRUCTED:
        raise _Broken
    at = piece.start
    while at < piece.end:
        each = _piece(data, at)
        yield each
        at = each.after


def _piece(data: bytes, at: int, depth: int = 0) -> _Piece:
    if depth > _DEPTH:
        raise _Broken
    tag, length, start = data[at], data[at + 1], at + 2
    if length == _INDEFINITE:
        end = start
        while data[end : end + 2] != _END:
            end = _piece(data, end, depth + 1).after
        return _Piece(tag, start, end, end + 2)
    if length > _INDEFINITE:
        size = length & 0x7F
        length, start = int.from_bytes(data[start : start + size]), start + size
    if start + length > len(data):
        raise _Broken
    return _Piece(tag, start, start + length, start + length)
