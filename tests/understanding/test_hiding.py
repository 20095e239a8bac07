"""Who spoke is taken out in any writing; what an agency must know stays."""

import pytest

from langnghe.understanding.hiding import MARK, Known, hide, hide_known

KNOWN = Known(
    names=("Trần Thị Thí Dụ",),
    phones=("0900 000 012",),
    mails=("thi.du@example.com",),
    addresses=("Số 12, ngõ 34 phố Hoa Sữa, phường Ba Đình, Hà Nội",),
    kept=("phường Ba Đình",),
)
NOBODY = Known()


@pytest.mark.parametrize(
    "said",
    [
        "Trần Thị Thí Dụ",
        "TRẦN THỊ THÍ DỤ",
        "tran thi thi du",
        "Trần  Thị\nThí Dụ",
        "Tra\u0302\u0300n Thi\u0323 Thi\u0301 Du\u0323",
        "chị Dụ",
        "Bà Trần",
        "T.T.T.D",
        "0900000012",
        "0900.000.012",
        "(+84) 900-000-012",
        "0084 900 000 012",
        "09oo ooo o12",
        "không chín không không không không không không một hai",
        "THI.DU@example.com",
        "thi.du",
        "thi.du a còng example chấm com",
        "số 12 ngõ 34 phố Hoa Sữa",
        "ngo 34",
        "pho hoa sua",
        "facebook.com/thi.du.99",
    ],
)
def test_the_known_speaker_is_in_no_writing(said: str) -> None:
    found = hide(f"Phản ánh: {said} báo hố sâu ở chợ Ví Dụ.", KNOWN)
    assert MARK in found.text
    assert said not in found.text
    assert "hố sâu ở chợ Ví Dụ." in found.text
    assert sum(found.counts.values()) == 1


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("Tôi tên là Lê Văn Thử Nghiệm, hố sâu.", "name"),
        ("toi la nguyen thi hoa, ho sau.", "name"),
        ("Họ và tên: Phạm Mẫu\nHố sâu.", "name"),
        ("Gọi tôi số 0900 000 077 nhé.", "phone"),
        ("Thư vi.du.khac@example.org nhé.", "mail"),
        ("CCCD số 001 234 567 890 của tôi.", "number"),
        ("Thường trú tại số 5 ngõ Mẫu, xin báo cáo.", "address"),
    ],
)
def test_who_gives_themselves_away_is_hidden_too(said: str, what: str) -> None:
    assert hide(said, NOBODY).counts == {what: 1}
    assert hide_known(said, NOBODY).text == said


@pytest.mark.parametrize(
    "said",
    [
        "Đô thị văn minh, thí dụ như chợ; thị trường du lịch.",
        "Ông Nguyễn Văn Mẫu nhận 50.000.000 đồng ngày 20/11/2026.",
        "Chi phí 350 000 000 đồng; Luật số 12/2020; gọi 113.",
        "Hố sâu 2m trước số 45 phường Ba Đình từ 5h ngày 20.11.2026.",
        "Hà Nội, quận Trần Hưng.",
    ],
)
def test_what_names_nobody_who_spoke_stays(said: str) -> None:
    assert hide(said, KNOWN).text == said


def test_places_that_are_kept_stay_where_the_speaker_lives_there() -> None:
    known = Known(addresses=("số 9 phố Hoa Sữa",), kept=("phố Hoa Sữa",))
    assert hide("Hố ở phố Hoa Sữa.", known).text == "Hố ở phố Hoa Sữa."
    assert hide("Hố ở phố Hoa Sữa, nhà số 9 phố Hoa Sữa.", known).counts == {"address": 1}


def test_who_must_be_protected_also_says_not_where_they_live() -> None:
    said = "Nhà tôi ở tổ 7 thôn Mẫu, tố cáo."
    assert hide(said, NOBODY).text == said
    assert hide(said, NOBODY, is_strict=True).counts == {"address": 1}


def test_a_body_is_told_by_what_tells_it_apart() -> None:
    known = Known(names=("Công ty TNHH Ví Dụ Mẫu",))
    found = hide("Công ty TNHH VI DU MAU và một công ty TNHH khác.", known)
    assert "VI DU" not in found.text
    assert "công ty TNHH khác" in found.text
