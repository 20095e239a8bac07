"""What each of many letters says of its own: name, code, what was said, what came of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from langnghe.register.models import Case, Entry, Item, Submission
from langnghe.register.states import Sensitivity
from langnghe.reply.checks import Identity, Known, findings_in, known_of
from langnghe.reply.letters import Draft, fill
from langnghe.reply.models import Batch, Share
from langnghe.vietnamese.phones import say_digits

OWN_RESULT = "case.own_result"
"""The kind of the fact that the office itself found the answer."""
_EMPTY = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True)
class Letters:
    """What all letters of a batch need, collected once: whom none may name, results of cases."""

    batch: Batch
    known: Known
    results: dict[int, str]
    cases: dict[int, list[int]]
    officer: str

    def draft(self, share: Share) -> Draft:
        """Write the letter of one voice, in its language where there is a text for it."""
        submission = share.submission
        text = self.batch.texts.get(submission.language) or self.batch.texts.get("vi", {})
        facts = self._facts(share)
        words = _EMPTY.sub("\n\n", fill(text.get("text", ""), facts)).strip()
        return Draft(subject=fill(text.get("subject", ""), facts).strip(), text=words)

    def _facts(self, share: Share) -> dict[str, str]:
        submission = share.submission
        results = [
            self.results[case] for case in self.cases.get(submission.pk, ()) if case in self.results
        ]
        with override(submission.language):
            received = timezone.localtime(submission.received_at)
            due = submission.due_at
            return {
                "code": submission.code,
                "code_spoken": say_digits(submission.code, submission.language),
                "name": submission.reporter.name or _dear(submission.language),
                "summary": self._summary(submission),
                "said_on": date_format(received, "d/m/Y"),
                "agency": submission.agency.name if submission.agency else "",
                "due": date_format(timezone.localtime(due), "d/m/Y") if due else "",
                "result": "\n\n".join(results),
                "own": share.words.strip() or " ",
                "hotline": settings.PROFILE_FACTS.get("hotline_number", ""),
                "officer": self.officer,
            }

    def _summary(self, submission: Submission) -> str:
        """Say what the voice said; not where that is sensitive, or names another voice."""
        hidden = submission.sensitivity == Sensitivity.S2
        if hidden or findings_in(submission.summary, self.known, own=submission.code):
            return gettext("what you told us")
        return submission.summary


def _dear(language: str) -> str:
    return "Ông/Bà" if language == "vi" else "Sir or Madam"


def cases_of(batch: Batch) -> Iterable[Case]:
    """Return the cases a batch answers."""
    if batch.case_id is not None:
        return Case.objects.filter(pk=batch.case_id)
    return Case.objects.filter(issue_members__issue=batch.issue_id, issue_members__state="in")


def results_of(case_ids: Sequence[int]) -> dict[int, str]:
    """Return what came of cases, for those of which something is known: agencies', else our own."""
    found: dict[int, list[str]] = defaultdict(list)
    reported = Case.objects.filter(pk__in=case_ids, assignments__state__in=("resulted", "done"))
    rows = reported.order_by("assignments__resulted_at")
    for case, result in rows.values_list("pk", "assignments__result"):
        if result and result not in found[case]:
            found[case].append(result)
    own = Entry.objects.filter(case__in=case_ids, kind=OWN_RESULT).order_by("at", "id")
    for case, facts in own.values_list("case_id", "facts"):
        if case is not None and not found[case]:
            found[case].append(str(facts.get("result", "")))
    return {case: "\n\n".join(results) for case, results in found.items() if results}


def known_to(batch: Batch, officers: Iterable[str]) -> Known:
    """Collect whom no letter of a batch may name: its voices, and officers."""
    voices = batch.shares.values_list(
        "submission__code",
        "submission__reporter__name",
        "submission__reporter__phone",
        "submission__reporter__email",
        "submission__reporter__address",
    )
    identities = (
        Identity(code=code, name=name, phone=phone, mail=mail, address=address)
        for code, name, phone, mail, address in voices
    )
    places = [case.place for case in cases_of(batch) if case.place]
    return known_of(identities, officers=officers, places=places)


def letters_of(batch: Batch, shares: Sequence[Share], *, known: Known, officer: str) -> Letters:
    """Collect what the letters of these shares need."""
    voices = [share.submission_id for share in shares]
    ties: dict[int, list[int]] = defaultdict(list)
    wanted = {case.pk for case in cases_of(batch)}
    for submission, case in Item.objects.filter(submission__in=voices).values_list(
        "submission_id", "case_id"
    ):
        if case in wanted:
            ties[submission].append(case)
    results = results_of(sorted({case for cases in ties.values() for case in cases}))
    return Letters(batch=batch, known=known, results=results, cases=ties, officer=officer)
