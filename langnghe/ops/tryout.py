"""Made-up calls and mails for newcomers: they come in by the same doors as real ones."""

import random
import smtplib
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid

from langnghe import settings
from langnghe.ops.home import CannotStart
from langnghe.telephony.demo import KINDS, drop_demo_call


@dataclass(frozen=True)
class Letter:
    """What a made-up citizen writes; `photo` is the colour of the picture they attach."""

    name: str
    subject: str
    text: str
    photo: tuple[int, int, int] | None = None


LETTERS = (
    Letter(
        "Nguyễn Văn Mẫu",
        "Nắp hố ga vỡ ở phố Hoa Sữa",
        "Từ tối qua, nắp hố ga trước số 12 phố Hoa Sữa, phường Ba Đình bị vỡ, trẻ con đi học rất "
        "nguy hiểm.\nĐề nghị cho người đến rào chắn và thay nắp. Tôi gửi kèm ảnh.",
        (122, 122, 128),
    ),
    Letter(
        "Trần Thị Ví Dụ",
        "Rác 5 ngày chưa thu ở ngõ 12 phố Ví Dụ",
        "Rác ở đầu ngõ 12 phố Ví Dụ, phường Láng đã 5 ngày không ai thu, mùi rất khó chịu.\n"
        "Phí vệ sinh tháng nào nhà tôi cũng đóng đủ. Mong được giải quyết sớm.",
        (96, 120, 64),
    ),
    Letter(
        "Le Van Thu",
        "hat karaoke ban dem",
        "Quan nhau o pho Bo Cong Anh, phuong Nghia Do hat loa keo den 23h30, toi nao cung vay.\n"
        "Nha toi co nguoi om. De nghi kiem tra giup.",
    ),
    Letter(
        "Phạm Thị Mẫu",
        "Hỏi thủ tục trợ cấp hưu trí xã hội",
        "Mẹ tôi 76 tuổi, không có lương hưu, ở thôn Thí Dụ, xã Vân Đình. Xin hỏi phải nộp hồ sơ ở "
        "đâu và cần giấy tờ gì?",
    ),
    Letter(
        "Anna Example",
        "Street light broken near our house",
        "Good evening,\nthe street lights in alley 5, Sương Sớm street, Tây Hồ ward have been out "
        "for a week. It is very dark and we worry about the children.\nThank you for your help.",
        (20, 22, 40),
    ),
    Letter(
        "Đỗ Giả Định",
        "Cảm ơn tổ trực",
        "Gia đình tôi cảm ơn tổ trực và phường Bạch Mai: việc cây gãy tôi báo hôm trước đã được "
        "dọn xong ngay trong đêm.",
    ),
)


def drop_call(kind: str, number: str) -> None:
    """Drop a recorded call into the spool of an exchange named `demo`."""
    if kind not in KINDS:
        raise CannotStart(f"There is no kind of call {kind!r}. Kinds: {', '.join(KINDS)}.")
    folder = settings.CALL_SPOOL / "demo"
    unique_id = drop_demo_call(folder, at=datetime.now(UTC), kind=kind, number=number)
    print(f"Call {unique_id} lies in {folder}; the desk shows it within seconds.")


def send_mail(sender: str, letter: Letter | None = None) -> None:
    """Send a made-up citizen's mail to the hotline by SMTP; any of several, if none is given."""
    chosen = letter or random.choice(LETTERS)  # noqa: S311 (made-up data)
    message = mail_of(chosen, sender)
    try:
        with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=10) as server:
            server.send_message(message, sender, [settings.MAIL_ADDRESS])
    except (OSError, smtplib.SMTPException) as failure:
        raise CannotStart(
            f"No mail door answers on port {settings.SMTP_PORT} ({failure}). "
            "Start the hotline first: make run."
        ) from None
    print(
        f"Sent “{chosen.subject}” to {settings.MAIL_ADDRESS}; the desk shows it within two seconds."
    )


def mail_of(letter: Letter, sender: str) -> EmailMessage:
    """Write the mail of a letter, with its photo if it has one."""
    message = EmailMessage()
    message["From"] = f"{letter.name} <{sender}>"
    message["To"] = settings.MAIL_ADDRESS
    message["Subject"] = letter.subject
    message["Message-ID"] = make_msgid(domain="example.com")
    message["Date"] = datetime.now(UTC)
    message.set_content(f"Kính gửi đường dây nóng,\n\n{letter.text}\n\n{letter.name}\n")
    if letter.photo:
        picture = draw(letter.photo)
        message.add_attachment(picture, maintype="image", subtype="png", filename="anh.png")
    return message


def draw(colour: tuple[int, int, int], *, width: int = 320, height: int = 240) -> bytes:
    """Draw a PNG that stands for a photo: sky above, ground of a colour, a dark spot."""
    lines = []
    for y in range(height):
        line = bytearray(b"\0")  # each line of a PNG begins with its filter, none
        for x in range(width):
            spot = (x - width // 2) ** 2 + 4 * (y - height * 3 // 4) ** 2 < (width // 6) ** 2
            sky = (150 + y // 3, 190 + y // 5, 225)
            pixel = (30, 28, 26) if spot else sky if y < height // 3 else colour
            line += bytes(pixel)
        lines.append(bytes(line))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
