"""Mail as it really is: each oddity is read as the writer meant it."""

import base64
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from langnghe.mail.digest import delivery_digest
from langnghe.mail.letter import InboundMail, MailNature
from langnghe.mail.reading import NOTES, read
from tests.vietnamese.writing import legacy_bytes

OWN = frozenset({"hotline@langnghe.example"})
SENTENCE = "Đề nghị thành phố xử lý rác thải ở phường Trung Hòa, rất mất vệ sinh."


def mail(raw: bytes | str, *, return_path: str | None = "mau@example.com") -> InboundMail:
    data = raw.encode() if isinstance(raw, str) else raw
    crlf = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return read(crlf, own_addresses=OWN, return_path=return_path)


def written(body: str = SENTENCE, **headers: str) -> bytes:
    lines = {
        "From": "Nguyễn Văn Mẫu <Mau@Example.com>",
        "To": "hotline@langnghe.example",
        "Subject": "Rác thải",
        "Date": "Tue, 24 Nov 2026 08:00:00 +0700",
        "Message-ID": "<a1@example.com>",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "\n".join(f"{name}: {value}" for name, value in lines.items() if value)
    return f"{head}\n\n{body}\n".encode()


def composed(**parts: object) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "mau@example.com", "Ảnh hiện trường"
    message["Message-ID"], message["Date"] = "<b@example.com>", "Tue, 24 Nov 2026 08:00:00 +0700"
    return message


def test_a_plain_mail() -> None:
    read_mail = mail(written())
    assert read_mail.text == SENTENCE
    assert (read_mail.from_name, read_mail.from_address) == ("Nguyễn Văn Mẫu", "mau@example.com")
    assert read_mail.subject == "Rác thải"
    assert read_mail.sent_at == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert (read_mail.message_id, read_mail.answerable) == ("a1@example.com", True)
    assert read_mail.notes == ()


@pytest.mark.parametrize("charset", ["", "us-ascii", "iso-8859-1", "windows-1252", "no-such-thing"])
def test_a_charset_that_lies(charset: str) -> None:
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    assert mail(written(Content_Type=kind)).text == SENTENCE


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "windows-1258"])
def test_letters_of_old_machines(encoding: str) -> None:
    body = legacy_bytes(SENTENCE, encoding)
    raw = written("BODY", Content_Type="text/plain; charset=iso-8859-1").replace(b"BODY", body)
    read_mail = mail(raw)
    assert read_mail.text == SENTENCE
    assert any(note.startswith("charset_guessed") for note in read_mail.notes)


def test_marks_apart_become_letters() -> None:
    assert mail(written(unicodedata.normalize("NFD", SENTENCE))).text == SENTENCE


def test_utf_7() -> None:
    body = "Rác thải".encode("utf-7").decode()
    assert mail(written(body, Content_Type="text/plain; charset=utf-7")).text == "Rác thải"


def test_words_split_inside_a_letter() -> None:
    data = "Phường Trung Hòa ngập".encode()
    cut = data.index("ờ".encode()) + 1
    words = [base64.b64encode(part).decode() for part in (data[:cut], data[cut:])]
    subject = f"=?utf-8?B?{words[0]}?=\n =?utf-8?B?{words[1]}?="
    assert mail(written(Subject=subject)).subject == "Phường Trung Hòa ngập"


def test_eight_bits_in_headers() -> None:
    raw = written(Subject="SUBJECT").replace(b"SUBJECT", "Cháy lớn".encode())
    assert mail(raw).subject == "Cháy lớn"


def test_flowed_text() -> None:
    body = "Rác thải chất \nđống ở đây.\n> trích dẫn \n> tiếp"
    read_mail = mail(written(body, Content_Type="text/plain; charset=utf-8; format=flowed"))
    assert read_mail.text == "Rác thải chất đống ở đây."
    assert read_mail.quoted == "> trích dẫn tiếp"


def test_html_alone_is_read_and_made_safe() -> None:
    body = (
        "<p>Ống nước <b>vỡ</b></p><script>alert(1)</script><img src='http://x.example/t.gif'>"
        "<a href='javascript:alert(1)' onclick=x()>bấm</a><style>p{}</style><ul><li>một</ul>"
    )
    read_mail = mail(written(body, Content_Type="text/html; charset=utf-8"))
    assert "Ống nước vỡ" in read_mail.text
    assert "alert" not in read_mail.text + read_mail.html
    assert "x.example" not in read_mail.html
    assert "onclick" not in read_mail.html
    assert {"html_only", "remote_images:1"} <= set(read_mail.notes)


def test_a_stub_beside_html_is_not_taken_for_the_words() -> None:
    message = composed()
    message.set_content("Xem ở dạng HTML.")
    message.add_alternative(f"<p>{SENTENCE * 4}</p>", subtype="html")
    assert SENTENCE in mail(message.as_bytes()).text


def test_a_mail_inside_a_mail_is_a_file_with_its_subject() -> None:
    inner = composed()
    inner.replace_header("Subject", "Đơn gửi phường")
    inner.set_content("Nội dung cũ")
    outer = composed()
    outer.set_content("Xin chuyển đơn của tôi.")
    outer.add_attachment(inner)
    read_mail = mail(outer.as_bytes())
    (file,) = read_mail.attachments
    assert (file.name, file.content_type) == ("Đơn gửi phường.eml", "message/rfc822")
    assert read(file.data, own_addresses=OWN, return_path=None).text == "Nội dung cũ"


def test_pictures_of_the_html_are_inline() -> None:
    message = composed()
    message.set_content("Ảnh")
    message.add_alternative("<p>Ảnh <img src='cid:anh1@x'></p>", subtype="html")
    html_part = list(message.iter_parts())[1]
    html_part.add_related(b"\x89PNG", "image", "png", cid="<anh1@x>")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="đơn.pdf")
    files = mail(message.as_bytes()).attachments
    assert [(file.name, file.disposition) for file in files] == [
        ("attachment-1.png", "inline"),
        ("đơn.pdf", "attachment"),
    ]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\anh\\\\nha.jpg", "nha.jpg"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("", "attachment-1.pdf"),
        ("...", "attachment-1.pdf"),
    ],
)
def test_names_with_tricks(name: str, safe: str) -> None:
    message = composed()
    message.set_content("x")
    message.add_attachment(b"1", maintype="application", subtype="pdf", filename="NAME")
    raw = message.as_bytes().replace(b'"NAME"', f'"{name}"'.encode())
    (file,) = mail(raw).attachments
    assert file.name.replace(" ", "") == safe


def test_a_name_of_300_letters_keeps_its_ending() -> None:
    message = composed()
    message.set_content("x")
    message.add_attachment(b"1", maintype="image", subtype="png", filename="ả" * 300 + ".png")
    (file,) = mail(message.as_bytes()).attachments
    assert len(file.name) <= 120
    assert file.name.endswith(".png")


def test_two_hundred_files_all_come() -> None:
    message = composed()
    message.set_content("x")
    for number in range(200):
        message.add_attachment(b"%d" % number, maintype="image", subtype="png", filename="a.png")
    files = mail(message.as_bytes()).attachments
    assert [file.data for file in files] == [b"%d" % number for number in range(200)]


def test_an_archive_bomb_is_kept_shut() -> None:
    message = composed()
    message.set_content("x")
    message.add_attachment(
        b"PK\x03\x04bomb", maintype="application", subtype="zip", filename="b.zip"
    )
    (file,) = mail(message.as_bytes()).attachments
    assert file.data == b"PK\x03\x04bomb"


def test_signed_and_encrypted_are_shown_as_such() -> None:
    signed = (
        b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b\n'
        b"From: mau@example.com\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nCh\xc3\xa0o\n"
        b"--b\nContent-Type: application/pgp-signature\n\n-----BEGIN\n--b--\n"
    )
    read_mail = mail(signed)
    assert (read_mail.protection, read_mail.text) == ("pgp_signed", "Chào")
    sealed = written("x", Content_Type="application/pkcs7-mime; smime-type=enveloped-data")
    assert mail(sealed).protection == "smime_encrypted"
    armoured = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nXin chào\n"
    armoured += "-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----"
    read_mail = mail(written(armoured))
    assert (read_mail.protection, read_mail.text) == ("pgp_signed", "Xin chào")


def test_an_invitation_is_said_in_a_line() -> None:
    event = (
        "BEGIN:VEVENT\nSUMMARY:Họp dân\nDTSTART:20261125T010000Z\nLOCATION:Nhà văn hóa\nEND:VEVENT"
    )
    read_mail = mail(written(event, Content_Type="text/calendar; charset=utf-8"))
    assert read_mail.calendar == "Họp dân · 20261125T010000Z · Nhà văn hóa"
    assert len(read_mail.attachments) == 1


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\r\n \r\n"])
def test_an_empty_mail_goes_to_a_human(raw: bytes) -> None:
    read_mail = read(raw, own_addresses=OWN, return_path=None)
    assert (read_mail.readable, read_mail.reason) == (False, "The mail is empty.")


@pytest.mark.parametrize(
    ("headers", "note"),
    [
        ({"From": ""}, "no_sender"),
        ({"Date": ""}, "no_date"),
        ({"Date": "Thu, 01 Jan 1970 00:00:00 +0000"}, "date_odd"),
        ({"Date": "Sun, 01 Jan 2040 00:00:00 +0000"}, "date_odd"),
        ({"Date": "hôm qua"}, "date_odd"),
        ({"Message_ID": ""}, "no_message_id"),
    ],
)
def test_what_is_missing_or_wrong_is_noted(headers: dict[str, str], note: str) -> None:
    read_mail = mail(written(**headers))
    assert note in read_mail.notes
    assert read_mail.readable
    assert read_mail.text == SENTENCE


def test_every_note_is_explained() -> None:
    for headers in ({"From": ""}, {"Date": "x"}, {"Message_ID": ""}):
        assert {note.split(":")[0] for note in mail(written(**headers)).notes} <= set(NOTES)


@pytest.mark.parametrize(
    ("headers", "nature"),
    [
        ({}, MailNature.ORDINARY),
        ({"Auto_Submitted": "auto-replied"}, MailNature.AUTO_REPLY),
        ({"Auto_Submitted": "no"}, MailNature.ORDINARY),
        ({"X_Autoreply": "yes"}, MailNature.AUTO_REPLY),
        ({"Subject": "Trả lời tự động: vắng mặt"}, MailNature.AUTO_REPLY),
        ({"Subject": "Automatic reply: Rác"}, MailNature.AUTO_REPLY),
        ({"List_Id": "<to-dan-pho.example.com>"}, MailNature.LIST),
        ({"Precedence": "bulk"}, MailNature.LIST),
        ({"From": "Hotline <HOTLINE@langnghe.example>"}, MailNature.OWN),
    ],
)
def test_the_nature_of_a_mail(headers: dict[str, str], nature: MailNature) -> None:
    read_mail = mail(written(**headers))
    assert read_mail.nature == nature
    assert read_mail.answerable is (nature == MailNature.ORDINARY)


@pytest.mark.parametrize(
    ("sender", "return_path"),
    [
        ("noreply@example.com", "noreply@example.com"),
        ("MAILER-DAEMON@example.com", "x@example.com"),
        ("mau@example.com", "<>"),
        ("mau@example.com", ""),
    ],
)
def test_machines_are_never_answered(sender: str, return_path: str) -> None:
    assert not mail(written(From=sender), return_path=return_path).answerable


def test_a_bounce_names_the_mail_it_is_about() -> None:
    raw = b"""From: MAILER-DAEMON@mx.example.com
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I could not deliver.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; Mau@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such
 user
--b
Content-Type: text/rfc822-headers

Message-ID: <hn-26-000001.77@langnghe.example>
Subject: x
--b--
"""
    bounce = mail(raw, return_path="<>").bounce
    assert bounce is not None
    assert bounce.original_message_id == "hn-26-000001.77@langnghe.example"
    assert (bounce.recipient, bounce.status, bounce.permanent) == ("mau@example.com", "5.1.1", True)
    assert bounce.diagnostic == "smtp; 550 no such user"
    delayed = mail(raw.replace(b"failed", b"delayed").replace(b"5.1.1", b"4.2.0")).bounce
    assert delayed is not None
    assert not delayed.permanent


def test_a_read_receipt() -> None:
    kind = "multipart/report; report-type=disposition-notification; boundary=b"
    raw = written("--b\n\nđã đọc\n--b--", Content_Type=kind)
    assert mail(raw).nature == MailNature.RECEIPT


def test_broken_base64_and_a_lost_boundary_still_give_words() -> None:
    raw = (
        b"From: mau@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Type: text/plain; charset=utf-8\n\nXin ch\xc3\xa0o\n--b\n"
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n!!!iVBOR\n"
    )
    read_mail = mail(raw)
    assert read_mail.text == "Xin chào"
    assert len(read_mail.attachments) == 1


def test_a_mail_of_a_thousand_boxes_does_not_break_the_reader() -> None:
    raw = b"From: mau@example.com\n"
    for depth in range(1200):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    read_mail = mail(raw + b"\nx\n")
    assert read_mail.from_address == "mau@example.com"


def test_the_same_mail_by_two_ways_is_one() -> None:
    one = written()
    other = b"Received: from a by b; x\n\tfolded\nReturn-Path: <mau@example.com>\n" + one
    assert delivery_digest(one) == delivery_digest(other.replace(b"\n", b"\r\n"))
    assert delivery_digest(one) != delivery_digest(one.replace(b"08:00", b"08:01"))
    assert mail(one).soft_key == mail(written(Date="Tue, 24 Nov 2026 08:01:00 +0700")).soft_key


@settings(max_examples=150, deadline=timedelta(seconds=5))
@given(some.binary(max_size=2000))
def test_any_bytes_are_read(data: bytes) -> None:
    check_clean(read(data, own_addresses=OWN, return_path=None))


@settings(max_examples=150, deadline=timedelta(seconds=5))
@given(some.integers(0, 3000), some.binary(max_size=40))
def test_any_damage_is_read(at: int, damage: bytes) -> None:
    message = composed()
    message.set_content(SENTENCE)
    message.add_alternative(f"<p>{SENTENCE}</p>", subtype="html")
    message.add_attachment(b"1" * 200, maintype="image", subtype="png", filename="ảnh.png")
    raw = message.as_bytes()
    check_clean(read(raw[:at] + damage + raw[at:], own_addresses=OWN, return_path=None))


def check_clean(read_mail: InboundMail) -> None:
    """Nothing that a database refuses may be left, in whatever field."""
    for word in words_in(asdict(read_mail)):
        word.encode("utf-8")
        assert "\x00" not in word


def words_in(value: object) -> Iterator[str]:
    """Yield every string inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from words_in([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from words_in(each)
