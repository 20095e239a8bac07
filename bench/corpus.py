"""A corpus of made-up mail with known words: what arrives at a hotline in a bad year.

500 new reports of many kinds, then what comes after them: the same bytes again, replies known
by their headers alone, robots' answers, bounces. Nothing in it is random from run to run.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bench.parts import ADDRESS
from bench.writings import Letter, composed, forwarded, head, legacy, letter, page_of, single

Write = Callable[[Letter], bytes]
UNKNOWN = "unknown charset label"
LARGE = 2 * 2**20


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail as bytes, and what it must come to: its sender and its words, line by line."""

    kind: str
    sender: str
    text: str
    raw: bytes
    message_id: str = ""


def _utf_8(charset: str, encoding: str) -> Write:
    return lambda said: single(said, charset, encoding, said.text.encode())


def _html_only(said: Letter) -> bytes:
    return single(said, "utf-8", "quoted-printable", page_of(said).encode(), kind="html")


def _raw_subject(said: Letter) -> bytes:
    return _with(said, Subject=said.subject)


def _with(said: Letter, **headers: str) -> bytes:
    top = head(said, "text/plain; charset=utf-8", Content_Transfer_Encoding="8bit", **headers)
    return top + b"\r\n" + said.text.replace("\n", "\r\n").encode() + b"\r\n"


_KINDS: tuple[tuple[str, int, int, Write], ...] = (
    ("base64", 60, 0, _utf_8("utf-8", "base64")),
    ("quoted-printable", 50, 0, _utf_8("utf-8", "quoted-printable")),
    ("8bit", 44, 0, _utf_8("utf-8", "8bit")),
    ("alternative", 80, 0, lambda said: composed(said, html=True)),
    ("files with Vietnamese names", 110, 2, composed),
    ("alternative with files", 10, 1, lambda said: composed(said, html=True)),
    ("HTML only", 30, 0, _html_only),
    ("windows-1258, 8bit", 8, 0, lambda said: legacy(said, "windows-1258", "windows-1258", "8bit")),
    ("windows-1258", 7, 0, lambda said: legacy(said, "windows-1258", "windows-1258", "base64")),
    ("TCVN3, no label", 5, 0, lambda said: legacy(said, "", "tcvn3", "8bit")),
    ("TCVN3 as iso-8859-1", 5, 0, lambda said: legacy(said, "iso-8859-1", "tcvn3", "base64")),
    ("UTF-8 as us-ascii", 5, 0, _utf_8("us-ascii", "8bit")),
    ("UTF-8 as iso-8859-1", 10, 0, _utf_8("iso-8859-1", "base64")),
    (UNKNOWN, 10, 0, _utf_8("x-unknown-8bit", "base64")),
    ("raw UTF-8 subject", 11, 0, _raw_subject),
    ("empty subject", 5, 0, lambda said: _with(said, Subject="")),
    ("no text", 3, 1, lambda said: composed(said, plain=False)),
    ("no Message-ID", 22, 0, lambda said: _with(said, Message_ID="")),
    ("forwarded", 20, 0, forwarded),
    ("file of 2 MB", 5, 1, composed),
)


def reports(share: float = 1.0) -> list[Mail]:
    """Return the new reports, kinds mixed as they would come; at least one of each kind."""
    made: list[Mail] = []
    for kind, count, files, write in _KINDS:
        size = LARGE if kind == "file of 2 MB" else 20_000
        for _each in range(max(1, round(count * share))):
            said = letter(len(made) + 1, files=files, size=size)
            text = "" if kind == "no text" else said.text
            made.append(
                Mail(
                    kind=kind,
                    sender=said.sender,
                    text=text,
                    raw=write(said),
                    message_id="" if kind == "no Message-ID" else said.message_id,
                )
            )
    # A stride that shares no factor with the length visits each once, kinds well mixed.
    stride = next(step for step in (337, 331, 317, 313) if len(made) % step)
    return [made[place * stride % len(made)] for place in range(len(made))]


def followers(first: list[Mail], share: float = 1.0) -> Iterator[Mail]:
    """Yield what comes after the reports: repeats, replies, robots' answers, bounces."""
    known = [mail for mail in first if mail.message_id and mail.text and mail.kind != UNKNOWN]
    small = [mail for mail in known if len(mail.raw) < LARGE]
    for mail in small[: round(30 * share)]:
        yield replace(mail, kind="redelivery")
    for number, mail in enumerate(small[-round(20 * share) :], 20_000):
        said = replace(letter(number), sender=mail.sender, subject="Xin bổ sung")
        raw = _with(said, In_Reply_To=mail.message_id)
        yield Mail(kind="reply", sender=mail.sender, text=said.text, raw=raw)
    for number in range(30_000, 30_000 + round(10 * share)):
        said = replace(letter(number), subject="Trả lời tự động: tôi đi vắng")
        raw = _with(said, Auto_Submitted="auto-replied")
        yield Mail(kind="auto-reply", sender=said.sender, text=said.text, raw=raw)
    for number in range(40_000, 40_000 + round(5 * share)):
        sender = f"mailer-daemon.{number}@example.com"
        yield Mail(kind="bounce", sender=sender, text="", raw=_bounce(number, sender))


def _bounce(number: int, sender: str) -> bytes:
    return (
        f"From: Mail Delivery System <{sender}>\r\nTo: {ADDRESS}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <bounce-{number}@example.com>"
        "\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="edge"\r\n\r\n'
        "--edge\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--edge\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; nobody.{number}@example.com\r\nAction: failed\r\n"
        "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 No such user\r\n\r\n--edge--\r\n"
    ).encode()


def is_whole(mail: Mail, stored: str) -> bool:
    """Tell whether every line of the words stands in what was stored, spaces aside."""
    kept = " ".join(stored.split())
    return all(" ".join(line.split()) in kept for line in mail.text.split("\n"))
