"""Bytes whose charset is missing, wrong or older than Unicode."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.vietnamese import legacy
from langnghe.vietnamese.encodings import MOJIBAKE, charset_name, decode, repair
from tests.vietnamese.writing import legacy_bytes

LETTER = "Tôi phản ánh rác thải ùn ứ ở ngõ nhỏ, đề nghị phường xử lý sớm."
LIES = [None, "", "us-ascii", "iso-8859-1", "ISO-8859-1", "windows-1252", "x-unknown", "utf-8",
        "no-such-charset", "default_charset", '"iso-8859-15"']  # fmt: skip


@pytest.mark.parametrize("declared", LIES)
@pytest.mark.parametrize("encoding", legacy.LEGACY)
def test_old_encodings_are_recognised_whatever_is_declared(
    encoding: str, declared: str | None
) -> None:
    read = decode(legacy_bytes(LETTER, encoding), declared)
    assert (read.text, read.encoding, read.certain) == (LETTER, encoding, False)


@pytest.mark.parametrize("encoding", legacy.LEGACY)
def test_old_encodings_that_are_declared_are_certain(encoding: str) -> None:
    read = decode(legacy_bytes(LETTER, encoding), encoding)
    assert (read.text, read.encoding, read.certain) == (LETTER, encoding, True)


@pytest.mark.parametrize("declared", [*LIES, "windows-1258", "koi8-r", "big5", "tcvn3"])
def test_utf_8_is_seen_whatever_is_declared(declared: str | None) -> None:
    for form in ("NFC", "NFD"):
        read = decode(unicodedata.normalize(form, LETTER).encode(), declared)
        assert (read.text, read.encoding, read.certain) == (LETTER, "utf-8", True)


def test_bytes_written_by_iconv() -> None:
    tcvn = (
        "54ab69207068b66e20b86e682072b863207468b66920ef6e20f820eb206e67e2206e68e12c20aed2206e6768"
        "de207068adea6e672078f6206cfd2073ed6d2e"
    )
    viscii = (
        "54f469207068e46e20e16e682072e163207468e46920f96e20d120b7206e67f5206e68f62c20f0ab206e6768"
        "b8207068dfb66e672078d8206cfd2073be6d2e"
    )
    assert decode(bytes.fromhex(tcvn), None).text == LETTER
    assert decode(bytes.fromhex(viscii), None).text == LETTER


def test_mottoes_as_they_stood_in_old_documents() -> None:
    tcvn3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"
    vni = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"
    motto = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
    assert decode(tcvn3.encode("latin-1"), None).text == motto
    assert decode(vni.encode("latin-1"), None).text == motto
    assert repair(tcvn3).encoding == legacy.TCVN3
    assert repair(vni).text == motto


@pytest.mark.parametrize(
    "text",
    [
        "A plain English letter about the rubbish in the street.",
        "Toi phan anh rac thai o ngo nho, de nghi phuong xu ly som.",
        "Été à la façon dont, où, après, déjà vu : là où ça va, c'est très élégant, à bientôt",
        "Grüße aus München, schöne Straße für Mädchen über Öl",
        "El niño está aquí, mañana más, él sí qué también",
        "På grund av något så är det också för åren",
        "São Paulo não é a única região, você já está à vontade",
        "A café, a naïve résumé",
        "Giá: 50£ – 60€ · 100²",
    ],
)
@pytest.mark.parametrize("declared", [None, "iso-8859-1", "utf-8", "us-ascii"])
def test_other_languages_are_left_alone(text: str, declared: str | None) -> None:
    assert decode(text.encode("cp1252", "replace"), declared).text == text.encode(
        "cp1252", "replace"
    ).decode("cp1252")
    assert decode(text.encode(), declared).text == text


@pytest.mark.parametrize("encoding", [legacy.TCVN3, legacy.VNI, legacy.VISCII])
def test_one_word_is_enough_with_a_hint(encoding: str) -> None:
    data = legacy_bytes("Phường", encoding)
    assert decode(data, "iso-8859-1", hint=encoding).text == "Phường"
    assert decode(data, "iso-8859-1").encoding != encoding


def test_utf_7() -> None:
    data = LETTER.encode("utf-7")
    assert decode(data, "utf-7").text == LETTER
    assert decode(data, "unicode-1-1-utf-7").certain
    assert decode(data, None).text == LETTER
    assert decode(b"C++ +84900000001 a+b- 1+AO-", None).text == "C++ +84900000001 a+b- 1+AO-"
    assert not decode(b"+AOk+++\xc3", "utf-7").certain
    assert "\ud800" not in decode(b"+2AA-", "utf-7").text


def test_other_scripts_as_declared_or_guessed() -> None:
    russian = "Здравствуйте, пишу вам о плохой дороге возле нашего дома, помогите"
    assert decode(russian.encode("koi8-r"), "koi8-r").text == russian
    assert decode(russian.encode("cp1251"), None).text == russian
    assert (
        decode("環境汚染について".encode("iso-2022-jp"), "iso-2022-jp").text == "環境汚染について"
    )
    assert decode("垃圾太多".encode("gbk"), "gb2312").text == "垃圾太多"
    assert decode("쓰레기".encode("cp949"), "ks_c_5601-1987").text == "쓰레기"
    for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        assert decode(LETTER.encode(codec), "us-ascii").text == LETTER


def test_utf_8_read_twice_is_repaired() -> None:
    twice = "Tiếng Việt ở phố cổ".encode().decode("cp1258", "replace")
    assert repair(twice).text
    once_more = "Tôi phản ánh ngõ bẩn, rác nhiều".encode().decode("latin-1")
    read = decode(once_more.encode(), "utf-8")
    assert (read.text, read.encoding, read.certain) == (
        "Tôi phản ánh ngõ bẩn, rác nhiều",
        MOJIBAKE,
        False,
    )
    for honest in ("ĐÃ XỬ LÝ", "«sofá»", "MÃ SỐ – ‘A’", "Âu Cơ"):
        assert repair(honest).text == honest


def test_damaged_utf_8_keeps_what_can_be_read() -> None:
    data = LETTER.encode()[:-1] + b"\xff" + LETTER.encode()[:7] + b"\xc3"
    read = decode(data, "utf-8")
    assert read.text.startswith("Tôi phản ánh")
    assert (read.encoding, read.certain) == ("utf-8", False)
    assert "\ufffd" in read.text


def test_labels() -> None:
    assert charset_name("UTF8") == "utf-8"
    assert charset_name(" 'x-viet-tcvn5712' ") == "tcvn3"
    assert charset_name("rot13") == charset_name("base64") == charset_name("idna") == ""
    assert charset_name("\x00") == charset_name("a" * 5000) == charset_name(None) == ""
    assert charset_name("shift_jis") == charset_name("Shift-JIS") == "cp932"


@given(
    st.binary(),
    st.sampled_from([*LIES, "utf-7", "utf-16", "iso-2022-jp", "hz", "gb18030", *legacy.LEGACY]),
)
def test_decoding_never_fails(data: bytes, declared: str | None) -> None:
    read = decode(data, declared)
    assert read.text == unicodedata.normalize("NFC", read.text)
    read.text.encode()


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_honest_unicode_without_marks_of_damage_survives(text: str) -> None:
    read = decode(text.encode(), "utf-8")
    if read.certain and read.encoding == "utf-8":
        expected = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
        assert read.text == expected
