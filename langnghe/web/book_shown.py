"""The handover book and the log book as pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.gates import ChangedMeanwhile
from langnghe.register.models import Case, Entry, Submission
from langnghe.register.timeline import sentence
from langnghe.roster import labels
from langnghe.roster.actions import handover as act
from langnghe.roster.actions import watches
from langnghe.roster.actions.owners import open_emergencies
from langnghe.roster.book import pages_now
from langnghe.roster.models import Book
from langnghe.roster.queries import shift_now
from langnghe.roster.queries import watch as queries
from langnghe.roster.states import ENDED_BOOKS, BookState, Device, DeviceState
from langnghe.web.roster_shown import day_words

REFUSALS: dict[type[Exception], Any] = {
    watches.NotHandedOver: gettext_lazy(
        "The shift before still stands watch: accept its handover book first."
    ),
    watches.NotOnWatch: gettext_lazy("Only the shift that hands over writes this book."),
    watches.LastOnWatch: gettext_lazy(
        "Nobody else stands watch: stay until the next shift accepted the book."
    ),
    watches.OwnsEmergencies: gettext_lazy(
        "You look after open emergencies: name the colleague who takes them."
    ),
    act.BookEnded: gettext_lazy("This book was handed over already: what is in it stays."),
    act.NotGiven: gettext_lazy("The shift before has not given its book yet."),
    act.SameSide: gettext_lazy("You gave this book: somebody of the next shift accepts it."),
    act.TroubleUnsaid: gettext_lazy("Say in a few words what is wrong with the device."),
    act.NoOverrideReason: gettext_lazy("Say why the shift begins without the book."),
    ChangedMeanwhile: gettext_lazy(
        "A colleague wrote into the book in the meantime. Nothing was overwritten: what you typed "
        "is kept below. Compare, then save again."
    ),
}


def refusal_words(refusal: Exception) -> str:
    """Say why something at the handover cannot be."""
    return str(REFUSALS[type(refusal)])


def step_of(book: Book | None, officer: Officer, at: datetime) -> str:
    """Say what an officer is to do next: begin, wait, accept, write, given, look."""
    if not officer.may(Right.REGISTER):
        return "look"
    watch = queries.watch_of(officer)
    if watch is None:
        if queries.blocking_book(officer, at) is None or book is None:
            return "begin"
        return "accept" if book.state == BookState.GIVEN else "wait"
    if book is None or watch.shift_at > book.shift_at:
        return "look"
    return "given" if book.state == BookState.GIVEN else "write"


def book_context(
    book: Book, officer: Officer, at: datetime, *, typed: act.Written | None = None
) -> dict[str, Any]:
    """Return what the page of a book needs: live pages until it is given, then the kept ones."""
    shift = shift_now(book.shift_at)
    pages = book.pages if book.state != BookState.WRITTEN else pages_now(shift, at)
    incoming = {each.pk: each for each in (officer, *queries.incoming(book, at))}
    give_from = shift.to_at - queries.EARLY
    return {
        "pages": visible_pages(pages, officer),
        "shift_words": _("shift {begins}–{ends}").format(begins=shift.name, ends=shift.ends),
        "day_words": day_words(shift.on),
        "written": {"words": typed.words if typed else book.words},
        "devices": _devices(book, typed),
        "device_rows": [each for each in _devices(book, None) if each["state"]],
        "device_states": labels.DEVICE_STATES.items(),
        "may_give": at >= give_from,
        "give_from": give_from,
        "may_override": _may_override(book, officer, at, give_from),
        "emergencies": _emergencies(officer),
        "incoming": list(incoming.values()),
        "incoming_ids": set(incoming),
    }


def _may_override(book: Book, officer: Officer, at: datetime, since: datetime) -> bool:
    is_open = book.state not in ENDED_BOOKS
    return is_open and officer.may(Right.PLAN_DUTY) and at >= since


def _emergencies(officer: Officer) -> list[Submission]:
    seen = Submission.objects.visible_to(officer).values("pk")
    return list(open_emergencies().filter(pk__in=seen).order_by("received_at", "pk")[:100])


def _devices(book: Book, typed: act.Written | None) -> list[dict[str, str]]:
    rows = []
    for device, name in labels.DEVICES.items():
        kept = book.devices.get(device, {})
        state, words = kept.get("state", ""), kept.get("words", "")
        if typed is not None:
            state, words = typed.devices.get(device, ("", ""))
        state_name = str(labels.DEVICE_STATES[DeviceState(state)]) if state else ""
        rows.append(
            {
                "code": str(device),
                "name": str(name),
                "state": str(state),
                "state_name": state_name,
                "words": words,
            }
        )
    return rows


def visible_pages(pages: Sequence[Mapping[str, Any]], officer: Officer) -> list[dict[str, Any]]:
    """Return pages with the lines this officer may read; `hidden` counts the others."""
    every = [line for page in pages for line in page["lines"]]
    voices = Submission.objects.visible_to(officer).filter(
        pk__in={line["submission"] for line in every if line["submission"]}
    )
    cases = Case.objects.visible_to(officer).filter(
        pk__in={line["case"] for line in every if line["case"]}
    )
    seen = {None, *voices.values_list("pk", flat=True)}
    seen_cases = {None, *cases.values_list("pk", flat=True)}
    shown = []
    for page in pages:
        lines = [
            line
            for line in page["lines"]
            if line["submission"] in seen and line["case"] in seen_cases
        ]
        shown.append({**page, "lines": lines, "hidden": len(page["lines"]) - len(lines)})
    return shown


def typed_of(post: Mapping[str, str]) -> act.Written:
    """Read what was typed into the book's form."""
    devices = {}
    for device in Device:
        state = post.get(str(device), "")
        if state in set(DeviceState):
            devices[device] = (DeviceState(state), post.get(f"{device}-words", "").strip())
    return act.Written(words=post.get("words", "")[:20_000], devices=devices)


def owners_of(post: Mapping[str, str]) -> dict[int, int]:
    """Read who was named for each emergency."""
    named = {}
    for name, value in post.items():
        number = name.removeprefix("owner-")
        if name != number and _is_number(number) and _is_number(value):
            named[int(number)] = int(value)
    return named


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 16


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One line of the log book."""

    entry: Entry
    words: str
    is_written: bool


@dataclass(frozen=True, kw_only=True)
class LogShift:
    """The lines of one shift, newest first."""

    name: str
    entries: Sequence[LogLine]


def log_by_shift(entries: Iterable[Entry], officer: Officer) -> list[LogShift]:
    """Return the lines of a day by shift, the newest first."""
    private = officer.may(Right.SEE_REPORTER)
    shifts: dict[str, list[LogLine]] = {}
    for entry in entries:
        shift = shift_now(entry.at)
        name = _("Shift {begins}–{ends}").format(begins=shift.name, ends=shift.ends)
        line = LogLine(
            entry=entry,
            words=sentence(entry, show_private=private),
            is_written=entry.kind.startswith("log."),
        )
        shifts.setdefault(name, []).insert(0, line)
    return [LogShift(name=name, entries=lines) for name, lines in reversed(shifts.items())]
