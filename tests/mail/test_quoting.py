"""Quotations and signatures are folded, never lost."""

import pytest

from langnghe.mail.quoting import Parted, part


def lost(body: str, parted: Parted) -> set[str]:
    kept = " ".join((parted.text, parted.quoted, parted.signature)).split()
    return set(body.split()) - set(kept)


@pytest.mark.parametrize(
    "introduction",
    [
        "On Tue, 24 Nov 2026 at 08:00, Hotline <hotline@langnghe.example> wrote:",
        "Vào Th 3, 24 thg 11, 2026 vào lúc 08:00 Hotline <hotline@langnghe.example> đã viết:",
        "Vào 08:00, 24/11/2026, Hotline\n<hotline@langnghe.example> đã viết:",
    ],
)
def test_an_answer_above(introduction: str) -> None:
    body = f"Vẫn chưa dọn.\n\n{introduction}\n\n> Đã chuyển phường.\n> Trân trọng"
    parted = part(body)
    assert parted.text == "Vẫn chưa dọn."
    assert parted.quoted.startswith(introduction[:6])
    assert not lost(body, parted)


@pytest.mark.parametrize(
    "block",
    [
        "-----Original Message-----\nFrom: Hotline\nSent: Tuesday\nTo: Mau\nSubject: x",
        "-----Thư gốc-----\nTừ: Hotline\nĐã gửi: Thứ ba\nĐến: Mau",
        "________________________________\nTừ: Hotline\nĐã gửi: Thứ ba\nĐến: Mau",
        "From: Hotline <h@x.example>\nSent: Tuesday\nTo: Mau\nSubject: Rác",
    ],
)
def test_an_answer_above_an_outlook_block(block: str) -> None:
    body = f"Cảm ơn.\n\n{block}\n\nNội dung cũ"
    parted = part(body)
    assert (parted.text, lost(body, parted)) == ("Cảm ơn.", set())
    assert "Nội dung cũ" in parted.quoted


def test_an_answer_below() -> None:
    body = "On Monday, Hotline wrote:\n> Địa chỉ ở đâu?\n\nSố 5 phố Hoa Sữa."
    parted = part(body)
    assert parted.text == "Số 5 phố Hoa Sữa."
    assert not lost(body, parted)


def test_answers_between_stay_with_their_questions() -> None:
    body = "Chào anh,\n> Ở đâu?\nỞ phố Hoa Sữa.\n> Từ bao giờ?\nTừ hôm qua rồi."
    assert part(body) == Parted(body)


def test_only_quotation_stays() -> None:
    assert part("> Rác thải\n> ở đây").text == "> Rác thải\n> ở đây"


def test_what_is_forwarded_is_the_matter() -> None:
    body = "Xin xem.\n\n---------- Forwarded message ---------\nTừ: Mẫu\nNgày: x\n\nRác thải."
    assert part(body).text == body


@pytest.mark.parametrize(
    "signature",
    ["-- \nNguyễn Văn Mẫu\n0900 000 001", "Gửi từ iPhone của tôi", "Sent from my phone"],
)
def test_signatures(signature: str) -> None:
    parted = part(f"Rác thải ở đây.\n\n{signature}")
    assert (parted.text, parted.signature) == ("Rác thải ở đây.", signature)


def test_ordinary_lines_that_look_like_headers_stay() -> None:
    body = "Kính gửi: UBND phường\nTừ: hôm qua đến nay có rác\nMong xử lý."
    assert part(body).text == body
