"""Letters beside what they are about."""

from typing import Any

from django import template
from django.db.models import Q

from langnghe.direction.actions import may_write
from langnghe.direction.letter_labels import LETTER_KINDS, LETTER_STATES
from langnghe.direction.letter_states import NOTICES, LetterKind, LetterState
from langnghe.direction.models import Directive, Letter, Memo
from langnghe.register.models import Case, Submission
from langnghe.roster.models import Book, Week
from langnghe.web.forms.letters import NewLetterForm

register = template.Library()
SHOWN = 30
_FIELDS = {
    LetterKind.MEMO: "memo",
    LetterKind.DIRECTIVE: "directive",
    LetterKind.ROSTER: "week",
    LetterKind.HANDOVER: "book",
}
OF_A_CASE = (LetterKind.TRANSFER, LetterKind.REMINDER)
OF_A_SUBMISSION = (*sorted(NOTICES), LetterKind.INTAKE_SLIP)


@register.filter
def letter_kind_name(kind: str) -> str:
    """Say a kind of letter."""
    return str(LETTER_KINDS[LetterKind(kind)])


@register.filter
def letter_state_name(state: str) -> str:
    """Say where a letter stands."""
    return str(LETTER_STATES[LetterState(state)])


@register.inclusion_tag("letters/_beside.html", takes_context=True)
def letters_beside(
    context: dict[str, Any], case: Case | None = None, submission: Submission | None = None
) -> dict[str, Any]:
    """Show the letters about a case or a submission, and a form that begins another."""
    officer = context["request"].user
    about = Q(case=case) | Q(listed__case=case) if case else Q(submission=submission)
    found = Letter.objects.visible_to(officer).filter(about).distinct()
    kinds = [
        (kind.value, LETTER_KINDS[kind])
        for kind in (OF_A_CASE if case else OF_A_SUBMISSION)
        if may_write(kind, officer)
    ]
    form = NewLetterForm(
        initial={"agency": case.lead_agency if case else submission and submission.agency}
    )
    form.fields["kind"].choices = kinds  # type: ignore[attr-defined]
    return {
        "letters": list(found[:SHOWN]),
        "form": form if kinds else None,
        "case": case,
        "submission": submission,
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }


@register.inclusion_tag("letters/_paper.html", takes_context=True)
def paper_beside(
    context: dict[str, Any], of: LetterKind, subject: Memo | Directive | Week | Book
) -> dict[str, Any]:
    """Show the paper of a memo, an order, a week or a handover, and a button that makes it."""
    officer, kind = context["request"].user, LetterKind(of)
    about: dict[str, object] = {_FIELDS[kind]: subject}
    if isinstance(subject, Week):
        about["once_key"] = f"roster:{subject.pk}:{subject.version}"
    living = Letter.objects.visible_to(officer).exclude(state=LetterState.CANCELLED)
    return {
        "letter": living.filter(**about).first(),
        "may_write": may_write(kind, officer),
        "what": kind.value,
        "identity": subject.pk,
        "csrf_token": context.get("csrf_token"),
    }
