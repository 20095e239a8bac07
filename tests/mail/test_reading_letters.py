"""Whole letters, byte for byte as programs write them; each is read as its writer meant it."""

from pathlib import Path

import pytest

from langnghe.mail.letter import InboundMail, MailNature, Receipt
from langnghe.mail.reading import read

LETTERS = Path(__file__).parent / "letters"
OWN = frozenset({"hotline@langnghe.example"})
SENTENCE = "Đề nghị thành phố xử lý rác thải ở phường Trung Hòa, rất mất vệ sinh."
OURS = "hn-26-000001.7@langnghe.example"


def letter(name: str) -> InboundMail:
    raw = (LETTERS / f"{name}.eml").read_bytes()
    return read(raw, own_addresses=OWN, return_path="<>" if "bounce" in name else "mau@example.com")


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "windows_1258"])
def test_old_letters_everywhere_in_a_mail(encoding: str) -> None:
    mail = letter(encoding)
    assert (mail.from_name, mail.text) == ("Nguyễn Văn Mẫu", SENTENCE)
    assert mail.subject == "Đề nghị xử lý rác thải ở phường"
    assert [file.name for file in mail.attachments] == ["đơn kiến nghị của phường.doc"]
    assert mail.notes == (f"charset_guessed:{encoding.replace('_', '-')}",)


def test_a_telephone_writes_marks_apart() -> None:
    mail = letter("iphone_nfd")
    assert (mail.subject, mail.text) == ("Cống tràn", "Cống tràn ra đường.")
    assert mail.signature == "Đã gửi từ iPhone của tôi"
    assert [(file.name, file.content_type) for file in mail.attachments] == [
        ("ảnh cống.heic", "image/heic")
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [("gmail_answer", "Vẫn chưa có ai dọn."), ("outlook_answer", "Cảm ơn, đã sạch.")],
)
def test_answers_fold_what_they_answer(name: str, text: str) -> None:
    mail = letter(name)
    assert mail.text == text
    assert "Đã chuyển phường xử lý." in mail.quoted
    assert mail.answerable


@pytest.mark.parametrize("name", ["bounce_postfix", "bounce_exchange", "bounce_plain"])
def test_every_sort_of_bounce_names_its_mail(name: str) -> None:
    mail = letter(name)
    assert (mail.nature, mail.answerable) == (MailNature.BOUNCE, False)
    assert mail.bounce is not None
    assert (mail.bounce.original_message_id, mail.bounce.recipient) == (OURS, "mau@example.com")
    assert mail.bounce.permanent
    assert mail.bounce.diagnostic.startswith(("smtp; 552", "550"))


@pytest.mark.parametrize(
    ("name", "nature"),
    [
        ("out_of_office", MailNature.AUTO_REPLY),
        ("receipt", MailNature.RECEIPT),
        ("list", MailNature.LIST),
    ],
)
def test_robots_are_known(name: str, nature: MailNature) -> None:
    assert (letter(name).nature, letter(name).answerable) == (nature, False)


def test_a_receipt_tells_about_which_mail_and_what_became_of_it() -> None:
    assert letter("receipt").receipt == Receipt(
        original_message_id="hn-26-000001.7@langnghe.example",
        recipient="mau@example.com",
        was_opened=True,
    )


@pytest.mark.parametrize("name", ["smime_opaque", "smime_opaque_streamed", "smime_detached"])
def test_what_is_only_signed_is_read(name: str) -> None:
    mail = letter(name)
    assert (mail.protection, mail.text) == ("smime_signed", SENTENCE)
    assert mail.attachments[0].name == "ảnh.png"


@pytest.mark.parametrize("name", ["smime_encrypted", "pgp_encrypted"])
def test_what_is_encrypted_is_said_and_kept(name: str) -> None:
    mail = letter(name)
    assert (mail.protection, mail.text) == (name, "")
    assert mail.attachments[-1].data


def test_outlooks_wrapping_is_undone() -> None:
    mail = letter("winmail")
    (file,) = mail.attachments
    assert (file.name, file.content_type) == ("ảnh hố ga.txt", "text/plain")
    assert file.data.decode() == "Hố ga ở ngõ 5"
    assert "Hố ga mất nắp." in mail.text
    assert "tnef" in mail.notes


def test_mails_inside_mails_stay_whole() -> None:
    (outer,) = letter("enclosed").attachments
    inner = read(outer.data, own_addresses=OWN, return_path=None)
    assert inner.text == "Đèn đường hỏng đã một tháng."
    picture, innermost = inner.attachments
    assert (picture.name, innermost.name) == ("đèn hỏng.png", "Thư đầu tiên.eml")
    deepest = read(innermost.data, own_addresses=OWN, return_path=None)
    assert deepest.text == "Ngõ tối từ tháng trước."


def test_an_invitation_is_read_and_kept() -> None:
    mail = letter("calendar")
    assert mail.calendar == "Họp dân · 20261125T010000Z · Nhà văn hóa"
    assert [file.name for file in mail.attachments] == ["attachment-1.ics"]


def test_pictures_from_outside_are_counted_and_gone() -> None:
    mail = letter("inline_picture")
    assert mail.notes == ("remote_images:2",)
    assert "outside.example" not in mail.html
    assert [(file.disposition, file.content_id) for file in mail.attachments] == [
        ("inline", "ngo@1@example.com")
    ]
