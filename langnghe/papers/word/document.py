"""A paper as a Word document."""

import io
import zipfile
from datetime import UTC, datetime, time

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from langnghe.papers.layout import Layout
from langnghe.papers.paper import Paper
from langnghe.papers.word.body import add_block
from langnghe.papers.word.foot import add_foot
from langnghe.papers.word.head import add_addressees, add_head, add_type_name
from langnghe.papers.word.strokes import FONT, SIDES, Hand, add_field, space

A4 = (210.0, 297.0)
MADE_AT = (1980, 1, 1, 0, 0, 0)
"""The time that the parts of the file carry: the same paper is the same bytes."""


def docx_of(paper: Paper, layout: Layout) -> bytes:
    """Return a paper as DOCX: the same paper gives the same bytes; its metadata name nobody."""
    document = Document()
    width = _set_page(document, paper, layout)
    _set_font(document, layout)
    add_head(document, paper, layout, width)
    if paper.type_name:
        add_type_name(document, paper, layout, width)
    if paper.addressees:
        add_addressees(document, paper, layout)
    for block in paper.body:
        add_block(document, block, layout, width)
    add_foot(document, paper, layout, width)
    _name_nobody(document, paper)
    made = io.BytesIO()
    document.save(made)
    return _timeless(made.getvalue())


def _set_page(document: Docx, paper: Paper, layout: Layout) -> float:
    """Set size, margins and the page number; return the room between the margins in mm."""
    section = document.sections[0]
    short, long = A4
    wide, high = (long, short) if paper.is_landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.top_margin, section.bottom_margin = Mm(layout.top), Mm(layout.bottom)
    section.left_margin, section.right_margin = Mm(layout.left), Mm(layout.right)
    section.header_distance = Mm(layout.page_number_top)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = SIDES["center"]
    space(number)
    add_field(number, "PAGE", Hand(size=layout.body_size))
    return wide - layout.left - layout.right


def _set_font(document: Docx, layout: Layout) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(layout.body_size)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FONT)


def _name_nobody(document: Docx, paper: Paper) -> None:
    """Say in the metadata what the document is, and nothing of who wrote it."""
    facts = document.core_properties
    facts.title = paper.title or paper.type_name
    facts.author = facts.last_modified_by = facts.comments = facts.keywords = ""
    facts.language = "vi-VN"
    facts.revision = 1
    on = paper.on
    made_at = datetime.combine(on, time(), tzinfo=UTC) if on else datetime(1980, 1, 1, tzinfo=UTC)
    facts.created = facts.modified = made_at


def _timeless(packed: bytes) -> bytes:
    """Pack the parts again without the time at which each was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, MADE_AT)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return out.getvalue()
