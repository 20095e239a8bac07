"""The books: what each channel delivered beside what the register holds, day by day."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.intake.actions import reconcile
from langnghe.intake.models import Balance, Difference, Mailbox
from langnghe.web.clock import now
from langnghe.web.forms.work import ReasonForm
from langnghe.web.shell import officer_of

DAYS = 14
WHAT = {
    reconcile.MISSING: gettext_lazy("Delivered, but not in the register"),
    reconcile.UNCOUNTED: gettext_lazy("The channel could not be counted"),
    reconcile.DAMAGED: gettext_lazy("A kept file is damaged; look at it"),
}
BAR = 120


def balance(request: HttpRequest) -> HttpResponse:
    """Show the last two weeks and every difference that is open."""
    officer = officer_of(request)
    require(officer, Right.BALANCE)
    today = reconcile.city_day(now())
    rows = list(Balance.objects.filter(day__gte=today - timedelta(days=DAYS)))
    most = max((row.delivered for row in rows), default=0) or 1
    differences = Difference.objects.filter(day__gte=today - timedelta(days=90))
    context = {
        "rows": [
            {
                "row": row,
                "delivered_bar": BAR * row.delivered // most,
                "registered_bar": BAR * row.registered // most,
            }
            for row in rows
        ],
        "open": [_shown(each) for each in differences.filter(state=Difference.State.OPEN)],
        "ended": [_shown(each) for each in differences.exclude(state=Difference.State.OPEN)[:30]],
        "mailboxes": Mailbox.objects.all(),
        "bar": BAR,
    }
    return render(request, "balance/balance.html", context)


def _shown(difference: Difference) -> dict[str, object]:
    return {"difference": difference, "what": WHAT.get(difference.what, difference.what)}


@require_POST
def balance_now(request: HttpRequest) -> HttpResponse:
    """Balance today and yesterday now, in the background."""
    require(officer_of(request), Right.BALANCE)
    reconcile.reconcile_now()
    messages.success(request, _("The books are being balanced; this page shows it in a moment."))
    return redirect("balance")


@require_POST
def explain(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Write down why a difference is none."""
    officer, form = officer_of(request), ReasonForm(request.POST)
    if form.is_valid():
        reconcile.explain(
            difference_id, explanation=form.cleaned_data["reason"], by=officer, at=now()
        )
    else:
        messages.error(request, _("Say in a few words why this is no difference."))
    return redirect("balance")
