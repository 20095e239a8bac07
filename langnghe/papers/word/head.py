"""The top of a document: who writes, under which motto, its number, day, name, addressees."""

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm
from docx.table import _Cell

from langnghe.papers.layout import Layout, say_number, say_place_and_day
from langnghe.papers.paper import Paper
from langnghe.papers.widths import width_mm
from langnghe.papers.word.strokes import (
    SIDES,
    Hand,
    first_paragraph,
    make_rule,
    narrow,
    set_widths,
    space,
    write,
)

RULE_SHARE = {"party": 1.0, "state": 0.4}
"""How much of the words above it the rule below an issuer or a name takes."""


class _Column:
    """One half of the head, filled from the top, everything centred."""

    def __init__(self, cell: _Cell, width: float) -> None:
        self._cell, self._width, self._is_used = cell, width, False

    def say(self, text: str, hand: Hand, *, rule: float = 0.0, before: float = 0) -> None:
        """Add a line; `rule` is the share of its width that a line below it takes."""
        paragraph = first_paragraph(self._cell, is_used=self._is_used)
        self._is_used = True
        paragraph.alignment = SIDES["center"]
        space(paragraph, before=before, after=2)
        write(paragraph, text, hand)
        if rule:
            wide = width_mm(text, hand.size, bold=hand.bold) * rule
            below = self._cell.add_paragraph()
            make_rule(below, inset_mm=(self._width - wide) / 2, after=2)


def add_head(document: Document, paper: Paper, layout: Layout, width: float) -> None:
    """Lay the two halves of the head side by side in a table without lines."""
    widths = [layout.head_left, width - layout.head_left]
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    narrow(table)
    set_widths(table, widths)
    left, right = table.rows[0].cells
    _fill_left(_Column(left, widths[0]), paper, layout)
    _fill_right(_Column(right, widths[1]), paper, layout)


def _fill_left(column: _Column, paper: Paper, layout: Layout) -> None:
    is_state = layout.style == "state"
    if paper.head.superior:
        column.say(paper.head.superior, Hand(size=layout.superior_size))
    issuer = Hand(size=layout.issuer_size, bold=True)
    column.say(paper.head.issuer, issuer, rule=RULE_SHARE["state"] if is_state else 0)
    if not is_state:
        column.say("*", Hand(size=layout.issuer_size))
    if paper.number is not None:
        said = say_number(paper.number, layout, is_letter=not paper.type_name)
        column.say(said, Hand(size=layout.number_size))
    if paper.abstract and not paper.type_name:
        hand = Hand(size=layout.letter_abstract_size, italic=layout.letter_abstract_italic)
        column.say(layout.letter_abstract_word + paper.abstract, hand)


def _fill_right(column: _Column, paper: Paper, layout: Layout) -> None:
    last = len(layout.motto) - 1
    for index, (motto, size) in enumerate(zip(layout.motto, layout.motto_sizes, strict=True)):
        column.say(motto, Hand(size=size, bold=True), rule=1.0 if index == last else 0)
    said = say_place_and_day(paper.head.place, paper.on)
    column.say(said, Hand(size=layout.date_size, italic=True), before=4)


def add_type_name(document: Document, paper: Paper, layout: Layout, width: float) -> None:
    """Add the name of the kind of document and what it is about."""
    name = document.add_paragraph()
    name.alignment = SIDES["center"]
    space(name, before=14, after=2)
    write(name, paper.type_name, Hand(size=layout.type_size, bold=True))
    if not paper.abstract:
        return
    about = document.add_paragraph()
    about.alignment = SIDES["center"]
    space(about, after=2)
    about.paragraph_format.left_indent = about.paragraph_format.right_indent = Mm(17)
    write(about, paper.abstract, Hand(size=layout.abstract_size, bold=True))
    rule = document.add_paragraph()
    if layout.style == "state":
        make_rule(rule, inset_mm=(width - 40) / 2, after=10)
        return
    rule.alignment = SIDES["center"]
    space(rule, after=6)
    write(rule, "-----", Hand(size=layout.abstract_size))


def add_addressees(document: Document, paper: Paper, layout: Layout) -> None:
    """Add to whom it is written: one on the line, several below it."""
    hand = Hand(size=layout.body_size)
    first = document.add_paragraph()
    space(first, before=12, after=0 if len(paper.addressees) > 1 else 8)
    first.alignment = SIDES["center" if len(paper.addressees) == 1 else "left"]
    if len(paper.addressees) == 1:
        write(first, f"Kính gửi: {paper.addressees[0]}", hand)
        return
    first.paragraph_format.left_indent = Mm(40)
    write(first, "Kính gửi:", hand)
    for index, each in enumerate(paper.addressees, start=1):
        line = document.add_paragraph()
        space(line, after=8 if index == len(paper.addressees) else 0)
        line.paragraph_format.left_indent = Mm(62)
        line.paragraph_format.first_line_indent = Mm(-3)
        write(line, f"- {each}", hand)
