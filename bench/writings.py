"""Made-up words of citizens, and the many ways in which mail programs write them down."""

import base64
import quopri
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from random import Random

from bench.parts import ADDRESS
from tests.vietnamese.writing import legacy_bytes

_OPENINGS = ("Kính gửi đường dây nóng,", "Kính gửi Quý cơ quan,", "Kính thưa các đồng chí,")
_MATTERS = (
    "Rác thải chất đống trước ngõ {n} phố Hoa Sữa, mùi hôi bốc lên cả ngày.",
    "Nắp hố ga trước nhà số {n} bị vỡ, trẻ em đi học qua đây rất nguy hiểm.",
    "Đèn chiếu sáng ở ngách {n} hỏng đã mười ngày mà chưa có người đến sửa.",
    "Nước máy ở tổ dân phố {n} chảy yếu, buổi tối thì mất hẳn.",
    "Quán ăn số {n} lấn chiếm vỉa hè, người đi bộ phải xuống lòng đường.",
    "Công trình số {n} thi công quá nửa đêm, tiếng ồn không ai ngủ được.",
)
_WISHES = (
    "Đề nghị thành phố cho kiểm tra và xử lý dứt điểm.",
    "Mong sớm nhận được trả lời bằng văn bản.",
    "Bà con đã phản ánh nhiều lần nhưng phường vẫn chưa giải quyết.",
    "Xin trân trọng cảm ơn sự quan tâm của lãnh đạo.",
)
_SUBJECTS = (
    "Phản ánh rác thải ở phố Hoa Sữa",
    "Đề nghị sửa nắp hố ga",
    "Về việc mất nước sinh hoạt",
    "Kiến nghị của tổ dân phố",
)
_FILES = ("Ảnh hiện trường.jpg", "Đơn kiến nghị.pdf", "Biên bản họp tổ dân phố.docx")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a citizen means to say; `text` has one paragraph a line."""

    number: int
    sender: str
    subject: str
    text: str
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def message_id(self) -> str:
        """The id its mail program gives it."""
        return f"<letter-{self.number}@example.com>"


def letter(number: int, *, files: int = 0, size: int = 20_000) -> Letter:
    """Make up a letter; the same number is the same letter."""
    dice = Random(number)  # noqa: S311 (made-up words)
    matters = dice.sample(_MATTERS, 2)
    lines = [dice.choice(_OPENINGS), *(each.format(n=number) for each in matters)]
    return Letter(
        number=number,
        sender=f"cong.dan.{number}@example.com",
        subject=f"{dice.choice(_SUBJECTS)} ({number})",
        text="\n".join([*lines, dice.choice(_WISHES)]),
        files={name: dice.randbytes(size) for name in _FILES[:files]},
    )


def head(said: Letter, kind: str, **more: str) -> bytes:
    """Write the headers of a mail; an empty value leaves one out."""
    word = base64.b64encode("Nguyễn Thị Ví Dụ".encode()).decode()
    subject = base64.b64encode(said.subject.encode()).decode()
    lines = {
        "From": f"=?utf-8?B?{word}?= <{said.sender}>",
        "To": ADDRESS,
        "Subject": f"=?utf-8?B?{subject}?=",
        "Date": "Tue, 24 Nov 2026 08:00:00 +0700",
        "Message-ID": said.message_id,
        "MIME-Version": "1.0",
        "Content-Type": kind,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value).encode()


def crlf(data: bytes) -> bytes:
    """End each line as mail does."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def single(said: Letter, charset: str, encoding: str, data: bytes, kind: str = "plain") -> bytes:
    """Write a mail of one part whose bytes are `data`, labelled `charset`."""
    written = {
        "base64": base64.encodebytes,
        "quoted-printable": quopri.encodestring,
    }.get(encoding, bytes)(data + b"\n")
    label = f"text/{kind}; charset={charset}" if charset else ""
    headers = head(said, label, Content_Transfer_Encoding=encoding)
    return headers + b"\r\n" + crlf(written)


def page_of(said: Letter) -> str:
    """Return the letter as a small HTML page."""
    paragraphs = "".join(f"<p>{line}</p>\n" for line in said.text.split("\n"))
    return f"<html><body><div>{paragraphs}</div></body></html>"


def legacy(said: Letter, label: str, codec: str, encoding: str) -> bytes:
    """Write a mail in an encoding from before Unicode."""
    return single(said, label, encoding, legacy_bytes(said.text, codec))


def composed(said: Letter, *, html: bool = False, plain: bool = True) -> bytes:
    """Write a mail as a usual mail program does: alternative parts, attached files."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Nguyễn Thị Ví Dụ <{said.sender}>"
    message["To"], message["Subject"] = ADDRESS, said.subject
    message["Date"], message["Message-ID"] = "Tue, 24 Nov 2026 08:00:00 +0700", said.message_id
    if plain:
        message.set_content(said.text + "\n", cte="base64")
    if html:
        message.add_alternative(page_of(said), subtype="html", cte="quoted-printable")
    for name, data in said.files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def forwarded(said: Letter) -> bytes:
    """Write a mail that passes on another one, whole, as an attached message."""
    inner = composed(letter(said.number + 100_000))
    edge = f"edge{said.number}"
    headers = head(said, f'multipart/mixed; boundary="{edge}"')
    text = base64.encodebytes(said.text.encode())
    parts = (
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + text,
        b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n" + inner,
    )
    body = b"".join(f"--{edge}\n".encode() + part + b"\n" for part in parts)
    return headers + b"\r\n" + crlf(body + f"--{edge}--\n".encode())
