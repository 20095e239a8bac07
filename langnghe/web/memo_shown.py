"""A memo as its card shows it, with the forms of each answer a leader can give."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from langnghe.access.models import Agency, Officer
from langnghe.direction.competence import NotCompetent, decides_for
from langnghe.direction.models import Memo, SpokenOrder
from langnghe.direction.states import WAITS_FOR_LEADER
from langnghe.web.forms.orders import ChangeForm, OrderForm

_LINES = 3


@dataclass(frozen=True)
class Card:
    """A memo with what may be done with it. `acting_for`: in whose place this officer decides."""

    memo: Memo
    lines: list[str]
    law: str
    acting_for: Officer | None
    may_decide: bool
    change_form: ChangeForm
    order_form: OrderForm
    typed: SpokenOrder | None

    @property
    def can_approve(self) -> bool:
        """Whether it proposes something that can go out as it stands."""
        return self.memo.is_after or bool(self.memo.agency_id and self.memo.due_at)


def card_of(memo: Memo, officer: Officer, *, at: datetime) -> Card:
    """Return the card of a memo for an officer."""
    acting_for, may_decide = None, memo.state in WAITS_FOR_LEADER
    try:
        acting_for = decides_for(memo, officer, at=at)
    except NotCompetent:
        may_decide = False
    typed = memo.spoken.filter(confirmed_at=None).exclude(text="").order_by("-pk").first()
    law = memo.law.splitlines()
    return Card(
        memo=memo,
        lines=memo.summary.splitlines()[:_LINES],
        law=law[0] if law else "",
        acting_for=acting_for,
        may_decide=may_decide,
        change_form=ChangeForm(initial=_proposed(memo, at), auto_id=f"change-{memo.pk}-%s"),
        order_form=OrderForm(
            initial={**_proposed(memo, at), "text": typed.text if typed else ""},
            auto_id=f"order-{memo.pk}-%s",
        ),
        typed=typed,
    )


def _proposed(memo: Memo, at: datetime) -> dict[str, object]:
    due = memo.due_at if memo.due_at and memo.due_at > at else at + timedelta(days=1)
    agency: Agency | None = memo.agency
    return {
        "agency": agency.code if agency else "",
        "due_on": timezone.localtime(due).date(),
    }
