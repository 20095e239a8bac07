"""Memos: what specialists have to do, one memo, and each answer to it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction.actions import (
    CaseEnded,
    NowhereToSend,
    ToDenounced,
    TransferredBefore,
    decisions,
)
from langnghe.direction.actions import memos as write
from langnghe.direction.competence import NotCompetent, leaders_of
from langnghe.direction.models import Memo, SpokenOrder
from langnghe.direction.orders import DeadlinePassed, NoWords
from langnghe.direction.states import (
    DECIDED,
    OPEN_MEMOS,
    WAITS_FOR_LEADER,
    WAITS_FOR_SPECIALIST,
    Desk,
    WrongMemoState,
)
from langnghe.register.gates import ChangedMeanwhile
from langnghe.register.models import Contact, Submission
from langnghe.register.queries import timeline_of_case
from langnghe.web.clock import now
from langnghe.web.forms.orders import ChangeForm, LayBeforeForm, OrderForm, ProposalForm
from langnghe.web.hot_pictures import Week, map_of
from langnghe.web.memo_shown import card_of
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of
from langnghe.web.shown import shown_entries
from langnghe.web.uploads import keep_uploads
from langnghe.web.views.files import answer_with
from langnghe.web.views.submissions import version_of
from langnghe.web.views.work import found as found_case

SHOWN, DECIDED_SHOWN, VOICES_SHOWN = 200, 40, 20


def memos(request: HttpRequest) -> HttpResponse:
    """Show the memos that wait for the specialist, those with leaders, those decided lately."""
    officer = officer_of(request)
    require(officer, Right.READ)
    visible = Memo.objects.visible_to(officer).select_related(
        "case", "agency", "leader", "drafted_by", "decided_by", "acting_for"
    )
    context = {
        "to_write": visible.filter(state__in=WAITS_FOR_SPECIALIST)[:SHOWN],
        "laid_before": visible.filter(state__in=WAITS_FOR_LEADER).order_by("answer_by")[:SHOWN],
        "decided": visible.exclude(state__in=OPEN_MEMOS).order_by("-decided_at")[:DECIDED_SHOWN],
    }
    return render(request, "memos/memos.html", context)


def found(request: HttpRequest, code: str) -> Memo:
    """Return the memo an address names, or answer 404."""
    visible = Memo.objects.visible_to(officer_of(request)).select_related(
        "case", "case__topic", "case__ward", "agency", "leader", "rule", "directive", "acting_for"
    )
    return get_object_or_404(visible, code=code.upper())


def memo(request: HttpRequest, code: str) -> HttpResponse:
    """Show one memo: what is proposed, who says it, where, what happened; and what may be done."""
    return _page(request, found(request, code))


def _page(
    request: HttpRequest, subject: Memo, *, status: int = 200, **forms: object
) -> HttpResponse:
    officer, at = officer_of(request), now()
    case = subject.case
    seen = Submission.objects.visible_to(officer).filter(items__case=case)
    voices = seen.select_related("reporter").order_by("received_at")
    context = {
        "memo": subject,
        "card": card_of(subject, officer, at=at),
        "case": case,
        "voices": voices,
        "said": Contact.objects.filter(submission__in=voices)
        .select_related("submission")
        .prefetch_related("attachments")
        .order_by("received_at")[:VOICES_SHOWN],
        "map": map_of([Week(case.ward.code, 1, 0.0, is_hot=True)], {}) if case.ward else None,
        "questions": subject.questions.select_related("asked_by", "answered_by", "acting_for"),
        "spoken": subject.spoken.select_related("spoken_by", "typed_by", "acting_for"),
        "form": ProposalForm.of(subject),
        "lay_form": _lay_form(subject),
        "is_decided": subject.state in DECIDED,
        "writes": officer.may(Right.PREPARE) and subject.state in WAITS_FOR_SPECIALIST,
        "entries": shown_entries(timeline_of_case(case), officer),
        **forms,
    }
    return render(request, "memos/memo.html", context, status=status)


def _lay_form(subject: Memo, given: object = None) -> LayBeforeForm:
    desks = (Desk.OFFICE, Desk.STANDING_BOARD)
    leaders = {desk.value: list(leaders_of(desk)) for desk in desks}
    chosen = f"{subject.desk}:{subject.leader_id}" if subject.leader_id else subject.desk
    return LayBeforeForm(given, leaders=leaders, initial={"to": chosen})


@require_POST
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a memo about a case, or go on with the one that is open."""
    subject = write.draft_memo(found_case(request, code).pk, by=officer_of(request), at=now())
    return redirect("memo", code=subject.code)


def _edited(request: HttpRequest, subject: Memo, by: Officer) -> Memo | None:
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return None
    words = form.words(subject)
    return write.edit_memo(subject.pk, words, version=version_of(request), by=by, at=now())


@require_POST
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what the specialist wrote, and lay the memo before a leader where that was asked."""
    subject, by = found(request, code), officer_of(request)
    form, lay = ProposalForm(request.POST), _lay_form(subject, request.POST)
    try:
        saved = _edited(request, subject, by)
        if saved is None or ("submit" in request.POST and not lay.is_valid()):
            now_kept = found(request, code)
            return _page(request, now_kept, status=422, form=form, lay_form=lay)
        if "answer" in request.POST:
            write.answer_memo(saved.pk, text=request.POST.get("text", ""), by=by, at=now())
        elif "submit" in request.POST:
            write.submit_memo(saved.pk, desk=lay.desk, leader_id=lay.leader_id, by=by, at=now())
    except (ChangedMeanwhile, NoWords, WrongMemoState, write.UnknownLeader) as refusal:
        messages.error(request, sentence_of(refusal) or "")
        return _page(request, found(request, code), status=409, form=form, typed=request.POST)
    words = _("Saved.") if not {"submit", "answer"} & set(request.POST) else _("Laid before.")
    messages.success(request, words)
    return redirect("memo", code=subject.code)


def _approve(request: HttpRequest, subject: Memo, by: Officer) -> str:
    given = {name: request.POST.get(name, "") for name in ("words", "override")}
    done = decisions.approve_memo(subject.pk, **given, version=version_of(request), by=by, at=now())
    if done.assignment is None:
        return _("Approved.")
    return _("Approved: {agency} has the case.").format(agency=done.assignment.agency)


class NotFilled(Exception):
    """A field of a leader's answer is missing or wrong; `form` says which."""

    def __init__(self, **forms: object) -> None:
        super().__init__()
        self.forms = forms


def _change(request: HttpRequest, subject: Memo, by: Officer) -> str:
    form = ChangeForm(request.POST, auto_id=f"change-{subject.pk}-%s")
    if not form.is_valid():
        raise NotFilled(change_form=form)
    said = form.cleaned_data
    decisions.change_memo(
        subject.pk, agency_id=said["agency"].pk, due_at=form.due_at, words=said["words"],
        override=request.POST.get("override", ""), version=version_of(request), by=by, at=now(),
    )  # fmt: skip
    return _("Approved with changes: {agency} has the case.").format(agency=said["agency"])


def _ask(request: HttpRequest, subject: Memo, by: Officer) -> str:
    text = request.POST.get("text", "")
    decisions.ask_memo(subject.pk, text=text, version=version_of(request), by=by, at=now())
    return _("Asked. The memo comes back with the answer.")


def _order(request: HttpRequest, subject: Memo, by: Officer) -> str:
    form = OrderForm(request.POST, auto_id=f"order-{subject.pk}-%s")
    if not form.is_valid():
        raise NotFilled(order_form=form)
    order = form.order(override=request.POST.get("override", ""))
    done = decisions.order_memo(subject.pk, order, version=version_of(request), by=by, at=now())
    return _("Ordered: {code}.").format(code=done.directive)


def _speak(request: HttpRequest, subject: Memo, by: Officer) -> str:
    files = keep_uploads(request.FILES.getlist("sound"))
    if not files or not files[0].size:
        raise NoWords
    decisions.speak_order(subject.pk, files[0], version=version_of(request), by=by, at=now())
    return _("Kept. It is typed, then you confirm the typed record.")


def _type(request: HttpRequest, subject: Memo, by: Officer) -> str:
    write.type_order(subject.pk, text=request.POST.get("text", ""), by=by, at=now())
    return _("Typed. The leader confirms it.")


def _withdraw(request: HttpRequest, subject: Memo, by: Officer) -> str:
    write.withdraw_memo(subject.pk, reason=request.POST.get("reason", ""), by=by, at=now())
    return _("Withdrawn.")


STEPS: dict[str, Callable[[HttpRequest, Memo, Officer], str]] = {
    "approve": _approve,
    "change": _change,
    "ask": _ask,
    "order": _order,
    "speak": _speak,
    "type": _type,
    "withdraw": _withdraw,
}
_REFUSALS = (
    ChangedMeanwhile, NoWords, NotCompetent, WrongMemoState, DeadlinePassed,
    decisions.NothingProposed, NowhereToSend, CaseEnded, ToDenounced, TransferredBefore,
)  # fmt: skip


@require_POST
def step(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Answer a memo; from the leader's stack one goes on to the next one."""
    if what not in STEPS:
        raise Http404
    subject, by = found(request, code), officer_of(request)
    try:
        messages.success(request, STEPS[what](request, subject, by))
    except NotFilled as refusal:
        return _page(request, subject, status=422, opened=what, **refusal.forms)
    except _REFUSALS as refusal:
        messages.error(request, sentence_of(refusal) or "")
        typed = {"opened": what, "typed": request.POST}
        asks = isinstance(refusal, ToDenounced | TransferredBefore)
        return _page(request, found(request, code), status=409, needs_override=asks, **typed)
    from_stack = request.POST.get("from") == "leader"
    return redirect(reverse("leader") if from_stack else reverse("memo", args=[subject.code]))


def spoken(request: HttpRequest, code: str, spoken_id: int) -> HttpResponse:
    """Play an order as it was spoken."""
    file = get_object_or_404(SpokenOrder.objects.filter(memo=found(request, code)), pk=spoken_id)
    return answer_with(request, file.sha256, name=file.name, content_type=file.content_type)
