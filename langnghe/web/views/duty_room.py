"""The duty room: coming on watch, the handover book, the log book."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.roster.actions import handover as act
from langnghe.roster.actions import logbook as log
from langnghe.roster.actions import watches
from langnghe.roster.models import Book
from langnghe.roster.queries import on_duty
from langnghe.roster.queries import watch as queries
from langnghe.roster.states import ENDED_BOOKS
from langnghe.web import book_shown as shown
from langnghe.web.clock import now
from langnghe.web.shell import officer_of

_BOOKS = 30


def handover(request: HttpRequest) -> HttpResponse:
    """Show the book that is handed over next, and what this officer is to do about it."""
    officer, at = officer_of(request), now()
    require(officer, Right.READ)
    book = queries.blocking_book(officer, at) or queries.open_book(at)
    return _page(request, book, is_current=True)


def book(request: HttpRequest, book_id: int) -> HttpResponse:
    """Show a book of an earlier shift."""
    require(officer_of(request), Right.READ)
    found = get_object_or_404(Book.objects.select_related("given_by", "taken_by"), pk=book_id)
    return _page(request, found, is_current=found.state not in ENDED_BOOKS)


def _page(
    request: HttpRequest, found: Book | None, *, is_current: bool, typed: act.Written | None = None
) -> HttpResponse:
    officer, at = officer_of(request), now()
    context = {
        "book": found,
        "is_current": is_current,
        "step": shown.step_of(found, officer, at) if is_current else "",
        "watch": queries.watch_of(officer),
        "others": [each for each in queries.watches() if each.officer_id != officer.pk],
        "people": on_duty(at),
        "books": Book.objects.filter(state__in=ENDED_BOOKS)[:_BOOKS],
        **(shown.book_context(found, officer, at, typed=typed) if found else {}),
    }
    return render(request, "handover/handover.html", context)


def _refusable(request: HttpRequest, do: Callable[[], object]) -> HttpResponse:
    """Do something at the handover; say why where it cannot be."""
    try:
        do()
    except tuple(shown.REFUSALS) as refusal:
        messages.error(request, shown.refusal_words(refusal))
    except act.TooEarly as refusal:
        clock = date_format(timezone.localtime(refusal.from_at), "H:i")
        messages.error(request, _("The shift is handed over from {clock} on.").format(clock=clock))
    return redirect("handover")


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Come on watch."""
    return _refusable(request, lambda: watches.begin_watch(by=officer_of(request), at=now()))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave before the shift ends."""
    to, officer = request.POST.get("to", ""), officer_of(request)
    taker = int(to) if to.isascii() and to.isdigit() else None
    return _refusable(request, lambda: watches.leave_watch(by=officer, at=now(), to_id=taker))


@require_POST
def step(request: HttpRequest, book_id: int, what: str) -> HttpResponse:
    """Write, give, take back, accept or override a book."""
    officer, at = officer_of(request), now()
    if what == "write":
        return _write(request, book_id)
    if what == "take-back":
        return _refusable(request, lambda: act.take_book_back(book_id, by=officer, at=at))
    if what == "accept":
        owners = shown.owners_of(request.POST)
        return _refusable(
            request, lambda: act.accept_book(book_id, owners=owners, by=officer, at=at)
        )
    if what == "override":
        reason = request.POST.get("reason", "")
        return _refusable(
            request, lambda: act.override_book(book_id, reason=reason, by=officer, at=at)
        )
    raise Missing(what)


def _write(request: HttpRequest, book_id: int) -> HttpResponse:
    """Save what was typed, and give the book where that was asked; typed words are never lost."""
    officer, at, typed = officer_of(request), now(), shown.typed_of(request.POST)
    version = request.POST.get("version", "")
    try:
        given = int(version) if version.isascii() and version.isdigit() else 0
        act.write_book(book_id, typed, by=officer, at=at, version=given)
    except (ChangedMeanwhile, act.TroubleUnsaid) as refusal:
        messages.error(request, shown.refusal_words(refusal))
        return _page(request, get_object_or_404(Book, pk=book_id), is_current=True, typed=typed)
    except (act.BookEnded, watches.NotOnWatch) as refusal:
        messages.error(request, shown.refusal_words(refusal))
        return redirect("handover")
    if request.POST.get("give"):
        return _refusable(request, lambda: act.give_book(book_id, by=officer, at=at))
    messages.success(request, _("The book is saved."))
    return redirect("handover")


def logbook(request: HttpRequest) -> HttpResponse:
    """Show what happened on a day; write into it."""
    officer = officer_of(request)
    require(officer, Right.READ)
    if request.method == "POST":
        return _write_log(request)
    return _log_page(request)


def _log_page(request: HttpRequest, **typed: str) -> HttpResponse:
    officer, today = officer_of(request), timezone.localtime(now()).date()
    day = _day(request, today)
    zone = timezone.get_current_timezone()
    since = datetime.combine(day, time(), zone)
    entries = queries.log_of(officer, since, since + timedelta(days=1))
    context = {
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "shifts": shown.log_by_shift(entries, officer),
        "promises": queries.open_promises(officer),
        "people": on_duty(now()),
        "may_write": officer.may(Right.NOTE),
        **typed,
    }
    part = request.headers.get("HX-Target") == "log"
    return render(request, "logbook/_log.html" if part else "logbook/logbook.html", context)


def _day(request: HttpRequest, today: date) -> date:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return day if date(2000, 1, 1) < day <= today else today


def _write_log(request: HttpRequest) -> HttpResponse:
    officer, words = officer_of(request), request.POST.get("words", "")
    due, code = request.POST.get("due", ""), request.POST.get("code", "")
    try:
        if due:
            log.make_promise(words, due_at=_moment(due), code=code, by=officer, at=now())
        else:
            log.write_log(words, by=officer, at=now())
    except log.NothingWritten:
        messages.error(request, _("Say in a few words what happened."))
    except log.PromisedInThePast:
        messages.error(request, _("A promise is kept later than now: choose another time."))
    except Missing:
        messages.error(request, _("There is no submission with this code, or you may not see it."))
    else:
        return redirect("logbook")
    return _log_page(request, words=words, due=due, code=code)


def _moment(typed: str) -> datetime:
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise log.PromisedInThePast
    return found if timezone.is_aware(found) else timezone.make_aware(found)


@require_POST
def kept(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Say that a promise was kept."""
    log.keep_promise(promise_id, by=officer_of(request), at=now())
    return redirect("logbook")
