"""How the register's things are said in one line of somebody's day."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from langnghe.register import labels
from langnghe.register.desk import Row
from langnghe.register.models import Case, Submission
from langnghe.register.states import Sensitivity, Urgency
from langnghe.web.needs.rules import LEVELS, Act, Level, Need

PART_LIMIT = 60
"""So many needs a part offers at most."""

_RANKS = (Level.NOW, Level.SOON, Level.SOON)


def level_of(urgency: str, rank: int | None = None) -> Level:
    """Return how urgent something is: by its urgency, or by how bad it is suggested to be."""
    if urgency in LEVELS:
        return LEVELS[Urgency(urgency)]
    return _RANKS[rank] if rank is not None else Level.ORDINARY


def words_of(subject: Case | Submission) -> str:
    """Return what a case or submission is about; nothing of what is not for every eye."""
    if subject.sensitivity == Sensitivity.S2:
        return str(labels.SENSITIVITIES[Sensitivity.S2])
    return subject.title if isinstance(subject, Case) else subject.summary


def need_of_row(row: Row, *, part: str, icon: str, act: Act | None = None) -> Need:
    """Say a line of the desk as a need."""
    is_contact = row.what == "contact"
    return Need(
        key=f"{row.what}-{row.identity}",
        part=part,
        icon=icon,
        code=row.code,
        what=row.words or row.who or _("Nothing was said"),
        url=reverse("contact", args=[row.identity])
        if is_contact
        else reverse("submission", args=[row.code]),
        since=row.at,
        due_at=row.due_at,
        level=level_of(row.urgency, row.rank),
        why=row.holder,
        sensitivity=row.sensitivity,
        act=act,
    )


def need_of_case(
    case: Case, *, part: str, icon: str, since: datetime, due_at: datetime | None = None,
    why: str = "",
) -> Need:  # fmt: skip
    """Say a case as a need; it is done on the page of the case."""
    return Need(
        key=f"case-{case.pk}",
        part=part,
        icon=icon,
        code=case.code,
        what=words_of(case),
        url=reverse("case", args=[case.code]),
        since=since,
        due_at=due_at,
        level=level_of(case.urgency),
        why=why,
        sensitivity=case.sensitivity,
    )
