"""What a letter says, without whom it greets and how it takes leave; no database."""

import re
from collections.abc import Sequence

from langnghe.vietnamese.fold import fold

_LONGEST = 70
"""Characters of a greeting or a farewell; a longer line says something."""

_TAIL = 5
"""So many lines follow a farewell at most: name, number, address."""

_TO = re.compile(
    r"(?:kinh (?:gui|thua)|dear)\b.*|(?:thua|gui|xin chao|chao|hello|hi)(?: (?:anh|chi|quy|to|van"
    r"|duong day|ong|ba|cac|co|chu|uy ban|ubnd|dong chi|lanh dao|ban|so|cong an|tong dai)\b.*)?"
)
_ADDRESSEE = re.compile(r"[-–•*+·]")
_ON_ONE_LINE = re.compile(
    r"\A(?:kính gửi|kính thưa|kinh gui|kinh thua|dear)\b[^,:!.;\n]{0,50}[,:!]\s+", re.IGNORECASE
)
_LEAVE = re.compile(
    r"(?:(?:toi|em|chau|chung toi|gia dinh toi)? ?(?:xin )?(?:chan thanh |tran trong |rat )?cam on"
    r"(?: a| nhieu| rat nhieu| truoc| .{0,30}(?:anh|chi|co quan|van phong|to truc|duong day nong))?"
    r"|(?:xin )?tran trong(?: cam on| kinh chao)?|kinh (?:thu|chao|don|but)|than ai"
    r"|(?:best |kind |warm )?regards|(?:many )?thanks|thank you|yours \w+|sincerely)[\s.,!]*"
)


def gist_of(text: str) -> str:
    """Return a text without its greeting and farewell; the whole of it where nothing is left.

    "Kính gửi Văn phòng,", the list of offices under it, and from "Trân trọng," on the name and
    address: who reads a hundred letters a day wants what is between.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = _until_farewell(_after_greeting(lines))
    return _ON_ONE_LINE.sub("", "\n".join(said), count=1) if said else text


def _after_greeting(lines: Sequence[str]) -> Sequence[str]:
    begin, is_list = 0, False
    for line in lines:
        greets = _is_short(line) and line[-1] in ",:!;" and _TO.fullmatch(fold(line[:-1]))
        if not greets and not (is_list and _ADDRESSEE.match(line)):
            break
        begin, is_list = begin + 1, is_list or line.endswith(":")
    return lines[begin:] or lines


def _until_farewell(lines: Sequence[str]) -> Sequence[str]:
    for place in range(max(1, len(lines) - _TAIL), len(lines)):
        if _is_short(lines[place]) and _LEAVE.fullmatch(fold(lines[place])):
            return lines[:place]
    return lines


def _is_short(line: str) -> bool:
    return len(line) <= _LONGEST
