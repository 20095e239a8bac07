"""Files of citizens: shown where that is safe, downloaded otherwise, never run."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from langnghe.access.rules import RoleCode
from langnghe.intake.actions.make_previews import make_previews
from langnghe.originals.kinds import Look, look_of
from langnghe.originals.renditions import SIDE, rendition_of
from langnghe.originals.store import Store
from langnghe.register.models import Attachment, Contact
from tests import cast
from tests.web.test_pages import signed_in

LETTERS = Path(__file__).parent.parent / "mail" / "letters"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"


def picture(kind: str, size: tuple[int, int] = (640, 480)) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind)
    return written.getvalue()


def paper(pages: int = 1, page: bytes = PAGE) -> bytes:
    kids = b"3 0 R " * pages
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n3 0 obj%sendobj\n"
        b"trailer<</Root 1 0 R>>\n%%%%EOF" % (pages, kids, page)
    )


def attach(data: bytes, name: str, content_type: str, contact: Contact | None = None) -> Attachment:
    contact = contact or cast.contact()
    return Attachment.objects.create(
        contact=contact,
        position=contact.attachments.count(),
        name=name,
        content_type=content_type,
        size=len(data),
        sha256=Store(settings.ORIGINALS).put(data).sha256,
    )


def get(client: Client, address: str, **headers: str) -> tuple[HttpResponse, bytes]:
    """Return an answer and its body; a file is let go of only when it was read to its end."""
    answer = client.get(address, headers=headers)
    return answer, answer.getvalue()


@pytest.mark.parametrize(
    ("name", "content_type", "look"),
    [
        ("a.jpg", "application/octet-stream", Look.PICTURE),
        ("a.HEIC", "", Look.PICTURE),
        ("a.m4a", "audio/x-m4a", Look.SOUND),
        ("a.3gp", "video/3gpp", Look.FILM),
        ("a.txt", "text/plain; charset=x", Look.TEXT),
        ("a.html", "text/html", Look.OTHER),
        ("a.svg", "image/svg+xml", Look.OTHER),
        ("a.svg", "application/octet-stream", Look.OTHER),
        ("a.jpg", "text/html", Look.OTHER),
        ("a.zip", "application/zip", Look.OTHER),
        ("a.eml", "message/rfc822", Look.LETTER),
    ],
)
def test_how_files_are_looked_at(name: str, content_type: str, look: Look) -> None:
    assert look_of(name, content_type) == look


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "HEIF"])
def test_pictures_get_a_rendition(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(picture(kind, (2400, 1200)))
    made = rendition_of(path, Look.PICTURE)
    assert made is not None
    assert Image.open(io.BytesIO(made)).size == (SIDE, SIDE // 2)


@pytest.mark.parametrize("pages", [1, 1_000_000])
def test_the_first_page_of_a_paper_is_drawn_however_many_follow(pages: int, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(paper(pages))
    assert rendition_of(path, Look.PAPER) is not None


def test_bombs_and_rubbish_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    Image.new("1", (30_000, 30_000)).save(path, "PNG")
    assert rendition_of(path, Look.PICTURE) is None
    for rubbish in (b"", b"GIF89a", picture("PNG")[:60], b"%PDF-1.4", b"PK\x03\x04" * 100):
        path.write_bytes(rubbish)
        assert rendition_of(path, Look.PICTURE) is None
        assert rendition_of(path, Look.PAPER) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("trang.html", "text/html"),
        ("ảnh.svg", "image/svg+xml"),
        ("trang.xhtml", "application/xhtml+xml"),
        ("a.js", "text/javascript"),
        ("a.bin", "application/octet-stream"),
        ("a.eml", "message/rfc822"),
    ],
)
def test_what_could_act_is_only_downloaded(name: str, content_type: str) -> None:
    file = attach(b"<script>alert(1)</script>", name, content_type)
    answer, _body = get(signed_in(), f"/attachments/{file.pk}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_names_travel_whole_and_break_nothing() -> None:
    file = attach(b"x", 'ảnh "hố" ga\r\nX: y.jpg', "image/jpeg")
    answer, _body = get(signed_in(), f"/attachments/{file.pk}?download")
    said = answer["Content-Disposition"]
    assert said.startswith("attachment; filename*=utf-8''%E1%BA%A3nh%20%22h%E1%BB%91%22")
    assert "X" not in [name for name, _value in answer.items()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "status", "body", "place"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=5-999", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=a-b", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
    ],
)
def test_players_seek(asked: str, status: int, body: bytes, place: str | None) -> None:
    file = attach(b"0123456789", "ghi âm.m4a", "audio/x-m4a")
    answer, received = get(signed_in(), f"/attachments/{file.pk}", range=asked)
    assert answer.status_code == status
    assert answer.get("Content-Range") == place
    assert received == body
    if status != 416:
        assert answer["Content-Type"] == "audio/mp4"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["heic", "tiff"])
def test_pictures_no_browser_shows_are_shown_as_their_rendition(kind: str) -> None:
    data = picture({"heic": "HEIF", "tiff": "TIFF"}[kind])
    file = attach(data, f"ảnh.{kind}", f"image/{kind}")
    client = signed_in()
    assert client.get(f"/attachments/{file.pk}?preview").status_code == 404
    assert make_previews(file.contact_id) == 1
    assert make_previews(file.contact_id) == 0
    shown, body = get(client, f"/attachments/{file.pk}")
    assert (shown["Content-Type"], body[:2]) == ("image/jpeg", b"\xff\xd8")
    assert get(client, f"/attachments/{file.pk}?download")[1] == data


@pytest.mark.django_db
def test_the_page_shows_each_file_in_its_way() -> None:
    contact = cast.contact()
    files = {
        name: attach(data, name, kind, contact)
        for name, kind, data in (
            ("a.png", "image/png", picture("PNG")),
            ("b.pdf", "application/pdf", paper()),
            ("c.mp3", "audio/mp3", b"ID3"),
            ("d.mp4", "application/octet-stream", b"ftyp"),
            ("e.txt", "text/plain", b"abc"),
            ("f.eml", "message/rfc822", (LETTERS / "enclosed.eml").read_bytes()),
            ("g.zip", "application/zip", b"PK\x03\x04"),
        )
    }
    assert make_previews(contact.pk) == 2
    page = signed_in().get(f"/contacts/{contact.pk}").content.decode()
    at = {name[0]: f"/attachments/{file.pk}" for name, file in files.items()}
    for words in (
        f'<img src="{at["a"]}?preview"',
        f'<img src="{at["b"]}?preview"',
        f'preload="none" src="{at["c"]}" aria-label="c.mp3"></audio>',
        f'preload="none" src="{at["d"]}" aria-label="d.mp4"></video>',
        f'<iframe class="mail-frame" src="{at["e"]}"',
        f'<iframe class="mail-frame" src="{at["f"]}/inside"',
        f'<a href="{at["g"]}">g.zip</a>',
    ):
        assert words in page


@pytest.mark.django_db
def test_old_text_files_are_read_in_their_encoding() -> None:
    file = attach("Céng hßa x· héi chñ nghÜa ViÖt Nam".encode("latin-1"), "a.txt", "text/plain")
    answer = signed_in().get(f"/attachments/{file.pk}")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_an_enclosed_mail_is_read_and_its_files_are_within_reach() -> None:
    from email import message_from_bytes

    outer = message_from_bytes((LETTERS / "enclosed.eml").read_bytes())
    enclosed = outer.get_payload(1).get_payload(0).as_bytes()
    file = attach(enclosed, "Đơn gửi phường.eml", "message/rfc822")
    client = signed_in()
    inside = f"/attachments/{file.pk}/inside"
    page = client.get(inside).content.decode()
    assert "Đèn đường hỏng đã một tháng." in page
    assert f'href="{inside}/0"' in page
    shown = client.get(f"{inside}/0")
    assert (shown["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "Ngõ tối từ tháng trước." in client.get(f"{inside}/1").content.decode()
    for wrong in ("9", "1/0", "x", "-1", "²"):
        assert client.get(f"{inside}/{wrong}").status_code == 404


@pytest.mark.django_db
def test_words_of_an_enclosed_mail_are_data() -> None:
    raw = (
        b"Subject: <b>x\r\nContent-Type: text/html\r\n\r\n<p>&lt;script&gt;alert(1)&lt;/script&gt;"
    )
    file = attach(raw, "x.eml", "message/rfc822")
    answer = signed_in().get(f"/attachments/{file.pk}/inside")
    assert b"<script" not in answer.content
    assert b"<b>" not in answer.content
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_files_are_for_those_who_may_only() -> None:
    file = attach((LETTERS / "list.eml").read_bytes(), "a.eml", "message/rfc822")
    for address in (f"/attachments/{file.pk}", f"/attachments/{file.pk}/inside"):
        assert Client().get(address).status_code == 302
        assert signed_in(RoleCode.AGENCY_CLERK).get(address).status_code == 404


@pytest.mark.django_db
def test_the_laid_out_frame_shows_our_pictures_and_nothing_else() -> None:
    contact = cast.contact()
    contact.html = '<p><img src="cid:Ngo%401@x"><img src="cid:khac"></p>'
    contact.save()
    file = attach(picture("PNG"), "a.png", "image/png", contact)
    file.content_id = "ngo@1@x"
    file.save()
    client, address = signed_in(), f"/contacts/{contact.pk}/html"
    assert client.get(address).content.decode() == '<p><img src=""><img src=""></p>'
    make_previews(contact.pk)
    answer = client.get(address)
    shown = answer.content.decode()
    assert shown.startswith('<p><img src="data:image/jpeg;base64,/9j/')
    assert shown.endswith('"><img src=""></p>')
    assert "img-src data:;" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
