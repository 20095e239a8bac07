"""An answer to many as its page shows it: what stands in the way, one letter, where to go back."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.register.gates import ChangedMeanwhile
from langnghe.reply.actions import batches
from langnghe.reply.checks import Told
from langnghe.reply.letters import Draft
from langnghe.reply.models import Batch, Share
from langnghe.reply.personal import known_to, letters_of

REFUSALS = (
    ChangedMeanwhile,
    batches.NotADraft,
    batches.Unfinished,
    batches.NobodyToAnswer,
    batches.TellsTooMuch,
)
SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class ShownTrouble:
    """One thing that stands in the way, as a sentence; `allow` lets a name of the office stand."""

    words: str
    allow: str


def troubles(batch: Batch, officer: Officer) -> list[ShownTrouble]:
    """Say what the texts tell that no letter may tell."""
    found = batches.troubles_of(batch, officer)
    return list(_said(found[:SHOWN]))


def _said(found: list[batches.Trouble]) -> Iterator[ShownTrouble]:
    for each in found:
        finding = each.finding
        where = _("{text}, line {line}").format(text=_text_name(each.text), line=finding.line)
        words = _WORDS[finding.told]().format(where=where, words=finding.words, owner=finding.owner)
        yield ShownTrouble(words=words, allow=finding.owner if finding.may_stay else "")


def _text_name(text: str) -> str:
    if text in {"vi", "en"}:
        return _("Vietnamese text") if text == "vi" else _("English text")
    return _("a result") if text.isdecimal() else text


_WORDS = {
    Told.NAME: lambda: _("{where}: “{words}” is the name of the person of {owner}. Leave it out."),
    Told.PHONE: lambda: _("{where}: “{words}” is the number of {owner}. Leave it out."),
    Told.MAIL: lambda: _("{where}: “{words}” is the mail address of {owner}. Leave it out."),
    Told.ADDRESS: lambda: _(
        "{where}: “{words}” is where the person of {owner} lives. Leave it out."
    ),
    Told.CODE: lambda: _("{where}: “{words}” is the code of another voice. Leave it out."),
    Told.OFFICER: lambda: _("{where}: “{words}” is an officer. Name the office, or let it stand."),
}


def draft_of(share: Share, officer: Officer) -> Draft:
    """Return one letter as it would go out, or as it went."""
    if share.outgoing is not None:
        return Draft(subject=share.outgoing.subject, text=share.outgoing.text)
    batch = share.batch
    known = known_to(batch, ())
    signer = batch.sent_by or officer
    return letters_of(batch, [share], known=known, officer=signer.full_name).draft(share)


def back_of(batch: Batch) -> str:
    """Return the page of the case or issue that a batch answers."""
    if batch.case is not None:
        return reverse("case", args=[batch.case.code])
    return reverse("issue", args=[batch.issue.code]) if batch.issue else reverse("desk")
