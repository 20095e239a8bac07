"""The one letter a day that says what is near and what is late."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from langnghe.access.models import Agency, Officer
from langnghe.deadlines.models import Reminder
from langnghe.register.states import Sensitivity


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Its words, in the language of who gets it."""

    name: str
    subject: str
    text: str


def digest(
    rows: Sequence[Reminder], *, agency: Agency | None, officer: Officer | None, at: datetime
) -> Letter:
    """Write what is near and late, late ones first; of what is sensitive only how much."""
    with override(officer.language if officer else settings.LANGUAGE_CODE):
        late = [row for row in rows if row.due_at <= at]
        near = [row for row in rows if row.due_at > at]
        parts = [_("Dear {name},").format(name=_name(agency, officer))]
        for title, some in ((_("Late:"), late), (_("Due soon:"), near)):
            if some:
                parts += ["", title, *_lines(some)]
        if hidden := sum(map(_is_hidden, rows)):
            said = ngettext(
                "{n} matter is not named in a letter; see it when signed in.",
                "{n} matters are not named in a letter; see them when signed in.",
                hidden,
            )
            parts += ["", said.format(n=hidden)]
        parts += ["", f"{settings.BASE_URL}/deadlines" if officer else settings.BASE_URL]
        subject = _subject(len(late), len(near))
        return Letter(name=_name(agency, officer), subject=subject, text="\n".join(parts))


def _name(agency: Agency | None, officer: Officer | None) -> str:
    return officer.full_name if officer else str(agency)


def _subject(late: int, near: int) -> str:
    parts = []
    if late:
        parts.append(ngettext("{n} late", "{n} late", late).format(n=late))
    if near:
        parts.append(ngettext("{n} due soon", "{n} due soon", near).format(n=near))
    return _("Deadlines: {parts}").format(parts=", ".join(parts))


def _is_hidden(row: Reminder) -> bool:
    about = row.obligation.submission or row.obligation.case
    return about is not None and about.sensitivity == Sensitivity.S2


def _lines(rows: Sequence[Reminder]) -> list[str]:
    """One line for each matter, however much of it is due."""
    matters: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.due_at):
        if _is_hidden(row):
            continue
        about = row.obligation
        code = about.submission.code if about.submission else about.case.code  # type: ignore[union-attr]
        due = date_format(timezone.localtime(row.due_at), "H:i d/m/Y")
        matters[code].append(_("{what}, due {due}").format(what=_(about.event), due=due))
    return [f"- {code}: {'; '.join(owed)}" for code, owed in matters.items()]
