"""Mail damaged on its way, or by its writer's program: the words are read all the same."""

from datetime import UTC, datetime

import pytest

from langnghe.mail.compose import OutgoingMail, compose
from langnghe.mail.parts import TEXT_LIMIT
from langnghe.mail.reading import NOTES
from tests.mail.test_reading import SENTENCE, check_clean, mail, written

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
        to_name="Lê Đỗ", to_address=read_mail.from_address, subject="Đã\u2028\x85nhận", text="x",
        html="", message_id="a@langnghe.example", sent_at=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip
    assert "<đỗ.ễnh@ví-dụ.example>" in compose(answer).decode()


@pytest.mark.parametrize("sender", ["Mẫu <a\x00mau@example.com>", "a\x00mau@example.com"])
def test_an_address_with_a_hole_is_nobodys(sender: str) -> None:
    read_mail = mail(written(From=sender, To="b\x00c@example.com", Reply_To="d\x00e@example.com"))
    check_clean(read_mail)
    assert (read_mail.text, read_mail.from_address, read_mail.reply_to) == (SENTENCE, "", "")
    assert not read_mail.answerable


REPORT = """From: MAILER-DAEMON@example.com
Content-Type: multipart/report; report-type={sort}; boundary=b

--b
Content-Type: text/plain

550 5.1.1
--b
Content-Type: message/{sort}

Final-Recipient: rfc822; m\x00au@example.com
Status: 5.\x001.1
Diagnostic-Code: smtp; 550 no\x00body
Original-Message-ID: <a\x00b@example.com>
Disposition: manual; displayed

--b
Content-Type: message/rfc822

Message-ID: <a\x00b@example.com>

--b--
"""


@pytest.mark.parametrize("sort", ["delivery-status", "disposition-notification"])
def test_reports_of_machines_are_read_whatever_stands_in_them(sort: str) -> None:
    read_mail = mail(REPORT.replace("{sort}", sort))
    check_clean(read_mail)
    assert read_mail.bounce or read_mail.receipt


def test_parameters_that_contradict_each_other_lose_no_word() -> None:
    wrong = "text/plain; name*=utf-8''a; name*0=b"
    assert mail(written(Content_Type=wrong)).text == SENTENCE


def test_a_text_that_is_cut_says_so() -> None:
    read_mail = mail(written("x" * (TEXT_LIMIT + 10)))
    assert len(read_mail.text) == TEXT_LIMIT
    assert "text_limit" in read_mail.notes
    assert "text_limit" in NOTES
    assert "text_limit" not in mail(written()).notes


def test_many_long_parts_are_no_longer_together_than_one() -> None:
    part = "--b\nContent-Type: text/plain\n\n" + "x " * (TEXT_LIMIT // 4) + "\n"
    many = mail(written(part * 5 + "--b--\n", Content_Type="multipart/mixed; boundary=b"))
    assert len(many.text) <= TEXT_LIMIT
    assert "text_limit" in many.notes
