"""What Word needs a hand with: exact lines, borders, cells without frames, page numbers."""

from dataclasses import dataclass

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONT = "Times New Roman"
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, kw_only=True)
class Hand:
    """How words are written: size in points, weight, slope, line below."""

    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False


def write(paragraph: Paragraph, text: str, hand: Hand) -> Run:
    """Add words to a paragraph in one hand, in the font of official documents."""
    run = paragraph.add_run(text)
    run.font.name = FONT
    run.font.size = Pt(hand.size)
    run.font.bold, run.font.italic = hand.bold, hand.italic
    run.font.underline = hand.underline or None
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 (python-docx names one script of four)
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FONT)
    return run


def space(
    paragraph: Paragraph, *, before: float = 0, after: float = 0, exact: float | None = None
) -> None:
    """Set the space around a paragraph, and an exact distance of its lines, in points."""
    how = paragraph.paragraph_format
    how.space_before, how.space_after = Pt(before), Pt(after)
    if exact is not None:
        how.line_spacing_rule, how.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(exact)
    else:
        how.line_spacing = 1.0


def make_rule(paragraph: Paragraph, *, inset_mm: float, after: float = 0) -> None:
    """Make an empty paragraph a rule, drawn in by `inset_mm` from either side."""
    how = paragraph.paragraph_format
    how.left_indent = how.right_indent = Mm(max(0.0, inset_mm))
    space(paragraph, after=after, exact=2)
    borders = OxmlElement("w:pBdr")
    borders.append(_border("w:top"))
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _border(name: str, *, space: int = 0) -> BaseOxmlElement:
    border: BaseOxmlElement = OxmlElement(name)
    for key, value in (("val", "single"), ("sz", "6"), ("space", str(space)), ("color", "000000")):
        border.set(qn(f"w:{key}"), value)
    return border


def set_widths(table: DocxTable, widths_mm: list[float]) -> None:
    """Fix the widths of a table's columns: Word shall not fit them to the words."""
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def frame(table: DocxTable) -> None:
    """Draw the lines of a table."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_border(f"w:{side}"))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER  # its lines stand where the margins are
    table._tbl.tblPr.insert_element_before(  # noqa: SLF001
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
    )


def repeat_on_each_page(table: DocxTable) -> None:
    """Repeat the first row at the top of each page that the table reaches."""
    keep_rows_whole(table)
    row = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
    row.append(OxmlElement("w:tblHeader"))


def keep_rows_whole(table: DocxTable) -> None:
    """Let no row of a table be broken between two pages."""
    for each in table.rows:
        each._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def narrow(table: DocxTable) -> None:
    """Take away the padding of cells, so that words stand where the margins are."""
    padding = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        padding.append(edge)
    table._tbl.tblPr.insert_element_before(padding, "w:tblLook")  # noqa: SLF001


def first_paragraph(cell: _Cell, *, is_used: bool) -> Paragraph:
    """Return the paragraph a cell begins with, or a new one where it `is_used` already."""
    found: Paragraph = cell.add_paragraph() if is_used else cell.paragraphs[0]
    return found


def add_field(paragraph: Paragraph, instruction: str, hand: Hand) -> None:
    """Add a field that Word works out itself, such as PAGE."""
    run = write(paragraph, "", hand)
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._element.append(element)  # noqa: SLF001
