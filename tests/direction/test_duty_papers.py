"""Papers of the duty room: a week's roster and a handover, numbered, signed, kept as files."""

import io

import pypdfium2
import pytest
from django.conf import settings

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions
from langnghe.direction.letter_states import LetterState
from langnghe.direction.models import Letter
from langnghe.originals.store import Store
from langnghe.register.gates import Missing
from langnghe.register.models import Entry
from langnghe.register.states import Sensitivity
from langnghe.roster.actions import handover, logbook, watches
from langnghe.roster.actions.handover import Written
from langnghe.roster.models import Book, Week
from langnghe.roster.queries.watch import log_of, open_book
from langnghe.roster.states import Device, DeviceState, DutyRole
from tests import cast
from tests.roster.weeks import MONDAY, put, shift
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db
TWO = shift(4, "14:00").from_at


@pytest.fixture
def leader() -> Officer:
    return cast.officer(RoleCode.SHIFT_LEADER)


def words_of(letter: Letter) -> str:
    with Store(settings.ORIGINALS).open(letter.pdf_sha256) as kept:
        pages = pypdfium2.PdfDocument(io.BytesIO(kept.read()))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def planned(leader: Officer) -> Week:
    other = cast.officer()
    for day in range(7):
        put(leader, DutyRole.SHIFT_LEADER, shift(day, "06:00"))
        put(other, DutyRole.OPERATOR, shift(day, "14:00"))
    put(leader, DutyRole.OFFICE_LEADER, shift(2))
    return Week.objects.get(monday=MONDAY)


def handed_over() -> Book:
    """Let one shift hand over to the next: one open emergency, one sensitive, one promise."""
    lan, binh = cast.officer(), cast.officer()
    watches.begin_watch(by=lan, at=cast.NOON)
    cast.registered(lan, "Sụt lún ở phố Hoa Sữa.", urgency="K3")
    cast.registered(lan, "Điều kín.", title="Điều kín", urgency="K2", sensitivity=Sensitivity.S2)
    logbook.make_promise(
        "Gọi lại số 0900 000 033", due_at=cast.later(days=1), by=lan, at=cast.later(5)
    )
    book = open_book(TWO)
    assert book is not None
    written = Written(
        words="Trực kỹ máy số 2 …", devices={Device.LINE: (DeviceState.TROUBLE, "mất tín hiệu")}
    )
    handover.write_book(book.pk, written, by=lan, at=TWO, version=book.version)
    handover.give_book(book.pk, by=lan, at=TWO)
    return handover.accept_book(book.pk, owners={}, by=binh, at=TWO)


def test_a_roster_in_force_becomes_a_numbered_paper(leader: Officer) -> None:
    week = planned(leader)
    letter = actions.write_roster_sheet(week.pk, by=leader, at=cast.later(1))
    assert actions.write_roster_sheet(week.pk, by=leader, at=cast.later(2)) == letter
    letter = actions.issue_letter(letter.pk, by=leader, at=cast.later(3))
    assert (letter.symbol, letter.state) == ("01-LT/VPTU", LetterState.ISSUED)
    words = words_of(letter)
    for said in ("LỊCH TRỰC", "16/11/2026", "22/11/2026", leader.full_name, "Trưởng ca", "Cả ngày"):
        assert said in words
    told = Entry.objects.get(kind="duty.paper_issued")
    assert told in log_of(leader, cast.NOON, cast.later(5))
    Week.objects.filter(pk=week.pk).update(version=2)
    assert actions.write_roster_sheet(week.pk, by=leader, at=cast.later(4)) != letter
    Week.objects.filter(pk=week.pk).update(in_force_at=None)
    with pytest.raises(Missing):
        actions.write_roster_sheet(week.pk, by=leader, at=cast.later(4))
    week.refresh_from_db()
    with pytest.raises(Missing):
        actions.write_roster_sheet(week.pk, by=cast.officer(), at=cast.later(4))


def test_a_cancelled_paper_is_written_anew(leader: Officer) -> None:
    week = planned(leader)
    first = actions.write_roster_sheet(week.pk, by=leader, at=cast.later(1))
    actions.cancel_letter(first.pk, reason="Sai tên", by=leader, at=cast.later(2))
    again = actions.write_roster_sheet(week.pk, by=leader, at=cast.later(3))
    assert (again.pk != first.pk, again.state) == (True, LetterState.DRAFT)


def test_minutes_of_a_handover_name_both_sides_and_nothing_that_is_guarded() -> None:
    book = handed_over()
    by = cast.officer()
    letter = actions.write_minutes(book.pk, by=by, at=cast.later(200))
    letter = actions.issue_letter(letter.pk, by=by, at=cast.later(201))
    assert letter.symbol == "01-BB/VPTU"
    words = words_of(letter)
    assert book.given_by is not None
    assert book.taken_by is not None
    for said in (
        "BIÊN BẢN", "BÊN GIAO", "BÊN NHẬN", book.given_by.full_name, book.taken_by.full_name,
        "Sụt lún", "mất tín hiệu", "Trực kỹ máy số 2", "nhạy cảm",
    ):  # fmt: skip
        assert said in words
    for hidden in ("Điều kín", "0900 000 033", "Thí Dụ"):
        assert hidden not in words


def test_the_pages_draft_the_papers(leader: Officer) -> None:
    week, book = planned(leader), handed_over()
    desk = signed_in(leader)
    for address, what, pk in (
        (f"/roster/sheet?week={MONDAY}", "roster", week.pk),
        (f"/handover/{book.pk}", "handover", book.pk),
    ):
        assert f"/letters/of/{what}/{pk}" in desk.get(address).content.decode()
        page = desk.post(f"/letters/of/{what}/{pk}", follow=True)
        assert page.status_code == 200
        letter = Letter.objects.get(kind=what)
        assert f"/letters/{letter.pk}" in desk.get(address).content.decode()
        assert desk.get(f"/letters/{letter.pk}/page/1")["Content-Type"] == "image/png"
        assert f"/letters/{letter.pk}" in desk.get("/letters").content.decode()
