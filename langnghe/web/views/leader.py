"""The leader's page, telephone first: what waits for a decision, what is hot, what is late."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction.actions import absences
from langnghe.direction.competence import memos_before, stands_in_for
from langnghe.direction.models import Directive, DirectiveExtension, StandIn
from langnghe.direction.queries import late_of, stack_of
from langnghe.direction.states import DirectiveState
from langnghe.triage import hot
from langnghe.web.clock import now
from langnghe.web.forms.orders import StandInForm
from langnghe.web.memo_shown import card_of
from langnghe.web.shell import officer_of

HOT, LATE = 4, 8


def leader(request: HttpRequest) -> HttpResponse:
    """Show what waits for this leader, worst first, then what is hot and what is late."""
    officer, at = officer_of(request), now()
    require(officer, Right.DIRECT)
    stack = stack_of(memos_before(officer, at=at))
    late = late_of(officer, at=at)
    context = {
        "first": card_of(stack[0], officer, at=at) if stack else None,
        "rest": stack[1:],
        "count": len(stack),
        "drafts": _drafts(officer),
        "asks": _asks(officer),
        "hot": _hot(at),
        "late": late[:LATE],
        "more_late": max(0, len(late) - LATE),
        "absent": stands_in_for(officer, at=at),
        "stand_ins": _stand_ins(officer, at),
        "stand_in_form": _stand_in_form(officer, at),
        "at": at,
    }
    part = request.headers.get("HX-Target") == "leader-live"
    return render(request, "leader/_live.html" if part else "leader/leader.html", context)


def _drafts(officer: Officer) -> QuerySet[Directive]:
    waiting = Directive.objects.visible_to(officer).filter(state=DirectiveState.DRAFT)
    return waiting.select_related("agency", "issue", "case", "prepared_by").order_by("prepared_at")


def _asks(officer: Officer) -> QuerySet[DirectiveExtension]:
    seen = Directive.objects.visible_to(officer).living()
    asked = DirectiveExtension.objects.filter(directive__in=seen, is_granted=None)
    return asked.select_related("directive", "agency")


def _hot(at: datetime) -> list[dict[str, object]]:
    names, today = hot.Names(), timezone.localtime(at).date()
    calling = [each for each in hot.living(at=at) if not hot.is_muted(each, today)]
    mains = [each for each in calling if each.facts.get("told_by") is None]
    return [{"signal": each, "name": names.of(each)} for each in mains[:HOT]]


def _stand_ins(officer: Officer, at: datetime) -> QuerySet[StandIn]:
    today = timezone.localtime(at).date()
    named = StandIn.objects.filter(leader=officer, to_on__gte=today, ended_at=None)
    return named.select_related("deputy")


def _deputies(officer: Officer) -> QuerySet[Officer]:
    able = Officer.objects.filter(is_active=True, roles__rights__contains=[Right.DIRECT])
    return able.exclude(pk=officer.pk).distinct()


def _stand_in_form(officer: Officer, at: datetime) -> StandInForm:
    today = timezone.localtime(at).date()
    initial = {"from_on": today, "to_on": today + timedelta(days=1)}
    return StandInForm(initial=initial, deputies=_deputies(officer))


@require_POST
def name_stand_in(request: HttpRequest) -> HttpResponse:
    """Name who decides in this leader's place."""
    officer = officer_of(request)
    require(officer, Right.DIRECT)
    form = StandInForm(request.POST, deputies=_deputies(officer))
    if not form.is_valid():
        return render(request, "leader/stand_in.html", {"stand_in_form": form}, status=422)
    said = form.cleaned_data
    absence = absences.Absence(
        leader_id=officer.pk,
        deputy_id=said["deputy"].pk,
        from_on=said["from_on"],
        to_on=said["to_on"],
        note=said["note"],
    )
    absences.name_stand_in(absence, by=officer, at=now())
    messages.success(request, _("{name} decides in your place.").format(name=said["deputy"]))
    return redirect("leader")


@require_POST
def end_stand_in(request: HttpRequest, stand_in_id: int) -> HttpResponse:
    """Say that this leader decides again."""
    absences.end_stand_in(stand_in_id, by=officer_of(request), at=now())
    messages.success(request, _("You decide yourself again."))
    return redirect("leader")
