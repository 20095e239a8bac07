"""A letter of the register as a paper, with what is printed beside its words."""

from dataclasses import replace

from langnghe.direction.letter_states import LetterKind
from langnghe.direction.models import Letter
from langnghe.direction.office import Office, layout_named, office, template_of
from langnghe.papers.layout import Layout
from langnghe.papers.paper import (
    Block,
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
    plain,
    read_body,
)
from langnghe.papers.pdf import pdf_of
from langnghe.register.models import Reporter

COLUMNS = (
    Column("TT", 0.7, "center"),
    Column("Mã số", 1.7, "center"),
    Column("Nội dung", 3.6),
    Column("Địa bàn", 1.5),
    Column("Hạn", 1.35, "center"),
)
REPORTERS_SHOWN = 20


def paper_of(letter: Letter) -> Paper:
    """Return the letter as it is to be read, with its number once it has one."""
    house = office()
    number = Number(serial=letter.number, kind=letter.number_kind, issuer=letter.issuer)
    return Paper(
        head=Head(superior=house.superior, issuer=house.issuer, place=house.place),
        number=number if letter.number_kind else None,
        on=letter.issued_on,
        type_name=letter.type_name,
        abstract=plain(letter.abstract),
        addressees=tuple(plain(each) for each in letter.addressees),
        body=_body(letter, layout_named(letter.layout)),
        signatures=_signatures(letter, house),
        is_landscape=letter.kind == LetterKind.ROSTER,
        recipients=tuple(plain(each) for each in letter.recipients),
        title=letter.symbol or letter.type_name,
    )


def _signatures(letter: Letter, house: Office) -> tuple[Signature, ...]:
    if letter.signers:
        return tuple(
            Signature(lines=tuple(plain(each) for each in lines), name=plain(name))
            for lines, name in letter.signers
        )
    signing = house.signings.get(letter.signature)
    lines = signing.lines if signing else ()
    return (Signature(lines=lines, name=plain(letter.signer_name)),)


def pdf_of_letter(letter: Letter) -> bytes:
    """Return the letter as PDF, as it stands now."""
    return pdf_of(paper_of(letter), layout_named(letter.layout))


def docx_of_letter(letter: Letter) -> bytes:
    """Return the letter as DOCX, as it stands now."""
    from langnghe.papers.word.document import docx_of  # its library is large and seldom needed

    return docx_of(paper_of(letter), layout_named(letter.layout))


def _body(letter: Letter, layout: Layout) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if letter.pairs:
        blocks.append(Facts(tuple((name, plain(value)) for name, value in letter.pairs)))
    blocks += _ended(list(read_body(letter.text)), layout.ending)
    if letter.shows_reporter:
        blocks += _speakers(letter)
    if letter.rows:
        caption = template_of(LetterKind(letter.kind)).table
        rows = tuple(tuple(plain(cell) for cell in row) for row in letter.rows)
        blocks.append(Table(_columns(letter), rows, caption=caption))
    if letter.box:
        blocks.append(Box(letter.box))
    return tuple(blocks)


def _columns(letter: Letter) -> tuple[Column, ...]:
    return tuple(Column(title, share) for title, share in letter.columns) or COLUMNS


def _ended(blocks: list[Block], ending: str) -> list[Block]:
    """End the last sentence as the guide does: "." or "./."."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph) and last.text.endswith("."):
        blocks[-1] = replace(last, text=last.text.rstrip("./") + ending)
    return blocks


def _speakers(letter: Letter) -> list[Block]:
    """Return who spoke, for a letter that was allowed to say so."""
    found = Reporter.objects.filter(submission__items__case=letter.case_id)
    if letter.submission_id is not None:
        found = Reporter.objects.filter(submission=letter.submission_id)
    facts: list[tuple[str, str]] = []
    for each in found.distinct().order_by("pk")[:REPORTERS_SHOWN]:
        told = (each.phone, each.email, each.address)
        said = "; ".join(plain(part) for part in told if part)
        facts.append((plain(each.name) or "(không nêu tên)", said))
    return [Heading("Người gửi ý kiến", 2), Facts(tuple(facts))] if facts else []
