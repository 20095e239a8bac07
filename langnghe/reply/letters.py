"""The words of outgoing mail: templates filled safely, plain and HTML of equal content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from langnghe.register.models import Submission
from langnghe.reply.models import ReplyTemplate
from langnghe.vietnamese.phones import say_digits

_PLACE = re.compile(r"\{(\w+)\}")


class UnknownTemplate(Exception):
    """The profile has no such template, in either language."""


@dataclass(frozen=True)
class Draft:
    """A letter as it would go out."""

    subject: str
    text: str


GAP = "…"
"""Stands where the officer must still write something; a letter with a gap is not sent."""


def fill(text: str, facts: dict[str, str]) -> str:
    """Put facts into {places}; what is unknown stays visible, so that it is noticed."""
    return _PLACE.sub(lambda found: facts.get(found[1], found[0]) or GAP, text)


def facts_of(submission: Submission, *, officer: str = "") -> dict[str, str]:
    """Collect what templates may say about a submission."""
    with override(submission.language):
        due = submission.due_at
        results = [
            assignment.result
            for item in submission.items.select_related("case")
            for assignment in item.case.assignments.filter(state__in=("resulted", "done"))
            if assignment.result
        ]
        return {
            **_facts_of_new(submission),
            "agency": submission.agency.name if submission.agency else "",
            "due": date_format(timezone.localtime(due), "d/m/Y") if due else "",
            "result": "\n\n".join(results),
            "officer": officer,
        }


def _facts_of_new(submission: Submission) -> dict[str, str]:
    """Collect what is known of a submission the moment it is opened; asks no database."""
    return {
        "code": submission.code,
        "code_spoken": say_digits(submission.code, submission.language),
        "name": submission.reporter.name or _dear(submission.language),
        "summary": submission.summary,
        "agency": "",
        "due": "",
        "result": "",
        "hotline": settings.PROFILE_FACTS.get("hotline_number", ""),
        "officer": "",
    }


def _dear(language: str) -> str:
    return "Ông/Bà" if language == "vi" else "Sir or Madam"


def draft_from(code: str, submission: Submission, *, officer: str = "") -> Draft:
    """Fill a template for a submission in its language, else in Vietnamese."""
    template = _template(_texts(code), code, submission.language)
    return _filled(template, facts_of(submission, officer=officer))


def drafts_of_new(code: str, submissions: Sequence[Submission]) -> list[Draft]:
    """Fill a template for submissions that were opened just now, each in its language."""
    texts = _texts(code) if submissions else {}
    return [
        _filled(_template(texts, code, each.language), _facts_of_new(each)) for each in submissions
    ]


def _texts(code: str) -> dict[str, ReplyTemplate]:
    return {row.language: row for row in ReplyTemplate.objects.filter(code=code)}


def _template(texts: dict[str, ReplyTemplate], code: str, language: str) -> ReplyTemplate:
    template = texts.get(language) or texts.get("vi")
    if template is None:
        raise UnknownTemplate(code)
    return template


def _filled(template: ReplyTemplate, facts: dict[str, str]) -> Draft:
    return Draft(subject=fill(template.subject, facts), text=fill(template.text, facts).strip())


def ask_url(ask_key: str) -> str:
    """Return where the reader of an answer says whether they are content."""
    return f"{settings.BASE_URL}/r/{ask_key}"


def question(language: str) -> str:
    """Ask in a language whether the reader is content with what came of it."""
    with override(language):
        return gettext("Are you content with this result? Please tell us, from 1 to 5:")


def with_question(text: str, ask_key: str, *, language: str) -> str:
    """Put the question whether the reader is content under the words of an answer."""
    if not ask_key:
        return text
    return f"{text}\n\n{question(language)}\n{ask_url(ask_key)}"


def html_of(text: str, *, code: str, language: str, ask_key: str = "") -> str:
    """Lay out the same words as an HTML letter; the text is data, never markup."""
    paragraphs = [part.split("\n") for part in re.split(r"\n\s*\n", text.strip())]
    asked = {"question": question(language), "url": ask_url(ask_key)} if ask_key else {}
    with override(language):
        return render_to_string(
            "reply/letter.html",
            {"paragraphs": paragraphs, "code": code, "language": language, **asked},
        )
