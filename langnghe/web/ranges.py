"""Parts of files (RFC 9110, section 14): browsers seek in recordings by asking for a range."""

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z")
CHUNK = 64 * 1024


def with_ranges(request: HttpRequest, response: FileResponse) -> HttpResponse:
    """Answer with the part that was asked for, or with the whole file."""
    response["Accept-Ranges"] = "bytes"
    asked = _RANGE.match(request.headers.get("Range", ""))
    file = getattr(response, "file_to_stream", None)
    if asked is None or file is None or asked[0] == "bytes=-":
        return cast("HttpResponse", response)
    size = int(response["Content-Length"])
    first, last = _bounds(asked[1], asked[2], size)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(_pieces(file, first, last), status=206)
    for name, value in response.items():
        part[name] = value
    part["Content-Length"] = str(last - first + 1)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    return part  # type: ignore[return-value]


def _bounds(start: str, end: str, size: int) -> tuple[int, int]:
    if not start:
        return max(0, size - int(end)), size - 1
    return int(start), min(int(end), size - 1) if end else size - 1


def _pieces(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
