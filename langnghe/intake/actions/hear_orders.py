"""An agency answers an order's mail once, for all its cases under that order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from langnghe.direction.actions import KeptFile
from langnghe.direction.actions.reports import report_on_directive
from langnghe.direction.gates import Correspondent
from langnghe.direction.models import Directive
from langnghe.direction.queries import orders_among
from langnghe.direction.states import LIVING, WrongDirectiveState
from langnghe.intake.agency_words import Said
from langnghe.intake.models import Dispatch
from langnghe.register.gates import Missing


def hear_report(
    dispatch: Dispatch, said: Said, files: Sequence[KeptFile], *, by: Correspondent, at: datetime
) -> tuple[str, bool]:
    """Take a report for the whole of an order; return what to tell the agency, and if it went."""
    if not said.is_whole:
        return _("Please say why, or what was done, after the colon."), False
    orders = _meant(dispatch, said)
    if len(orders) != 1:
        return _("Please say for which order: put its code first, as it stands in our mail."), False
    (order,) = orders
    count = order.assignments.filter(agency=dispatch.agency_id, state__in=LIVING).count()
    try:
        with transaction.atomic():
            report_on_directive(order.pk, text=said.words, files=files, is_final=True, by=by, at=at)
    except (WrongDirectiveState, Missing):
        why = _("not possible where the order stands now; nothing was changed.")
        return f"{order.code}: {why}", False
    words = ngettext(
        "report for the whole received: the result of {n} case; the office reviews it.",
        "report for the whole received: the result of {n} cases; the office reviews it.",
        count,
    ).format(n=count)
    return f"{order.code}: {words}", True


def _meant(dispatch: Dispatch, said: Said) -> list[Directive]:
    """Return the orders that a report may be about: those named, else those of the mail."""
    orders = orders_among(dispatch.assignments.all())
    return list(orders.filter(code__in=said.codes) if said.codes else orders)
