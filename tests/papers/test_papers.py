"""Papers as files: what the guides ask for, to the millimetre, in DOCX and in PDF."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.shared import Pt
from pypdfium2 import raw

from langnghe.papers.layout import Layout, layouts_in, say_day, say_number
from langnghe.papers.paper import (
    Box,
    Column,
    Facts,
    Head,
    Heading,
    Number,
    Paper,
    Paragraph,
    Signature,
    Table,
    read_body,
)
from langnghe.papers.pdf import pdf_of
from langnghe.papers.widths import width_mm
from langnghe.papers.word.document import docx_of

PROFILE = Path(__file__).resolve().parents[2] / "profiles" / "hanoi" / "papers"
LAYOUTS = layouts_in(PROFILE / "layouts.json")
PARTY, STATE = LAYOUTS["HD05-2026"], LAYOUTS["ND30-2020"]
HEAD = Head(superior="THÀNH ỦY HÀ NỘI", issuer="VĂN PHÒNG", place="Hà Nội")
LIST = Table(
    (Column("TT", 0.4, "center"), Column("Mã số"), Column("Nội dung", 3)),
    tuple((str(n), f"VV-26-{n:06d}", "Sụt lún mặt đường (mẫu)") for n in range(1, 61)),
    caption="DANH SÁCH VỤ VIỆC",
)
LETTER = Paper(
    head=HEAD,
    number=Number(serial=5, kind="CV", issuer="VPTU"),
    on=date(2026, 2, 5),
    abstract="đôn đốc giải quyết ý kiến của công dân",
    addressees=("Sở Xây dựng", "Ủy ban nhân dân phường Ba Đình"),
    body=(*read_body("I- TÌNH HÌNH\nMột đoạn văn.\n- Một mục.\na) Căn cứ"), LIST),
    signatures=(Signature(lines=("K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"), name="Thí Dụ"),),
    recipients=("Như trên,", "Lưu Văn phòng Thành ủy."),
)
MEMO = replace(
    LETTER,
    type_name="PHIẾU TRÌNH",
    body=(
        Paragraph("Kính trình."),
        Facts((("Mã số", "VV-26-000001"),)),
        Box("Ý kiến chỉ đạo của lãnh đạo"),
    ),
)


def words_of(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    pages = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in pages]


def said_in(docx: bytes) -> str:
    """Return every letter of a Word document, tables and all."""
    xml = zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", " ", xml)


@pytest.mark.parametrize("code", sorted(LAYOUTS))
@pytest.mark.parametrize("paper", [LETTER, MEMO], ids=["letter", "memo"])
def test_both_files_say_the_same(code: str, paper: Paper) -> None:
    layout = LAYOUTS[code]
    pdf = " ".join(" ".join(words_of(pdf_of(paper, layout))).split())
    docx = " ".join(said_in(docx_of(paper, layout)).split())
    said = [paper.head.issuer, *layout.motto, "Thí Dụ", "Lưu Văn phòng Thành ủy.", "Sở Xây dựng"]
    said += [paper.type_name, "VV-26-000001", say_number(paper.number, layout, is_letter=False)]
    if layout.style == "state" and not paper.type_name:
        said[-1] = "Số: 05/VPTU"
    for words in said:
        assert words in pdf
        assert words in docx


@pytest.mark.parametrize("layout", [PARTY, STATE], ids=["party", "state"])
def test_margins_fonts_and_lines_of_the_word_document_are_the_guides(layout: Layout) -> None:
    document = Document(io.BytesIO(docx_of(LETTER, layout)))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(each.mm) for each in margins] == [20, 20, 30, 15]
    body = next(each for each in document.paragraphs if each.text == "Một đoạn văn.")
    assert body.paragraph_format.line_spacing == Pt(18)
    assert round(body.paragraph_format.first_line_indent.mm) == 10
    assert {run.font.name for run in body.runs} == {"Times New Roman"}
    assert {run.font.size for run in body.runs} == {Pt(14)}


def test_the_list_is_a_real_table_whose_head_repeats() -> None:
    packed = docx_of(LETTER, PARTY)
    document = Document(io.BytesIO(packed))
    lists = [table for table in document.tables if table.rows[0].cells[0].text == "TT"]
    assert [len(table.rows) for table in lists] == [61]
    xml = zipfile.ZipFile(io.BytesIO(packed)).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == 1
    assert not re.search(r"<(w:txbxContent|w:pict|mc:AlternateContent|v:\w+)", xml)


def lines_of(page: pypdfium2.PdfPage) -> list[float]:
    """Return the distances of the page's baselines from its top, in points, from the top down."""
    tops = set()
    for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        tops.add(round(page.get_height() - each.get_matrix().f, 1))
    return sorted(tops)


def test_lines_of_the_pdf_stand_18_points_apart_within_the_margins() -> None:
    body = Paragraph("Một đoạn văn dài để có nhiều dòng chữ trên trang giấy. " * 30)
    page = pypdfium2.PdfDocument(pdf_of(replace(LETTER, body=(body,)), PARTY))[0]
    assert [round(size) for size in page.get_size()] == [595, 842]
    steps = [round(after - before) for before, after in pairwise(lines_of(page))]
    assert steps.count(18) > 8
    edges = [each.get_bounds() for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])]
    left, right = min(edge[0] for edge in edges), max(edge[2] for edge in edges)
    assert 30 <= left * 25.4 / 72 < 30.6
    assert 194 < right * 25.4 / 72 <= 195.1


def test_pages_are_numbered_from_the_second() -> None:
    pages = words_of(pdf_of(LETTER, PARTY))
    assert len(pages) > 1
    assert pages[0].split()[0] != "1"
    assert [page.split()[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]
    assert all("Mã số" in page for page in pages[1:-1])  # the head of the table on each page


def test_a_rule_is_as_wide_as_the_words_above_it() -> None:
    assert 70 < width_mm("ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True) < 74


def test_a_draft_leaves_room_for_number_and_day() -> None:
    draft = replace(LETTER, number=replace(LETTER.number, serial=None), on=None)
    said = words_of(pdf_of(draft, PARTY))[0]
    assert re.search(r"Số\s+-CV/VPTU", said)
    assert re.search(r"ngày\s+tháng\s+năm", said)


def test_the_same_paper_is_the_same_bytes_and_names_nobody() -> None:
    packed = docx_of(LETTER, PARTY)
    assert packed == docx_of(LETTER, PARTY)
    core = zipfile.ZipFile(io.BytesIO(packed)).read("docProps/core.xml").decode()
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", core) == []
    facts = pypdfium2.PdfDocument(pdf_of(LETTER, PARTY)).get_metadata_dict()
    assert facts["Author"] == ""


def test_only_our_own_font_is_used() -> None:
    fonts = set(re.findall(rb"/BaseFont/([\w+-]+)", pdf_of(LETTER, PARTY)))
    assert {name.split(b"+")[-1].split(b"-")[0] for name in fonts} <= {b"Tinos"}


MARKUP = '#import "x.typ" *đậm* $1+1$ @ref [a] {b} \\ // <w:p> & "ngoặc" `m` = tiêu đề'


def test_text_is_never_markup() -> None:
    paper = replace(LETTER, body=(Paragraph(MARKUP),), abstract="#panic()")
    said = " ".join(words_of(pdf_of(paper, PARTY))[0].split())
    assert "#panic()" in said
    assert MARKUP in said
    assert "&lt;w:p&gt; &amp;" in said_in(docx_of(paper, PARTY))


def test_what_no_file_can_hold_is_left_out() -> None:
    (paragraph,) = read_body("Hỏng\x00 \x1b[31mđỏ\ud800 \ufffe.")
    assert paragraph == Paragraph("Hỏng [31mđỏ .")
    docx_of(replace(LETTER, body=(paragraph,)), PARTY)


def test_a_word_without_end_is_broken_not_cut_off() -> None:
    paper = replace(LETTER, body=(Paragraph("x" * 400),))
    page = pypdfium2.PdfDocument(pdf_of(paper, PARTY))[0]
    edges = [each.get_bounds() for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])]
    assert max(edge[2] for edge in edges) * 25.4 / 72 <= 195.1


def test_typed_lines_are_read_as_headings_entries_and_paragraphs() -> None:
    text = "I- TÌNH HÌNH\n1. Nội dung\na) Căn cứ\n- Một mục\n1. Câu dài kết thúc bằng dấu chấm."
    assert read_body(text) == (
        Heading("I- TÌNH HÌNH", 1),
        Heading("1. Nội dung", 2),
        Heading("a) Căn cứ", 3),
        Paragraph("Một mục", mark="-"),
        Paragraph("1. Câu dài kết thúc bằng dấu chấm."),
    )


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 11, 20), "ngày 20 tháng 11 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
    ],
)
def test_days_below_ten_and_months_one_and_two_get_a_zero(on: date, said: str) -> None:
    assert say_day(on) == said


def test_numbers_are_said_as_party_and_state_do() -> None:
    number = Number(serial=98, kind="TB", issuer="VPTU")
    assert say_number(number, PARTY) == "Số 98-TB/VPTU"
    assert say_number(number, STATE) == "Số: 98/TB-VPTU"
    assert say_number(replace(number, serial=5), STATE, is_letter=True) == "Số: 05/VPTU"
