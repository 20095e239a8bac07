"""Mail made to break a reader: it is read, or goes to a human, and costs little."""

import base64
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from langnghe.mail import hypertext
from langnghe.mail.hypertext import safe_html, text_of_html, with_pictures
from langnghe.mail.quoting import part
from langnghe.mail.reading import NOTES, read
from tests.mail.test_reading import OWN, SENTENCE, check_clean, mail, written
from tests.mail.test_reading_letters import LETTERS

HEAD = b"From: Mau <mau@example.com>\r\nSubject: Rac\r\nMessage-ID: <a1@example.com>\r\n"
MUTATIONS = 2000
PROCESSOR_SECONDS = 60


def heavy_mails() -> dict[str, bytes]:
    """Return mails that cost a careless reader minutes or its stack."""
    plain = HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n"
    laid_out = HEAD + b"Content-Type: text/html\r\n\r\n"
    boxes = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
        for depth in range(10_000)
    )
    return {
        "10,000 boxes": HEAD + boxes + b"\r\nx\r\n",
        "mails in mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"x",
        "a million headers": HEAD + b"X-A: b\r\n" * 1_000_000 + b"\r\nxin\r\n",
        "a long header": HEAD + b"X-A: " + b"y" * 1_000_000 + b"\r\n\r\nxin\r\n",
        "a folded header": HEAD + b"X-A: b\r\n" + b" x\r\n" * 500_000 + b"\r\nxin\r\n",
        "parameters": HEAD + b"Content-Type: text/plain" + b"; a=b" * 200_000 + b"\r\n\r\nxin\r\n",
        "comments": b"From: " + b"(" * 300_000 + b" <mau@example.com>\r\n\r\nxin\r\n",
        "armour": plain + b"-----BEGIN PGP SIGNED MESSAGE-----\r\n" * 25_000,
        "encoded words": plain.replace(b"Rac", b"=?utf-8?Q?" * 90_000),
        "spaces": plain + b" " * 900_000 + b"x",
        "flowing": plain + b"a \r\n" * 100_000,
        "quotes": plain + "> a\nvào b\n".encode() * 90_000,
        "deep": laid_out + b"<div>" * 200_000,
        "styles": laid_out + b"<b>" * 20_000 + b"<p>x" * 20_000,
        "pictures": laid_out + b"<img " * 200_000,
        "scripts": laid_out + b"<script>" * 100_000,
        "rows": laid_out + b"<table>" + b"<tr><td>a</td></tr>" * 60_000,
        "angles": laid_out + b"<" * 1_000_000,
        "attributes": laid_out + b"<a " + b" ".join(b"b%d" % n for n in range(20_000)) + b">x",
    }


def read_heavy_mails() -> None:
    """Read them all with little processor time; the kernel ends what takes more."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    for name, raw in heavy_mails().items():
        found = read(raw, own_addresses=OWN, return_path="mau@example.com")
        check_clean(found)
        assert found.readable or found.reason, name
        assert found.from_address == "mau@example.com" or not found.readable or name == "comments"


def test_mails_made_to_exhaust_cost_little() -> None:
    code = "from tests.mail.test_reading_attacks import read_heavy_mails as go; go()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.eml")), ids=lambda path: path.stem)
def test_damaged_letters_are_read(path: Path) -> None:
    chance = random.Random(str(path.name))  # noqa: S311 - the same damage every time
    raw = path.read_bytes()
    for _each in range(MUTATIONS // len(list(LETTERS.glob("*.eml")))):
        damaged = bytearray(raw[: chance.randrange(len(raw))] if chance.random() < 0.5 else raw)
        for _flip in range(chance.randrange(1, 20)):
            if damaged:
                damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        found = read(bytes(damaged), own_addresses=OWN, return_path=None)
        check_clean(found)
        assert {note.split(":")[0] for note in found.notes} <= set(NOTES)


_LINES = some.sampled_from(
    ["> trích", "Vào hôm qua Mẫu đã viết:", "-- ", "Từ: Mẫu", "Gửi: x", "Đến: y", "", "________"]
) | some.text(alphabet="aầ >:-_\t", max_size=30)


@settings(max_examples=400)
@given(some.lists(_LINES, max_size=25), some.booleans())
def test_every_word_of_a_body_is_in_one_of_its_parts(lines: list[str], forwarded: bool) -> None:  # noqa: FBT001
    body = "\n".join(lines)
    parted = part(body, forwarded=forwarded)
    kept = f"{parted.text}\n{parted.quoted}\n{parted.signature}".split()
    assert sorted(kept) == sorted(body.split())


@settings(max_examples=300)
@given(some.text(alphabet="aầĐ êộ\n\t>:-_x5.", max_size=400), some.sampled_from(["8bit", "base64"]))
def test_every_word_of_a_mail_is_kept(body: str, encoding: str) -> None:
    head = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n"
    head += b"Content-Transfer-Encoding: " + encoding.encode() + b"\r\n\r\n"
    data = body.encode() if encoding == "8bit" else base64.encodebytes(body.encode())
    found = read(head + data, own_addresses=OWN, return_path=None)
    kept = f"{found.text}\n{found.quoted}\n{found.signature}".split()
    assert sorted(kept) == sorted(body.split())


@pytest.mark.parametrize(
    "wrapping",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: b"From mau@example.com Tue Nov 24 08:00:00 2026\n" + raw,
        lambda raw: raw.replace(b"\n", b"\r"),
        lambda raw: b"\n\n" + raw,
        lambda raw: raw.replace("Đề".encode(), "Đ\0ề".encode()),
    ],
)
def test_what_programs_put_around_a_mail_is_taken_away(wrapping: Callable[[bytes], bytes]) -> None:
    found = read(wrapping(written()), own_addresses=OWN, return_path=None)
    assert (found.from_address, found.text) == ("mau@example.com", SENTENCE)


def test_headers_that_come_twice_are_told_and_the_first_counts() -> None:
    found = mail(b"From: La <la@example.com>\nSubject: Hai\n" + written())
    assert (found.from_address, found.subject) == ("la@example.com", "Hai")
    assert "doubled_header" in found.notes


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("con.txt", "_con.txt"),
        ("NUL", "_NUL"),
        ("lpt1.tar.gz", "_lpt1.tar.gz"),
        ("console.txt", "console.txt"),
        ("x.png::$DATA", "x.png__$DATA"),
        (".htaccess", "htaccess"),
        ("ảnh\u061c\u200f.png", "ảnh .png"),
    ],
)
def test_names_that_would_trick_a_computer(name: str, safe: str) -> None:
    raw = written("x", Content_Type=f'image/png; name="{name}"')
    assert [file.name for file in mail(raw).attachments] == [safe]


def test_a_file_without_bytes_is_a_file() -> None:
    raw = written("", Content_Type='image/png; name="x.png"', Content_Transfer_Encoding="base64")
    assert [(file.name, file.data) for file in mail(raw).attachments] == [("x.png", b"")]


@pytest.mark.parametrize(
    "subject",
    ["Vắng mặt cán bộ trực ở phường", "Re: Out of office: rác", "Auto sửa chữa lấn vỉa hè"],
)
def test_a_complaint_is_no_robot(subject: str) -> None:
    assert mail(written(Subject=subject)).answerable


def test_what_the_subject_says_is_forwarded_is_the_matter() -> None:
    body = "Xin xem.\n\nFrom: Mau\nSent: Tuesday\nTo: Thi\nSubject: Rác\n\nRác ở ngõ 5."
    assert mail(written(body, Subject="FW: Rác")).quoted == ""
    assert mail(written(body, Subject="Re: Rác")).quoted != ""


@pytest.mark.parametrize(
    "markup",
    [
        "<svg><script>alert(1)</script><image href='http://e.example/x'></svg>",
        "<base href='http://e.example/'><a href='x'>y</a>",
        "<iframe src='//e.example'></iframe><object data='//e.example'></object>",
        "<form action='http://e.example'><input name=a><button formaction=//e.example>b</button>",
        "<meta http-equiv=refresh content='0;url=http://e.example'>x",
        "<div style='background:url(http://e.example/x)'>a</div>",
        "<table background='http://e.example/y'><tr><td background=//e.example>q</table>",
        "<img srcset='//e.example/1 2x' src='http://e.example/2' onerror='alert(1)'>",
        "<link rel=stylesheet href=//e.example><style>@import '//e.example'</style>z",
        "<video poster=//e.example src=//e.example></video>",
        "<blockquote cite='http://e.example'>q</blockquote>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(markup: str) -> None:
    for depth in ("", "<div>" * (hypertext.DEPTH_LIMIT + 1)):
        safe = safe_html(depth + markup)
        for forbidden in ("e.example", "alert", "<script", "<form", "<svg", "<base", "<meta"):
            assert forbidden not in safe


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " java\nscript:x", "data:text/html,x", "vbscript:x", "cid:x"]
)
def test_links_lead_only_to_pages_and_letters(address: str) -> None:
    assert "href" not in safe_html(f'<a href="{address}">x</a>')
    assert "href" in safe_html('<a href="https://example.com">x</a>')


def test_html_too_heavy_to_lay_out_keeps_its_words() -> None:
    markup = "<div>" * 10_000 + "Ngõ &lt;5&gt;<script>alert(1)</script> bẩn<br>lắm"
    assert text_of_html(markup).split() == ["Ngõ", "<5>", "bẩn", "lắm"]
    assert safe_html(markup).endswith("lắm</pre>")


def test_pictures_point_to_our_files_only() -> None:
    markup = safe_html('<img src="cid:a%40b"><img src="CID:ab"><img src="cid:a"><p>cid:a</p>')
    shown = with_pictures(markup, {"a@b": "/attachments/1", "ab": "/attachments/2"})
    assert shown == ('<img src="/attachments/1"><img src="/attachments/2"><img src=""><p>cid:a</p>')
