"""What the writer wrote now, what they quoted, how they signed: parted, never lost."""

import re
from dataclasses import dataclass

_INTRODUCTION = re.compile(
    r"^\s*(?:on\b.{5,200}\bwrote:|vào\b.{3,200}(?:đã viết|viết|wrote):|le\b.{5,200}a écrit\s*:"
    r"|.{0,80}<[^<>@\s]+@[^<>\s]+>\s*(?:đã viết|wrote|viết)(?: vào .{0,60})?\s*:)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_RULE = re.compile(
    r"^\s*(?:-{2,}\s*(original message|thư gốc|tin nhắn gốc|nội dung gốc)\s*-{2,}|_{20,})\s*$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^\s*\*?(from|từ|sent|đã gửi|gửi|ngày|date|to|đến|tới|subject|chủ đề|tiêu đề|cc)\s*:\*?\s*\S",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^\s*-{2,}\s*(?:forwarded message|(?:thư|tin nhắn)(?: được)? chuyển tiếp)"
    r"|^\s*begin forwarded message:|^\s*bắt đầu thư được chuyển tiếp:",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^\s*(?:sent from (?:my|outlook|mail|yahoo)"
    r"|(?:đã )?gửi từ (?:iphone|ipad|điện thoại|máy|outlook|yahoo|gmail|samsung|galaxy|thiết bị)"
    r"|được gửi từ|(?:get|lấy|tải) outlook (?:for|cho))\b.{0,80}$",
    re.IGNORECASE,
)
_SIGNATURE_LINES = 12


@dataclass(frozen=True)
class Parted:
    """The three parts of a body; joined they hold every word of it."""

    text: str
    quoted: str = ""
    signature: str = ""


def part(body: str, *, forwarded: bool = False) -> Parted:
    """Part a plain-text body (lines end with LF).

    Answers written between quoted lines stay with the lines they answer. A body that is all
    quotation, or a forwarded one, stays whole: it is the matter itself.
    """
    lines = body.strip("\n").split("\n")
    if forwarded or any(_FORWARD.match(line) for line in lines):
        return _signed("\n".join(lines))
    start = _quote_start(lines)
    if start is None:
        return _signed("\n".join(lines))
    above, below = lines[:start], lines[start:]
    if not "".join(above).strip():
        return _answer_below(lines)
    if _answers_between(below):
        return _signed("\n".join(lines))
    signed = _signed("\n".join(above))
    return Parted(signed.text, "\n".join(below).strip("\n"), signed.signature)


def _quote_start(lines: list[str]) -> int | None:
    """Find the line where the quotation of an earlier mail begins."""
    for number, line in enumerate(lines):
        if line.startswith(">"):
            return _with_introduction(lines, number)
        rule = _RULE.match(line)
        if rule and (rule[1] or _headers_follow(lines, number + 1)):
            return number
        two = f"{line} {lines[number + 1]}" if number + 1 < len(lines) else line
        if _INTRODUCTION.match(line) or (_INTRODUCTION.match(two) and not line.startswith(">")):
            return number
        if _headers_follow(lines, number, least=3):
            return number
    return None


def _with_introduction(lines: list[str], number: int) -> int:
    for back in (1, 2, 3):
        at = number - back
        if at >= 0 and _INTRODUCTION.match(" ".join(lines[at:number])):
            return at
    return number


def _headers_follow(lines: list[str], number: int, least: int = 2) -> bool:
    near = [line for line in lines[number : number + 8] if line.strip()][:5]
    return (
        bool(near)
        and bool(_HEADER.match(near[0]))
        and (sum(bool(_HEADER.match(line)) for line in near) >= least)
    )


def _answers_between(below: list[str]) -> bool:
    """Tell whether own words stand after quoted lines (an answer point by point)."""
    quoted = [number for number, line in enumerate(below) if line.startswith(">")]
    if not quoted:
        return False
    rest = "\n".join(line for line in below[quoted[0] :] if not line.startswith(">"))
    own = _signed(rest).text
    return bool(own.split())


def _answer_below(lines: list[str]) -> Parted:
    """Part a body that begins with a quotation: the answer may stand below it."""
    last = max((number for number, line in enumerate(lines) if line.startswith(">")), default=None)
    if last is None:
        return _signed("\n".join(lines))
    below = "\n".join(lines[last + 1 :])
    inside = [line for line in lines[: last + 1] if line.strip() and not line.startswith(">")]
    introduced = inside and _INTRODUCTION.match(" ".join(inside))
    if not below.strip() or (inside and not introduced):
        return Parted("\n".join(lines).strip("\n"))
    signed = _signed(below)
    return Parted(signed.text, "\n".join(lines[: last + 1]).strip("\n"), signed.signature)


def _signed(body: str) -> Parted:
    """Part a signature off: after `-- `, or a line a telephone adds at the end."""
    lines = body.strip("\n").split("\n")
    for number in range(len(lines) - 1, max(-1, len(lines) - _SIGNATURE_LINES - 1), -1):
        if lines[number] in {"-- ", "--"} and number > 0:
            return _cut(lines, number)
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if len(filled) > 1 and _SIGNED.match(lines[filled[-1]]):
        return _cut(lines, filled[-1])
    return Parted(body.strip("\n"))


def _cut(lines: list[str], number: int) -> Parted:
    text = "\n".join(lines[:number]).strip("\n")
    return Parted(text, "", "\n".join(lines[number:]).strip("\n"))


def unflow(body: str, *, delete_space: bool) -> str:
    """Join the lines of format=flowed text (RFC 3676); `delete_space` is its DelSp."""
    joined: list[str] = []
    open_depth: int | None = None
    for line in body.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if open_depth == depth and content != "-- ":
            joined[-1] += content
        else:
            joined.append(f"{'>' * depth} {content}" if depth else content)
        if flows and delete_space:
            joined[-1] = joined[-1][:-1]
        open_depth = depth if flows else None
    return "\n".join(joined)
