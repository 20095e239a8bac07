"""The end of a document: who signs, and who receives it."""

from docx.document import Document
from docx.shared import Mm
from docx.table import _Cell

from langnghe.papers.layout import Layout
from langnghe.papers.paper import Paper, Signature
from langnghe.papers.word.strokes import (
    SIDES,
    Hand,
    first_paragraph,
    keep_rows_whole,
    narrow,
    set_widths,
    space,
    write,
)

ROOM_TO_SIGN = 68.0
"""Points between the last line of the post and the name."""


def add_foot(document: Document, paper: Paper, layout: Layout, width: float) -> None:
    """Add recipients and signature side by side; two signatures stand above the recipients."""
    if not paper.signatures and not paper.recipients:
        return
    space(document.add_paragraph(), exact=10)
    table = document.add_table(rows=1, cols=2)
    narrow(table)
    keep_rows_whole(table)
    set_widths(table, [width / 2, width / 2])
    left, right = table.rows[0].cells
    if len(paper.signatures) > 1:
        _sign(left, paper.signatures[0], layout)
        _sign(right, paper.signatures[1], layout)
        space(document.add_paragraph(), exact=10)
        table = document.add_table(rows=1, cols=1)
        narrow(table)
        left = table.rows[0].cells[0]
    elif paper.signatures:
        _sign(right, paper.signatures[0], layout)
    if paper.recipients:
        _receive(left, paper, layout)


def _sign(cell: _Cell, signature: Signature, layout: Layout) -> None:
    last = len(signature.lines) - 1
    for index, line in enumerate(signature.lines):
        paragraph = first_paragraph(cell, is_used=index > 0)
        paragraph.alignment = SIDES["center"]
        paragraph.paragraph_format.keep_with_next = True
        space(paragraph, after=2)
        bold = index < last or layout.signature_title_bold
        write(paragraph, line, Hand(size=layout.signature_size, bold=bold))
    name = cell.add_paragraph()
    name.alignment = SIDES["center"]
    space(name, before=ROOM_TO_SIGN)
    write(name, signature.name, Hand(size=layout.signature_size, bold=True))


def _receive(cell: _Cell, paper: Paper, layout: Layout) -> None:
    is_underlined = layout.recipients_title_style == "underline"
    title = Hand(
        size=layout.recipients_title_size,
        underline=is_underlined,
        bold=not is_underlined,
        italic=not is_underlined,
    )
    first = cell.paragraphs[0]
    space(first, after=2)
    write(first, "Nơi nhận:", title)
    for each in paper.recipients:
        line = cell.add_paragraph()
        space(line)
        line.paragraph_format.left_indent = Mm(5)
        line.paragraph_format.first_line_indent = Mm(-2.5)
        write(line, f"- {each}", Hand(size=layout.recipients_size))
