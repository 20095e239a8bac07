"""A letter goes to its agency by mail, once, with the paper attached; what becomes of the mail."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from langnghe.access.models import Officer
from langnghe.direction.actions import letter_mail
from langnghe.direction.letter_states import LetterKind
from langnghe.direction.models import Assignment, Letter
from langnghe.direction.states import LIVING
from langnghe.intake.actions.write_agencies import post
from langnghe.intake.agency_letters import LANGUAGE, tidy
from langnghe.intake.dispatches import expiry, new_token, page_address
from langnghe.intake.models import Dispatch
from langnghe.reply.letters import html_of
from langnghe.reply.models import Outgoing

State = Outgoing.State
GOING = frozenset({State.QUEUED, State.SENDING, State.SENT, State.KEPT})
"""A letter whose mail stands so is not mailed once more."""
_INSIDE = frozenset({LetterKind.MEMO, LetterKind.INTAKE_SLIP})


class NotOnFile(Exception):
    """The letter goes to no agency, or to one whose mail address is not known."""


class NotByMail(Exception):
    """What is sensitive, names who spoke or stays in the office does not go by mail."""


class MailedAlready(Exception):
    """The letter is on its way by mail, or went."""


def mail_of(letter: Letter) -> Outgoing | None:
    """Return the last mail that a letter went by."""
    last = letter.dispatches.select_related("outgoing").order_by("-pk").first()
    return last.outgoing if last else None


def may_go(letter: Letter) -> bool:
    """Tell whether a letter is one that may go to its agency by mail."""
    is_hidden = letter.is_sensitive or letter.shows_reporter
    return letter.agency is not None and not is_hidden and letter.kind not in _INSIDE


def is_going(letter: Letter) -> bool:
    """Tell whether a letter is on its way by mail, or went."""
    last = mail_of(letter)
    return last is not None and last.state in GOING


@transaction.atomic
def mail_letter(letter_id: int, *, by: Officer, at: datetime) -> Dispatch:
    """Put an issued letter, its PDF attached, into the outbox for its agency, once.

    Raises Missing, IllegalLetterStep unless it is issued, NotByMail, NotOnFile, MailedAlready.
    """
    letter = letter_mail.lock_issued(letter_id, by)
    if letter.agency is None or not letter.agency.email:
        raise NotOnFile
    if not may_go(letter):
        raise NotByMail
    if is_going(letter):
        raise MailedAlready
    theirs = list(_assignments_of(letter))
    dispatch = Dispatch.objects.create(
        agency=letter.agency,
        letter=letter,
        token=new_token(),
        created_at=at,
        expires_at=expiry((each.due_at for each in theirs), at=at),
    )
    dispatch.assignments.set(theirs)
    subject, text = _words(letter, dispatch, theirs)
    html = html_of(text, code=letter.symbol or letter.type_name, language=LANGUAGE)
    dispatch.outgoing = post(letter.agency.email, dispatch, subject, text, html, at=at)
    dispatch.outgoing.files = [_file_of(letter)]
    dispatch.outgoing.created_by = by
    dispatch.outgoing.save(update_fields=["files", "created_by"])
    dispatch.save(update_fields=["outgoing"])
    letter_mail.note_on_its_way(letter, address=letter.agency.email, by=by, at=at)
    return dispatch


def _assignments_of(letter: Letter) -> Sequence[Assignment]:
    """Return what the agency has now of the cases that the letter is about."""
    about = Q(case=letter.case_id) | Q(case__in=letter.listed.values("case_id"))
    theirs = Assignment.objects.filter(about, agency=letter.agency, state__in=LIVING)
    return list(theirs.select_related("case").order_by("due_at", "pk"))


def _words(letter: Letter, dispatch: Dispatch, theirs: Sequence[Assignment]) -> tuple[str, str]:
    with override(LANGUAGE):
        text = render_to_string(
            "intake/letter_mail.txt",
            {
                "letter": letter,
                "agency": letter.agency,
                "codes": [each.case.code for each in theirs],
                "page": page_address(dispatch.token),
                "token": dispatch.token,
                "signature": settings.PROFILE_FACTS.get("sender_name", "Lắng Nghe"),
            },
        )
        number = letter.symbol or letter.type_name
        about = letter.abstract or letter.get_kind_display()
        subject = _("[{number}] {about}").format(number=number, about=about[:200])
    return subject, tidy(text)


def _file_of(letter: Letter) -> dict[str, str]:
    name = (letter.symbol or letter.kind).replace("/", "-")
    return {"name": f"{name}.pdf", "content_type": "application/pdf", "sha256": letter.pdf_sha256}


def hear_mails(mails: Sequence[Outgoing], state: str, trouble: str, at: datetime) -> None:
    """Let letters follow what became of their mails; called in the transaction that marks these."""
    sent = Dispatch.objects.filter(outgoing__in=[each.pk for each in mails], letter__isnull=False)
    for letter_id in sent.order_by("letter_id").values_list("letter_id", flat=True):
        if letter_id is not None and state == State.SENT:
            letter_mail.note_mailed(letter_id, at=at)
        elif letter_id is not None and state in {State.FAILED, State.BOUNCED}:
            letter_mail.note_failed(letter_id, reason=trouble, at=at)
