"""The words of direction, as screens say them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.direction.states import Desk, DirectiveState, How, MemoState, WhyLeft

MEMO_STATES = {
    MemoState.DRAFT: pgettext_lazy("memo", "Draft"),
    MemoState.SUBMITTED: pgettext_lazy("memo", "With the leader"),
    MemoState.ASKED: pgettext_lazy("memo", "The leader asks"),
    MemoState.SPOKEN: pgettext_lazy("memo", "Order spoken, to be typed"),
    MemoState.TYPED: pgettext_lazy("memo", "Order typed, to be confirmed"),
    MemoState.APPROVED: pgettext_lazy("memo", "Approved"),
    MemoState.CHANGED: pgettext_lazy("memo", "Approved with changes"),
    MemoState.ORDERED: pgettext_lazy("memo", "Ordered"),
    MemoState.WITHDRAWN: pgettext_lazy("memo", "Withdrawn"),
}
DIRECTIVE_STATES = {
    DirectiveState.DRAFT: pgettext_lazy("directive", "Prepared, to be given"),
    DirectiveState.GIVEN: pgettext_lazy("directive", "Being carried out"),
    DirectiveState.REPORTED: pgettext_lazy("directive", "Reported, to be reviewed"),
    DirectiveState.DONE: pgettext_lazy("directive", "Carried out"),
    DirectiveState.WITHDRAWN: pgettext_lazy("directive", "Withdrawn"),
}
DESKS = {
    Desk.NONE: _("Delegated: no memo needed"),
    Desk.OFFICE: _("Leaders of the Office"),
    Desk.STANDING_BOARD: _("Standing Board's list"),
}
HOWS = {
    How.LATE: pgettext_lazy("case of an order", "Late"),
    How.WAITING: pgettext_lazy("case of an order", "With no agency"),
    How.RUNNING: pgettext_lazy("case of an order", "Being worked on"),
    How.DONE_LATE: pgettext_lazy("case of an order", "Done, too late"),
    How.DONE: pgettext_lazy("case of an order", "Done"),
}
WHY_LEFT = {
    WhyLeft.ACCEPTED: _("it was accepted before"),
    WhyLeft.CAME_BACK: _("the office has sent it back to be done again"),
    WhyLeft.REPORTED: _("a result was reported before"),
    WhyLeft.RETURNED: _("it was given back to the office"),
    WhyLeft.WITHDRAWN: _("the office took it back"),
    WhyLeft.ENDED: _("the office has found its result enough"),
    WhyLeft.MISSING: _("it is not with the agency any more"),
}
