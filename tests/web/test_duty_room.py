"""The pages of the duty room, for each role: roster, handover, log book, calendars."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.roster.models import Book, Duty, Promise, Swap, Watch, Week
from langnghe.roster.queries import shift_now
from langnghe.roster.queries.watch import shift_after
from langnghe.roster.rules.shifts import Shift, monday_of
from langnghe.roster.states import BookState, DutyRole
from langnghe.web import clock
from tests import cast
from tests.roster.weeks import put

pytestmark = pytest.mark.django_db


def browser(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    return client


def coming() -> Shift:
    """The shift after the next one: always in the future."""
    return shift_after(shift_after(shift_now(clock.now())))


def key(shift: Shift, role: DutyRole = DutyRole.OPERATOR) -> str:
    return f"{shift.on} {shift.name} {role}"


def test_only_the_office_sees_the_duty_room() -> None:
    clerk = browser(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    board = browser(cast.officer(RoleCode.STANDING_BOARD))
    for name in ("roster", "my-duty", "handover", "logbook", "roster-sheet", "roster-calendar"):
        assert clerk.get(reverse(name)).status_code == 404
        assert board.get(reverse(name)).status_code == 200
    assert clerk.post(reverse("logbook"), {"words": "x"}).status_code == 404


def test_a_planner_chooses_a_place_and_puts_somebody_in() -> None:
    lan, leader = cast.officer(), browser(cast.officer(RoleCode.SHIFT_LEADER))
    shift = coming()
    asked = f"{reverse('roster')}?week={shift.on}&cell={quote(key(shift))}"
    page = leader.get(asked).content.decode()
    assert lan.full_name in page
    form = {"week": str(shift.on), "cell": key(shift), "officer": lan.pk, "back": key(shift)}
    leader.post(reverse("roster-place"), form)
    duty = Duty.objects.get()
    assert (duty.officer, duty.on, duty.shift) == (lan, shift.on, shift.name)
    again = leader.post(reverse("roster-place"), form, follow=True)
    assert "đã có nhiệm vụ trong ca đó" in again.content.decode()
    leader.post(reverse("roster-fill", args=["in-force"]), {"week": str(shift.on)})
    assert Week.objects.get().in_force_at is not None
    leader.post(reverse("roster-take-out"), {"week": str(shift.on), "duty": duty.pk})
    assert not Duty.objects.exists()


def test_nonsense_is_answered_with_a_sentence() -> None:
    leader = browser(cast.officer(RoleCode.SHIFT_LEADER))
    for form in ({}, {"cell": "2026-13-01 x y"}, {"cell": key(coming()), "officer": "?"}):
        page = leader.post(reverse("roster-place"), form, follow=True)
        assert "Hãy chọn một ô" in page.content.decode()
    assert leader.get(f"{reverse('roster')}?week=9999-99-99&cell=%00").status_code in {200, 400}
    assert leader.get(f"{reverse('roster')}?week=0001-01-01").status_code == 200
    assert leader.get(f"{reverse('logbook')}?day=gestern").status_code == 200


def test_a_duty_officer_looks_and_does_not_plan() -> None:
    lan = cast.officer()
    seen = browser(lan)
    assert "roster-place" not in seen.get(reverse("roster")).content.decode()
    answer = seen.post(
        reverse("roster-place"), {"cell": key(coming()), "officer": lan.pk, "week": "2026-11-30"}
    )
    assert answer.status_code == 404
    assert not Duty.objects.exists()


def test_a_swap_goes_from_page_to_page() -> None:
    lan, binh, minh = cast.officer(), cast.officer(), cast.officer(RoleCode.SHIFT_LEADER)
    duty = put(lan, DutyRole.OPERATOR, coming())
    mine = reverse("my-duty")
    browser(lan).post(
        reverse("swap-ask"), {"duty": duty.pk, "with": str(binh.pk), "reason": "Việc nhà"}
    )
    swap = Swap.objects.get()
    assert "Việc nhà" in browser(binh).get(mine).content.decode()
    browser(binh).post(reverse("swap-step", args=[swap.pk]), {"step": "agree"})
    assert "Việc nhà" in browser(minh).get(mine).content.decode()
    browser(minh).post(reverse("swap-step", args=[swap.pk]), {"step": "approve"})
    duty.refresh_from_db()
    assert duty.officer == binh


def test_a_calendar_is_read_by_its_secret_address_alone() -> None:
    lan = cast.officer()
    duty = put(lan, DutyRole.OPERATOR, coming())
    put(cast.officer(), DutyRole.OPERATOR, coming())
    page = browser(lan).post(reverse("own-calendar-address"), {"step": "make"})
    address = page.context["fresh"]
    assert address in page.content.decode()
    events = Calendar.from_ical(Client().get(address).content).walk("VEVENT")
    assert [each.decoded("dtstart") for each in events] == [duty.begins_at]
    whole = browser(lan).get(reverse("roster-calendar")).content
    assert len(Calendar.from_ical(whole).walk("VEVENT")) == 2
    browser(lan).post(reverse("own-calendar-address"), {"step": "drop"})
    assert Client().get(address).status_code == 404


def earlier_watch(officer: Officer) -> Book:
    """Let an officer still stand the watch of the shift before."""
    shift = shift_now(shift_now(clock.now()).from_at - timedelta(hours=1))
    Watch.objects.create(officer=officer, shift_at=shift.from_at, began_at=shift.from_at)
    return Book.objects.create(shift_at=shift.from_at)


def test_a_shift_is_handed_over_on_the_pages() -> None:
    lan, binh = cast.officer(), cast.officer()
    book = earlier_watch(lan)
    first, second = browser(lan), browser(binh)
    page = second.post(reverse("watch-begin"), follow=True).content.decode()
    assert "hãy nhận sổ giao ca trước" in page
    assert "Ca trước chưa giao sổ" in page
    write = reverse("handover-step", args=[book.pk, "write"])
    form = {"version": 1, "words": "Chờ tin của điện lực (mẫu)", "power": "trouble"}
    kept = first.post(write, form)
    assert "Chờ tin của điện lực (mẫu)" in kept.content.decode()
    assert "thiết bị trục trặc gì" in kept.content.decode()
    first.post(write, {**form, "power-words": "UPS yếu", "give": "1"})
    assert Book.objects.get().state == BookState.GIVEN
    page = second.get(reverse("handover")).content.decode()
    assert "UPS yếu" in page
    second.post(reverse("handover-step", args=[book.pk, "accept"]))
    assert Watch.objects.get(ended_at=None).officer == binh
    shown = second.get(reverse("handover-book", args=[book.pk])).content.decode()
    assert lan.full_name in shown


def test_a_book_shows_no_line_of_what_is_hidden() -> None:
    lan, minh = cast.officer(), cast.officer(RoleCode.SHIFT_LEADER)
    book = earlier_watch(lan)
    secret = cast.registered(minh, "Tố giác kín (mẫu)", urgency="K3", sensitivity="S2")
    page = browser(lan).get(reverse("handover")).content.decode()
    assert secret.code not in page
    assert "chỉ dành cho người được xem" in page
    assert (
        secret.code in browser(minh).get(reverse("handover-book", args=[book.pk])).content.decode()
    )


def test_the_log_book_is_written_and_keeps_what_was_typed() -> None:
    lan = cast.officer()
    seen = browser(lan)
    seen.post(reverse("logbook"), {"words": "Mất điện 5 phút (mẫu)"})
    assert "Mất điện 5 phút (mẫu)" in seen.get(reverse("logbook")).content.decode()
    past = {"words": "Gọi lại bà Mẫu", "due": "2020-01-01T10:00"}
    assert "Gọi lại bà Mẫu" in seen.post(reverse("logbook"), past).content.decode()
    due = (clock.now() + timedelta(days=1)).astimezone().isoformat(timespec="minutes")
    seen.post(reverse("logbook"), {"words": "Gọi lại bà Mẫu", "due": due})
    promise = Promise.objects.get()
    seen.post(reverse("promise-kept", args=[promise.pk]))
    promise.refresh_from_db()
    assert promise.kept_by == lan
    assert isinstance(promise.kept_at, datetime)


def test_the_weekly_sheet_says_whole_weeks() -> None:
    lan = cast.officer()
    shift = coming()
    put(lan, DutyRole.OPERATOR, shift)
    monday = monday_of(shift.on)
    page = browser(lan).get(f"{reverse('roster-sheet')}?week={shift.on}").content.decode()
    assert lan.full_name in page
    assert f"{monday:%d/%m/%Y}" in page
    assert "LỊCH TRỰC TUẦN" in page
