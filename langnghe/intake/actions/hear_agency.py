"""Hearing what agencies answer by mail: only from their own addresses, only what is clear."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from langnghe.direction import actions, events
from langnghe.direction.actions import AskedAlready, KeptFile, NoMoreTime, TooLong
from langnghe.direction.gates import Correspondent
from langnghe.direction.models import Assignment
from langnghe.direction.queries import orders_among
from langnghe.direction.states import IllegalStep
from langnghe.intake.actions.hear_orders import hear_report
from langnghe.intake.actions.write_agencies import post
from langnghe.intake.agency_letters import LANGUAGE
from langnghe.intake.agency_words import Said, Say, read_answer
from langnghe.intake.models import AgencyMail, Dispatch
from langnghe.mail.letter import InboundMail, MailNature
from langnghe.register import search, timeline
from langnghe.register.models import Contact
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import ContactState, Sensitivity
from langnghe.reply.actions import mark_bounced, mark_opened
from langnghe.reply.letters import html_of
from langnghe.reply.models import Outgoing

CONFIRMATIONS_AN_HOUR = 30
"""More than this to one address in an hour means two robots are talking to each other."""

Verdict = AgencyMail.Verdict
_WHY = {
    Verdict.UNCLEAR: gettext_noop("what it asks for is not clear"),
    Verdict.STRANGER: gettext_noop("it does not come from an address of the agency"),
    Verdict.EXPIRED: gettext_noop("the time to answer this way is over"),
    Verdict.UNPROVED: gettext_noop("its sender could not be proved"),
}


def hear_agency(contact: Contact, mail: InboundMail, dispatch: Dispatch, *, at: datetime) -> None:
    """Act on an agency's mail, or lay it before a human; tell the agency what was understood."""
    contact.is_sensitive = dispatch.assignments.filter(case__sensitivity=Sensitivity.S2).exists()
    if mail.nature != MailNature.ORDINARY:
        _hear_machine(contact, mail, dispatch, at=at)
        return
    verdict = _doubt(mail, dispatch, at=at)
    outcome: list[str] = []
    if verdict is None:
        verdict, outcome = _act(contact, mail, dispatch, at=at)
    _keep(contact, dispatch, verdict, outcome, at=at)
    if verdict not in {Verdict.STRANGER, Verdict.UNPROVED} and contact.answerable:
        _confirm(contact, mail, dispatch, verdict, outcome, at=at)


def _doubt(mail: InboundMail, dispatch: Dispatch, *, at: datetime) -> Verdict | None:
    if not dispatch.agency.writes_from(mail.from_address):
        return Verdict.STRANGER
    if mail.is_disproved:
        return Verdict.UNPROVED
    return Verdict.EXPIRED if dispatch.expires_at < at else None


def _hear_machine(contact: Contact, mail: InboundMail, dispatch: Dispatch, *, at: datetime) -> None:
    """Note what a machine says of our mail: it changes nothing in the work."""
    if mail.bounce is not None and mail.bounce.permanent and dispatch.outgoing is not None:
        why = f"{mail.bounce.status} {mail.bounce.diagnostic}".strip()
        mark_bounced(dispatch.outgoing.message_id, why=why, permanent=True, at=at)
        fact = events.AgencyMailFailed(agency=dispatch.agency.name, reason=why)
        told = dispatch.assignments.select_related("case") if dispatch.letter_id is None else ()
        for assignment in told:
            timeline.record(fact, case=assignment.case, contact=contact, at=at)
    if mail.receipt is not None and mail.receipt.was_opened and dispatch.outgoing is not None:
        mark_opened(dispatch.outgoing.message_id, at=at)
        for key in dispatch.assignments.values_list("pk", flat=True):
            actions.note_delivered(key, how=mail.receipt.recipient, by=None, at=at)
    _keep(contact, dispatch, Verdict.AUTOMATIC, [], at=at)


def _act(
    contact: Contact, mail: InboundMail, dispatch: Dispatch, *, at: datetime
) -> tuple[Verdict, list[str]]:
    by = Correspondent(dispatch.agency_id, mail.from_address)
    said = read_answer(mail.text, today=timezone.localdate(at))
    with override(LANGUAGE):
        if not said:
            return Verdict.UNCLEAR, []
        outcome: list[str] = []
        is_done = True
        for each in said:
            if each.what == Say.REPORT:
                words, went = hear_report(dispatch, each, tuple(_evidence(contact)), by=by, at=at)
                outcome.append(words)
                is_done = is_done and went
                continue
            meant = _meant(each, dispatch)
            if not meant or not each.is_whole:
                outcome.append(_lacking(each, named=bool(meant)))
                is_done = False
            for assignment in meant if each.is_whole else ():
                words, went = _try(assignment, each, contact, by, at=at)
                outcome.append(f"{assignment.case.code}: {words}")
                is_done = is_done and went
    return Verdict.DONE if is_done else Verdict.UNCLEAR, outcome


def _meant(said: Said, dispatch: Dispatch) -> Sequence[Assignment]:
    """Return the assignments that an answer is about; none where that is not clear."""
    theirs = dispatch.assignments.select_related("case", "agency").order_by("case_id")
    if said.codes:
        return list(theirs.filter(case__code__in=said.codes))
    found = list(theirs)
    may_be_all = said.is_for_all or said.what == Say.ACCEPT or len(found) == 1
    return found if may_be_all else []


def _lacking(said: Said, *, named: bool) -> str:
    if not named:
        return _("Please say which case: put its code first, or “ALL:” for every one.")
    if said.what == Say.EXTEND and said.until is None:
        return _("Please say until which day, such as: EXTEND until 15/12/2026: why.")
    return _("Please say why, or what was done, after the colon.")


def _try(
    assignment: Assignment, said: Said, contact: Contact, by: Correspondent, *, at: datetime
) -> tuple[str, bool]:
    """Take one step for an agency; return what to tell it, and whether it went."""
    try:
        with transaction.atomic():
            words = _step(assignment, said, contact, by, at=at)
            fact = events.AgencyAnswered(
                agency=assignment.agency.name, address=by.address, understood=words
            )
            timeline.record(fact, case=assignment.case, contact=contact, at=at)
    except IllegalStep:
        return _("not possible where the case stands now; nothing was changed."), False
    except AskedAlready:
        return _("more time was asked for already; the office has yet to decide."), False
    except NoMoreTime:
        return _("more time was given before; it is given only once."), False
    except TooLong as refusal:
        day = timezone.localtime(refusal.latest)
        return _("more time can be given until {day} at the latest.").format(
            day=f"{day:%d/%m/%Y}"
        ), False
    return words, True


def _step(
    assignment: Assignment, said: Said, contact: Contact, by: Correspondent, *, at: datetime
) -> str:
    key = assignment.pk
    match said.what:
        case Say.ACCEPT:
            actions.accept_assignment(key, handler=said.handler, phone=said.phone, by=by, at=at)
            return _("accepted.")
        case Say.RETURN:
            actions.return_assignment(key, reason=said.words, by=by, at=at)
            return _("returned.")
        case Say.EXTEND if said.until is not None:
            until = timezone.make_aware(datetime.combine(said.until, time(17, 30)))
            actions.ask_extension(key, until=until, reason=said.words, by=by, at=at)
            return _("asked for time until {day}; the office decides.").format(
                day=f"{said.until:%d/%m/%Y}"
            )
    files = tuple(_evidence(contact))
    actions.record_result(key, result=said.words, files=files, by=by, at=at)
    return _("result received, {n} file(s); the office reviews it.").format(n=len(files))


def _evidence(contact: Contact) -> Iterable[KeptFile]:
    for file in contact.attachments.filter(role=AttachmentRole.ATTACHED):
        yield KeptFile(
            name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256
        )


def _keep(
    contact: Contact, dispatch: Dispatch, verdict: Verdict, outcome: Sequence[str], *, at: datetime
) -> None:
    """Note what became of the mail; what changed nothing waits for a human, who is told why."""
    is_settled = verdict in {Verdict.DONE, Verdict.AUTOMATIC}
    if is_settled:
        contact.state = ContactState.OF_AGENCY
    else:
        contact.notes = [*contact.notes, f"agency_{verdict}"]
    contact.save(update_fields=["state", "notes", "is_sensitive"])
    AgencyMail.objects.create(
        contact=contact, dispatch=dispatch, verdict=verdict, understood="\n".join(outcome)
    )
    if not is_settled:
        with override(LANGUAGE):
            why = _(_WHY[verdict])
        for assignment in dispatch.assignments.select_related("case"):
            fact = events.AgencyMailUnclear(why=why)
            timeline.record(fact, case=assignment.case, contact=contact, at=at)
    if not contact.is_sensitive:
        search.index_contact(contact)


def _confirm(
    contact: Contact,
    mail: InboundMail,
    dispatch: Dispatch,
    verdict: Verdict,
    outcome: Sequence[str],
    *,
    at: datetime,
) -> None:
    """Tell the agency what was understood, or what to write; never on and on to a robot."""
    lately = Outgoing.objects.filter(
        purpose=Outgoing.Purpose.TO_AGENCY,
        is_automatic=True,
        to_address=mail.from_address,
        created_at__gt=at - timedelta(hours=1),
    )
    if lately.count() >= CONFIRMATIONS_AN_HOUR:
        return
    codes = list(dispatch.assignments.order_by("case__code").values_list("case__code", flat=True))
    codes = codes or [dispatch.letter.symbol if dispatch.letter else ""]
    with override(LANGUAGE):
        text = _confirmation(dispatch, verdict, outcome)
        subject = f"[{codes[0]}] " + (
            _("Understood") if verdict == Verdict.DONE else _("Not understood: please write again")
        )
    html = html_of(text, code=codes[0], language=LANGUAGE)
    post(mail.from_address, dispatch, subject, text, html, at=at, once=f"agency-mail:{contact.pk}")


def _confirmation(dispatch: Dispatch, verdict: Verdict, outcome: Sequence[str]) -> str:
    heard = "\n".join(outcome)
    if verdict == Verdict.DONE:
        words = [_("Thank you. This is what we understood:"), heard]
    elif verdict == Verdict.EXPIRED:
        words = [_("The time to answer this mail is over. Please call the office or sign in.")]
    else:
        words = [
            _("Your mail is kept, and an officer will read it. Not all of it was clear:"),
            heard,
            _("Please answer with one of these as the first words:"),
            "\n".join(
                [
                    _("ACCEPT"),
                    _("RETURN: why"),
                    _("EXTEND until 15/12/2026: why"),
                    _("RESULT: what was done (attach photos and documents)"),
                    *(
                        [_("REPORT FOR THE WHOLE: what was done under the order")]
                        if orders_among(dispatch.assignments.all()).exists()
                        else []
                    ),
                ]
            ),
        ]
    words += [f"LN-{dispatch.token}", settings.PROFILE_FACTS.get("sender_name", "Lắng Nghe")]
    return "\n\n".join(part for part in words if part)
