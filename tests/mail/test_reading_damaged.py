"""Mail damaged on its way, or by its writer's program: the words are read all the same."""

from datetime import UTC, datetime

import pytest

from langnghe.mail.compose import OutgoingMail, compose
from tests.mail.test_reading import mail, written

PARTED = (
    b"--b\nContent-Type: text/plain; charset=utf-8\n\nXin ch\xc3\xa0o\n"
    b"--b\nContent-Type: image/png\n\n\x89PNG\n--b--\n"
)


@pytest.mark.parametrize(
    ("kind", "body", "words", "files"),
    [
        ("multipart/mixed; boundary=other", PARTED, "Xin chào", 1),
        ('multipart/mixed; boundary="b', PARTED, "Xin chào", 1),
        ("multipart/mixed", PARTED, "Xin chào", 1),
        ("multipart/mixed; boundary=b", "Xin chào".encode(), "Xin chào", 0),
        ("multipart/mixed", b"\x00\x01\x02", "", 1),
    ],
)
def test_parts_that_do_not_lie_where_the_header_says_are_read(
    kind: str, body: bytes, words: str, files: int
) -> None:
    read_mail = mail(b"From: mau@example.com\nContent-Type: " + kind.encode() + b"\n\n" + body)
    assert (read_mail.text, len(read_mail.attachments)) == (words, files)
    assert "broken_parts" in read_mail.notes


def test_words_that_only_claim_to_be_base64_are_read() -> None:
    read_mail = mail(written("Rác thải ở ngõ 5.", Content_Transfer_Encoding="base64"))
    assert read_mail.text == "Rác thải ở ngõ 5."


def test_addresses_in_letters_of_their_own_are_kept_and_answered() -> None:
    read_mail = mail(written(From="Lê Đỗ <Đỗ.Ễnh@Ví-Dụ.example>"))
    assert (read_mail.from_name, read_mail.from_address) == ("Lê Đỗ", "đỗ.ễnh@ví-dụ.example")
    answer = OutgoingMail(
        from_name="Đường dây nóng", from_address="hotline@langnghe.example",
        to_name="Lê Đỗ", to_address=read_mail.from_address, subject="Đã nhận", text="x", html="",
        message_id="a@langnghe.example", sent_at=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip
    assert "<đỗ.ễnh@ví-dụ.example>" in compose(answer).decode()
