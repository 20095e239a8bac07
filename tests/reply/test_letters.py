"""The words of a letter: filled safely, the same in plain and laid out, codes read aloud."""

import re
from html import unescape

import pytest

from langnghe.reply.letters import UnknownTemplate, draft_from, fill, html_of
from langnghe.reply.models import ReplyTemplate
from langnghe.vietnamese.phones import say_digits
from tests import cast

pytestmark = pytest.mark.django_db

WORDS = """Kính gửi Ông <b>Mẫu</b> & gia đình,

Dòng một
dòng hai {{ secret }} {% now %}

https://example.com/?a=1&b=2"""


def template(text: str, *, language: str = "vi", code: str = "answer") -> None:
    ReplyTemplate.objects.create(
        code=code, language=language, name=code, subject="[{code}] {là}", text=text
    )


def words_of(html: str) -> list[str]:
    body = re.sub(r"(?s)<(style|title|head)\b.*?</\1>", " ", html)
    return unescape(re.sub(r"<[^>]+>", " ", body)).split()


def test_the_laid_out_letter_says_the_same_words_and_runs_none_of_them() -> None:
    html = html_of(WORDS, code="HN-26-000123", language="vi")
    said = words_of(html)
    start = said.index("Kính")
    assert said[start : start + len(WORDS.split())] == WORDS.split()
    assert "<b>Mẫu" not in html
    assert not re.search(r"(?i)<script|src=|@import|https?://(?!example\.com)", html)


def test_a_long_address_is_broken_where_the_screen_of_a_telephone_ends() -> None:
    html = html_of(WORDS, code="HN-26-000123", language="vi")
    assert "word-break:break-word" in html[: html.index("Kính")].rpartition("<td")[2]


def test_a_place_that_nobody_knows_stays_to_be_seen() -> None:
    assert fill("{name} {là_gì} {0} {}", {"name": "Lan"}) == "Lan {là_gì} {0} {}"


def test_facts_are_not_filled_again() -> None:
    assert fill("{name} {code}", {"name": "{code}", "code": "HN"}) == "{code} HN"


def test_a_template_is_filled_with_what_the_book_says() -> None:
    template("{code}|{name}|{summary}|{officer}|{nope}")
    submission = cast.registered(cast.officer(), "Rác thải {name}")
    draft = draft_from("answer", submission, officer="Lan")
    code, name, summary, officer, unknown = draft.text.split("|")
    assert (code, name, officer) == (submission.code, "Trần Thị Thí Dụ", "Lan")
    assert "{name}" in summary
    assert unknown == "{nope}"
    assert draft.subject == f"[{submission.code}] {{là}}"


def test_who_has_no_name_is_addressed_politely_and_in_the_own_language() -> None:
    template("{name}")
    template("Dear {name}", language="en")
    submission = cast.new_submission()
    submission.reporter.name = ""
    submission.reporter.save()
    assert draft_from("answer", submission).text == "Ông/Bà"
    submission.language = "en"
    assert draft_from("answer", submission).text == "Dear Sir or Madam"


def test_a_language_without_a_text_gets_the_vietnamese_one() -> None:
    template("Chào")
    submission = cast.new_submission()
    submission.language = "en"
    assert draft_from("answer", submission).text == "Chào"


def test_a_template_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownTemplate, match="nowhere"):
        draft_from("nowhere", cast.new_submission())


@pytest.mark.parametrize(
    ("language", "digits"),
    [
        ("vi", ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]),
        ("en", ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]),
    ],
)
def test_a_code_is_said_digit_by_digit(language: str, digits: list[str]) -> None:
    said = say_digits("HN-26-013579", language).lower()
    spoken = [word for word in re.split(r"[\s,.\-–]+", said) if word in digits]
    assert spoken == [digits[int(figure)] for figure in "26013579"]
