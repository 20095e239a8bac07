"""Letters: draft, look at the pages, issue, send; and the register of outgoing papers."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.direction import actions
from langnghe.direction.composing import pdf_of_letter
from langnghe.direction.letter_check import GapLeft, NamesReporter, told_in
from langnghe.direction.letter_labels import HIDDEN_WHAT
from langnghe.direction.letter_states import IllegalLetterStep, LetterKind, SentBy
from langnghe.direction.models import Letter
from langnghe.direction.office import NoTerm
from langnghe.intake.actions import mail_letters
from langnghe.papers.pictures import NoSuchPage, count_pages, page_picture
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.web.agency_steps import STOP_ASKING
from langnghe.web.clock import now
from langnghe.web.forms.letters import LetterForm, NewLetterForm, RemindForm, SendForm
from langnghe.web.forms.work import ReasonForm
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of
from langnghe.web.views.files import answer_with, kept_bytes
from langnghe.web.views.submissions import version_of

REFUSED = (ChangedMeanwhile, GapLeft, IllegalLetterStep, NamesReporter, NoTerm)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def found(request: HttpRequest, letter_id: int) -> Letter:
    """Return the letter an address names, or answer 404."""
    visible = Letter.objects.visible_to(officer_of(request))
    about = ("case", "submission", "agency", "drafted_by", "issued_by")
    return get_object_or_404(visible.select_related(*about), pk=letter_id)


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Draft a letter about a case or a submission, and show it."""
    officer, form = officer_of(request), NewLetterForm(request.POST)
    form.officer = officer
    if not form.is_valid():
        messages.error(request, _("Choose the letter, and a day that lies ahead."))
        return redirect(_back(request))
    written = actions.write_letter(
        LetterKind(form.cleaned_data["kind"]),
        case=form.cleaned_data["case"],
        submission=form.cleaned_data["submission"],
        agency=form.cleaned_data["agency"],
        wording=form.wording(),
        by=officer,
        at=now(),
    )
    return redirect("letter", written.pk)


Drafter = Callable[..., Letter]


@require_POST
def write_of(request: HttpRequest, what: str, identity: int) -> HttpResponse:
    """Draft the paper of a memo, an order, a week, a handover, or show the one there is."""
    drafters: dict[str, Drafter] = {
        "memo": actions.write_memo_letter,
        "directive": actions.write_directive_letter,
        "roster": actions.write_roster_sheet,
        "handover": actions.write_minutes,
    }
    if what not in drafters:
        raise Http404
    try:
        written = drafters[what](identity, by=officer_of(request), at=now())
    except ObjectDoesNotExist:
        raise Http404 from None
    return redirect("letter", written.pk)


@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Draft one reminder for all that is late with an agency."""
    form = RemindForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an agency, and a day that lies ahead."))
        return redirect("letters")
    agency = form.cleaned_data["agency"]
    try:
        written = actions.write_reminder(
            agency.pk, due_at=form.due_at, by=officer_of(request), at=now()
        )
    except Missing:
        messages.error(request, _("Nothing is late with {agency}.").format(agency=agency))
        return redirect("letters")
    return redirect("letter", written.pk)


def _back(request: HttpRequest) -> str:
    """Return to the page the form stood on, if it is one of ours."""
    there = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()})
    return there if is_ours else "letters"


def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show a letter as its pages, and what can be done with it."""
    subject = found(request, letter_id)
    if request.headers.get("HX-Target") == "letter-mail":
        return _mail_part(request, subject)
    form = LetterForm.of(subject) if subject.is_draft else None
    return _shown(request, subject, form)


def _mail_part(request: HttpRequest, subject: Letter) -> HttpResponse:
    """Say where the mail of a letter stands; once it went, nobody asks again."""
    mail = mail_letters.mail_of(subject)
    waits = mail is not None and mail.state in {"queued", "sending"}
    status = 200 if waits else STOP_ASKING
    return render(request, "letters/_mail.html", {"mail": mail}, status=status)


def _shown(
    request: HttpRequest, subject: Letter, form: LetterForm | None, *, status: int = 200
) -> HttpResponse:
    officer = officer_of(request)
    told = told_in(subject) if subject.is_draft and not subject.shows_reporter else {}
    context = {
        "letter": subject,
        "form": form,
        "pages": range(1, count_pages(_pdf(subject)) + 1),
        "may_write": actions.may_write(LetterKind(subject.kind), officer),
        "hidden": _named(subject.hidden),
        "told": _named(told),
        "send_form": SendForm(),
        "mail": mail_letters.mail_of(subject),
        "may_mail": mail_letters.may_go(subject),
        "is_going": mail_letters.is_going(subject),
        "reason_form": ReasonForm(),
    }
    return render(request, "letters/letter.html", context, status=status)


def _named(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(HIDDEN_WHAT.get(what, what)), count) for what, count in counts.items()]


def _pdf(subject: Letter) -> bytes:
    return kept_bytes(subject.pdf_sha256) if subject.pdf_sha256 else pdf_of_letter(subject)


def page(request: HttpRequest, letter_id: int, number: int) -> HttpResponse:
    """Give one page of a letter as a picture."""
    subject = found(request, letter_id)
    try:
        picture = page_picture(_pdf(subject), number)
    except NoSuchPage:
        raise Http404 from None
    answer = HttpResponse(picture, content_type="image/png")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def file(request: HttpRequest, letter_id: int, form: str) -> HttpResponse:
    """Download an issued letter as PDF or DOCX."""
    subject = found(request, letter_id)
    sha256 = {"pdf": subject.pdf_sha256, "docx": subject.docx_sha256}.get(form, "")
    if not sha256:
        raise Http404
    name = f"{(subject.symbol or subject.kind).replace('/', '-')}.{form}"
    kind = "application/pdf" if form == "pdf" else DOCX
    return answer_with(request, sha256, name=name, content_type=kind, download=True)


@require_POST
def edit(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Keep the words of a draft."""
    subject, form = found(request, letter_id), LetterForm(request.POST)
    if not form.is_valid():
        return _shown(request, subject, form, status=422)
    words, version = form.cleaned_data, version_of(request) or 0
    try:
        actions.edit_letter(letter_id, words, version=version, by=officer_of(request), at=now())
    except ChangedMeanwhile as refusal:
        messages.error(request, sentence_of(refusal) or "")
        return _shown(request, subject, form, status=409)
    messages.success(request, _("Saved."))
    return redirect("letter", letter_id)


@require_POST
def issue(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Give a draft its number and its files."""
    found(request, letter_id)
    by, version = officer_of(request), version_of(request)
    try:
        done = actions.issue_letter(letter_id, version=version, by=by, at=now())
    except REFUSED as refusal:
        messages.error(request, sentence_of(refusal) or "")
    else:
        said = _("Issued as {number}.") if done.symbol else _("Issued.")
        messages.success(request, said.format(number=done.symbol))
    return redirect("letter", letter_id)


@require_POST
def send(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Record how an issued letter left."""
    found(request, letter_id)
    form = SendForm(request.POST)
    if form.is_valid():
        way, note = SentBy(form.cleaned_data["way"]), form.cleaned_data["note"]
        actions.send_letter(letter_id, way=way, note=note, by=officer_of(request), at=now())
        messages.success(request, _("It is on record that the letter left."))
    else:
        messages.error(request, _("Choose how the letter left."))
    return redirect("letter", letter_id)


@require_POST
def mail(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Send an issued letter to its agency by mail, with the paper attached."""
    found(request, letter_id)
    try:
        going = mail_letters.mail_letter(letter_id, by=officer_of(request), at=now())
    except (
        mail_letters.NotOnFile,
        mail_letters.NotByMail,
        mail_letters.MailedAlready,
        IllegalLetterStep,
    ) as refusal:
        messages.error(request, sentence_of(refusal) or "")
    else:
        to = going.outgoing.to_address if going.outgoing else ""
        messages.success(request, _("It goes to {address}.").format(address=to))
    return redirect("letter", letter_id)


@require_POST
def cancel(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Cancel a letter, with a reason."""
    return _with_reason(request, letter_id, actions.cancel_letter, _("The letter is cancelled."))


@require_POST
def name(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Let a letter name who spoke, with a reason."""
    return _with_reason(request, letter_id, actions.name_speakers, _("The letter names who spoke."))


def _with_reason(request: HttpRequest, letter_id: int, action: Drafter, done: str) -> HttpResponse:
    found(request, letter_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        action(letter_id, reason=form.cleaned_data["reason"], by=officer_of(request), at=now())
        messages.success(request, done)
    else:
        messages.error(request, _("Say why in a few words."))
    return redirect("letter", letter_id)
