"""When the time for something passes: it is written down, and somebody is called."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.deadlines import events
from langnghe.deadlines.models import Obligation
from langnghe.duty.actions.alarms import raise_alarm
from langnghe.duty.states import AlarmKind
from langnghe.register import timeline
from langnghe.register.models import Submission
from langnghe.register.states import Sensitivity, Urgency

AT_ONCE = 500
NAMED = 8
"""So many codes stand in an alarm of several."""


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", name="deadlines.see_missed", queueing_lock="deadlines.see_missed")
def see_missed_now(timestamp: int) -> None:
    """See, each minute, what was not done in time."""
    see_missed(at=datetime.fromtimestamp(timestamp, UTC))


@transaction.atomic
def see_missed(*, at: datetime) -> int:
    """Write down whose time has passed, and call: for each K3 by itself, for the others together.

    May be repeated, also by two workers at once. Returns how many there were.
    """
    missed = list(
        Obligation.objects.running()
        .filter(breached_at=None, due_at__lte=at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("submission", "case")
        .order_by("due_at", "pk")[:AT_ONCE]
    )
    if not missed:
        return 0
    Obligation.objects.filter(pk__in=[each.pk for each in missed]).update(breached_at=at)
    timeline.record_many([_said(each) for each in missed], at=at)
    urgent = [each for each in missed if _urgency(each) == Urgency.K3]
    for each in urgent:
        raise_alarm(
            AlarmKind.DEADLINE,
            key=f"deadline:{each.pk}:{each.due_at.isoformat()}",
            rule=each.alarm_rule,
            submission=each.submission or _voice(each),
            at=at,
        )
    _call_once([each for each in missed if each not in urgent], at=at)
    return len(missed)


def _urgency(obligation: Obligation) -> str:
    about = obligation.submission or obligation.case
    return about.urgency if about is not None else Urgency.K1


def _said(obligation: Obligation) -> timeline.Happened:
    fact = events.DueMissed(event=obligation.event, due_at=obligation.due_at.isoformat())
    return timeline.Happened(
        fact, submission_id=obligation.submission_id, case_id=obligation.case_id
    )


def _voice(obligation: Obligation) -> Submission | None:
    return obligation.case.submissions.order_by("pk").first() if obligation.case else None


def _call_once(missed: Sequence[Obligation], *, at: datetime) -> None:
    """Raise one alarm for all of them; what is sensitive is not named in it."""
    if not missed:
        return
    abouts = [each.submission or each.case for each in missed]
    codes = {each.code: None for each in abouts if each and each.sensitivity != Sensitivity.S2}
    words = ", ".join([*codes][:NAMED]) + ("…" if len(codes) > NAMED else "")
    raise_alarm(
        AlarmKind.DEADLINE,
        key=f"deadlines:{at.isoformat()}",
        rule=f"{len(missed)}",
        words=words,
        at=at,
    )
