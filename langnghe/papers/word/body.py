"""The body of a document: paragraphs, headings, facts, tables, boxes."""

from docx.document import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Mm

from langnghe.papers.layout import Layout
from langnghe.papers.paper import Block, Box, Facts, Heading, Paragraph, Table
from langnghe.papers.word.strokes import (
    SIDES,
    Hand,
    first_paragraph,
    frame,
    narrow,
    repeat_on_each_page,
    set_widths,
    space,
    write,
)

FACT_NAME_MM = 52.0


def add_block(document: Document, block: Block, layout: Layout, width: float) -> None:
    """Add one block of the body; `width` is the room between the margins in millimetres."""
    if isinstance(block, Table):
        _add_table(document, block, layout, width)
    elif isinstance(block, Facts):
        _add_facts(document, block, layout, width)
    elif isinstance(block, Box):
        _add_box(document, block, layout, width)
    else:
        _add_words(document, block, layout)


def _add_words(document: Document, block: Heading | Paragraph, layout: Layout) -> None:
    paragraph = document.add_paragraph()
    space(paragraph, after=layout.body_space, exact=layout.body_line)
    paragraph.paragraph_format.first_line_indent = Mm(layout.indent)
    paragraph.alignment = SIDES["justify"]
    if isinstance(block, Heading):
        paragraph.paragraph_format.keep_with_next = True
        hand = Hand(size=layout.body_size, bold=True, italic=block.level == 3)
        write(paragraph, block.text, hand)
        return
    text = f"{block.mark} {block.text}" if block.mark else block.text
    write(paragraph, text, Hand(size=layout.body_size))


def _add_facts(document: Document, block: Facts, layout: Layout, width: float) -> None:
    table = document.add_table(rows=len(block.pairs), cols=2)
    narrow(table)
    set_widths(table, [FACT_NAME_MM, width - FACT_NAME_MM])
    for row, pair in zip(table.rows, block.pairs, strict=True):
        for cell, text in zip(row.cells, pair, strict=True):
            paragraph = cell.paragraphs[0]
            space(paragraph, after=layout.body_space)
            write(paragraph, text, Hand(size=layout.body_size))


def _add_table(document: Document, block: Table, layout: Layout, width: float) -> None:
    if block.caption:
        caption = document.add_paragraph()
        caption.alignment = SIDES["center"]
        caption.paragraph_format.keep_with_next = True
        space(caption, before=8, after=4)
        write(caption, block.caption, Hand(size=layout.table_size, bold=True))
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.columns))
    whole = sum(column.share for column in block.columns)
    set_widths(table, [width * column.share / whole for column in block.columns])
    frame(table)
    titles = tuple(column.title for column in block.columns)
    for number, (row, texts) in enumerate(zip(table.rows, (titles, *block.rows), strict=True)):
        for cell, text, column in zip(row.cells, texts, block.columns, strict=True):
            for line in (text.split("\n")) or [""]:
                paragraph = first_paragraph(cell, is_used=bool(cell.paragraphs[0].runs))
                space(paragraph, before=2, after=2)
                paragraph.alignment = SIDES["center" if number == 0 else column.align]
                write(paragraph, line, Hand(size=layout.table_size, bold=number == 0))
    repeat_on_each_page(table)
    space(document.add_paragraph(), exact=8)


def _add_box(document: Document, block: Box, layout: Layout, width: float) -> None:
    space(document.add_paragraph(), exact=8)
    table = document.add_table(rows=1, cols=1)
    set_widths(table, [width])
    frame(table)
    row = table.rows[0]
    row.height, row.height_rule = Mm(block.height_mm), WD_ROW_HEIGHT_RULE.AT_LEAST
    title = row.cells[0].paragraphs[0]
    space(title, before=4, after=4)
    write(title, block.title, Hand(size=layout.body_size, bold=True))
    if block.text:
        text = row.cells[0].add_paragraph()
        space(text, after=4)
        write(text, block.text, Hand(size=layout.body_size))
