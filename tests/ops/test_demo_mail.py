"""`langnghe demo mail` writes as citizens do, and its photos are pictures."""

import io

import pytest
from PIL import Image

from langnghe.ops.tryout import LETTERS, Letter, mail_of


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.subject)
def test_a_letter_says_who_what_and_where(letter: Letter) -> None:
    mail = mail_of(letter, "thi.du@example.com")
    body = mail.get_body(("plain",))
    assert body is not None
    assert letter.text.split("\n")[0] in body.get_content()
    assert mail["From"].endswith("<thi.du@example.com>")
    files = list(mail.iter_attachments())
    assert len(files) == (1 if letter.photo else 0)


def test_some_letters_carry_a_photo_that_opens() -> None:
    with_photo = [letter for letter in LETTERS if letter.photo]
    assert 0 < len(with_photo) < len(LETTERS)
    for letter in with_photo:
        (file,) = mail_of(letter, "thi.du@example.com").iter_attachments()
        with Image.open(io.BytesIO(file.get_content())) as picture:
            picture.load()
            assert picture.size == (320, 240)
            assert picture.getpixel((5, 235)) == letter.photo
