"""Refusals as sentences: what happened, that nothing is lost, what to do now."""

import logging
import re
import sys
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from langnghe.access.actions import NotAllowed
from langnghe.deadlines.actions import HoursOutOfOrder, NoMore, TooEarly, TooFar, Unexplained
from langnghe.direction.actions import (
    AskedAlready,
    CaseEnded,
    DecidedAlready,
    DenouncedUnsaid,
    NoMoreTime,
    NoReasonGiven,
    NowhereToSend,
    ToDenounced,
    TooLong,
    TransferredBefore,
)
from langnghe.direction.actions.absences import NoDeputy
from langnghe.direction.actions.decisions import NothingProposed
from langnghe.direction.actions.memos import CaseOver, UnknownLeader
from langnghe.direction.competence import NotCompetent
from langnghe.direction.letter_check import GapLeft, NamesReporter
from langnghe.direction.letter_states import IllegalLetterStep
from langnghe.direction.office import NoTerm
from langnghe.direction.orders import DeadlinePassed, NoWords
from langnghe.direction.states import IllegalStep, WrongDirectiveState, WrongMemoState
from langnghe.duty.actions.alarms import NoReason
from langnghe.intake.actions.mail_letters import MailedAlready, NotByMail, NotOnFile
from langnghe.originals.store import StoreFull
from langnghe.register import labels
from langnghe.register.actions.cases import LastCase
from langnghe.register.actions.contacts import AlreadyDecided
from langnghe.register.actions.facts import IncompleteMatter
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.states import IllegalMove
from langnghe.reply.actions import EmptyAnswer, NoAddress
from langnghe.roster.actions.watches import NotHandedOver
from langnghe.triage.actions.decide import NoCase, NothingSuggested
from langnghe.triage.actions.gather import NothingToGather
from langnghe.triage.actions.issues import NoCases, NoName, WrongIssueState
from langnghe.web.answer_refusals import OF_ANSWERS, NamingRefusals, said_of_answers

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


def sentence_of(refusal: Exception) -> str | None:
    """Say an expected refusal as a sentence; None for what nobody expected."""
    if isinstance(refusal, IllegalMove):
        return _("This step is not possible: the submission stands at “{old}”.").format(
            old=labels.STATUSES[refusal.old]
        )
    if isinstance(refusal, ChangedMeanwhile):
        return _(
            "Somebody else saved this in the meantime. Nothing was overwritten: what you typed "
            "is kept below. Compare, then save again."
        )
    if isinstance(refusal, AlreadyDecided):
        return _("Somebody decided about this contact just before you. Nothing was changed.")
    if isinstance(refusal, NoCase):
        return _(
            "{code} is not in the book yet, so there is no case to join. Accept this one first; "
            "then join {code} to it."
        ).format(code=refusal.code)
    if isinstance(refusal, NamingRefusals):
        return said_of_answers(refusal)
    return _handing_over(refusal) or next(
        (_(text) for kind, text in _SENTENCES if isinstance(refusal, kind)), None
    )


def _handing_over(refusal: Exception) -> str | None:
    """Say why a case is not handed over, or not for longer."""
    if isinstance(refusal, ToDenounced):
        return _(
            "{agency} is denounced in this case, so the case is not handed to it. Choose another "
            "agency, or let a leader decide with a reason."
        ).format(agency=refusal.agency.name)
    if isinstance(refusal, DenouncedUnsaid):
        return _(
            "The denunciation names {agency}. Say first, under “Correct”, whom it is about; then "
            "hand it over."
        ).format(agency=refusal.agency.name)
    if isinstance(refusal, TooLong):
        return _(
            "More time can be given until {day} at the latest; ask for an earlier day."
        ).format(day=date_format(localtime(refusal.latest), "d/m/Y"))
    return None


_SENTENCES: list[tuple[type[Exception], str]] = [
    *OF_ANSWERS,
    (
        TooEarly,
        gettext_noop("A new version begins after the last one did: choose a later day."),
    ),
    (
        HoursOutOfOrder,
        gettext_noop("The office opens before it closes, the morning before the afternoon."),
    ),
    (
        IllegalStep,
        gettext_noop("This step is not possible where the assignment stands now."),
    ),
    (
        NamesReporter,
        gettext_noop("The words still tell who spoke: take it out, or name them with a reason."),
    ),
    (
        GapLeft,
        gettext_noop("Something is still missing where the letter says “…”: fill it in first."),
    ),
    (
        IllegalLetterStep,
        gettext_noop("This step is not possible where the letter stands now."),
    ),
    (
        NoTerm,
        gettext_noop("The profile knows no term of office today: no number can be given."),
    ),
    (
        IncompleteMatter,
        gettext_noop("Say in a few words what it is about, or choose the case it belongs to."),
    ),
    (
        NothingSuggested,
        gettext_noop("Nothing is suggested for it, or somebody has put it into the book already."),
    ),
    (
        NothingToGather,
        gettext_noop(
            "There is nothing to gather: tick at least one voice. What somebody decided meanwhile "
            "is in the book already."
        ),
    ),
    (
        NoReason,
        gettext_noop("Say why the alarm was false: it is counted with its reason."),
    ),
    (
        LastCase,
        gettext_noop("A submission belongs to at least one case: add the other one first."),
    ),
    (
        NowhereToSend,
        gettext_noop("Choose an agency in office, and a deadline in the future."),
    ),
    (
        EmptyAnswer,
        gettext_noop("An answer needs words."),
    ),
    (
        NoAddress,
        gettext_noop("There is no mail address: call the citizen back instead."),
    ),
    (
        NoName,
        gettext_noop("An issue needs a name: say in a few words what it is about."),
    ),
    (
        NoCases,
        gettext_noop("Choose the cases that go on by themselves, and leave some behind."),
    ),
    (
        WrongIssueState,
        gettext_noop("This step is not possible where the issue stands now."),
    ),
    (
        TransferredBefore,
        gettext_noop(
            "This denunciation was transferred before, and is transferred only once. A leader may "
            "decide otherwise with a reason."
        ),
    ),
    (
        AskedAlready,
        gettext_noop("More time was asked for already; the office has yet to decide."),
    ),
    (
        NotOnFile,
        gettext_noop("No mail address of the agency is on file: send it another way."),
    ),
    (
        NotByMail,
        gettext_noop(
            "What is sensitive, names who spoke or stays in the office does not go by mail."
        ),
    ),
    (
        MailedAlready,
        gettext_noop("The letter is on its way by mail, or went: it goes only once."),
    ),
    (
        NoMore,
        gettext_noop("The rule gives no more time."),
    ),
    (
        TooFar,
        gettext_noop(
            "The new deadline must lie after the present one, within what the rule gives."
        ),
    ),
    (
        Unexplained,
        gettext_noop("Say why in a few words."),
    ),
    (
        NoMoreTime,
        gettext_noop("More time was given before; it is given only once."),
    ),
    (
        DecidedAlready,
        gettext_noop("Somebody decided about this just before you. Nothing was changed."),
    ),
    (
        NoReasonGiven,
        gettext_noop("Say why the agency must know who reported: the reason is kept."),
    ),
    (
        NotHandedOver,
        gettext_noop("The shift before still stands watch: accept its handover book first."),
    ),
    (
        NoWords,
        gettext_noop("Say it in a few words: without them nothing goes out."),
    ),
    (
        DeadlinePassed,
        gettext_noop("The deadline must lie in the future, and after the present one."),
    ),
    (
        NothingProposed,
        gettext_noop("The memo names no agency or no deadline: change it, or give an order."),
    ),
    (
        NotCompetent,
        gettext_noop(
            "This memo lies before somebody else. If they are absent, they name who decides in "
            "their place."
        ),
    ),
    (
        WrongMemoState,
        gettext_noop("The memo has moved on in the meantime: look at where it stands now."),
    ),
    (
        WrongDirectiveState,
        gettext_noop("The order has moved on in the meantime: look at where it stands now."),
    ),
    (
        UnknownLeader,
        gettext_noop("This person does not decide there: choose somebody else."),
    ),
    (
        NoDeputy,
        gettext_noop("Choose somebody else who may direct, and an end after the beginning."),
    ),
    (
        CaseOver,
        gettext_noop("The case is closed: no memo is written about it."),
    ),
    (
        StoreFull,
        gettext_noop(
            "There is no room for files on the disk. Nothing was saved: tell the administrator, "
            "then go back and send it again."
        ),
    ),
    (
        CaseEnded,
        gettext_noop("This case is closed: reopen one of its submissions first."),
    ),
]


_OF_A_MAIL = re.compile(r"/a/\w{1,40}")
"""The address by which an agency came that has a mail and no desk to go back to."""
UNREADABLE = gettext_noop("This cannot be understood. Nothing was changed: go back and check it.")

ONLY_PRESSED = gettext_noop(
    "This step was not done: it needs its button. If you had to sign in again, go back to the "
    "page and press the button once more."
)


def _holds_nul(given: QueryDict) -> bool:
    return any("\0" in word for name, words in given.lists() for word in (name, *words))


class RefusalsAsSentences:
    """Middleware: show refusals as sentences, missing pages as 404, faults as an honest page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; who comes by link to what only a button does, as after signing in, is told so."""
        answer = self.get_response(request)
        if answer.status_code == 405 and request.method == "GET":
            told = page(request, "refused", status=405, sentence=_(ONLY_PRESSED))
            told["Allow"] = answer["Allow"]
            return told
        return answer

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse NUL, which no one types and PostgreSQL cannot keep."""
        if "\0" in request.path or _holds_nul(request.GET) or _holds_nul(request.POST):
            return page(request, "refused", status=400, sentence=_(UNREADABLE))
        return None

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        """Answer what a view did not expect to handle itself."""
        if isinstance(refusal, (Missing, NotAllowed, Http404, PermissionDenied)):
            return page(request, "missing", status=404)
        sentence = sentence_of(refusal)
        if sentence is not None:
            messages.error(request, sentence)
            return page(request, "refused", status=409, sentence=sentence)
        if isinstance(refusal, (DataError, SuspiciousOperation)):
            logger.warning("a request was not understood: %s", refusal)
            return page(request, "refused", status=400, sentence=_(UNREADABLE))
        if isinstance(refusal, (OperationalError, InterfaceError)):
            logger.error("the database does not answer", exc_info=refusal)
            return page(request, "unavailable", status=503)
        if isinstance(refusal, DatabaseError):
            logger.error("the database refused", exc_info=refusal)
        else:
            logger.error("a page failed", exc_info=refusal)
        return page(request, "fault", status=500)


def page(request: HttpRequest, name: str, *, status: int, sentence: str = "") -> HttpResponse:
    """Render one of the plain pages; without the request, so that no database is asked."""
    by_mail = _OF_A_MAIL.match(request.path)
    context = {"sentence": sentence, "path": request.path, "by_mail": by_mail and by_mail[0]}
    return HttpResponse(render_to_string(f"ln/refusals/{name}.html", context), status=status)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose session or token is out of date."""
    logger.warning("a form was refused: %s", reason)
    return page(request, "stale", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist."""
    return page(request, "missing", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer when even the middleware failed, as where sessions cannot be read."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return page(request, "unavailable", status=503)
    return page(request, "fault", status=500)
