"""An open emergency (K3) has a named owner at every moment: the holder of its submission."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import timeline
from langnghe.register.models import Case, Entry, Submission
from langnghe.register.states import OPEN_STATUSES, Sensitivity, Urgency
from langnghe.roster import events
from langnghe.roster.models import Watch
from langnghe.roster.queries import OnDuty, ladder, on_duty
from langnghe.roster.states import AT_THE_DESK, DutyRole, OwnerWhy

JUST_NOW = timedelta(hours=1)

logger = logging.getLogger(__name__)


def open_emergencies() -> QuerySet[Submission]:
    """Return the emergencies on which work is left."""
    return Submission.objects.filter(urgency=Urgency.K3, status__in=OPEN_STATUSES)


def _ownerless() -> Q:
    return Q(holder=None) | Q(holder__is_active=False)


def hear(entries: Sequence[Entry]) -> None:
    """Name an owner for what became an emergency, in the transaction that made it one."""
    at = entries[0].at
    for entry in entries:
        if entry.case is not None and entry.case.urgency == Urgency.K3:
            _own_voices(entry.case, entry.submission, at=at)
        elif entry.submission is not None and _is_emergency(entry.submission):
            _own(entry.submission, at=at)


def _is_emergency(submission: Submission) -> bool:
    return submission.urgency == Urgency.K3 and submission.status in OPEN_STATUSES


def _own_voices(case: Case, at_hand: Submission | None, *, at: datetime) -> None:
    voices = Submission.objects.filter(items__case=case, status__in=OPEN_STATUSES)
    lacking = voices.filter(_ownerless()).order_by("pk")
    for each in lacking.select_for_update(no_key=True, of=("self",)):
        is_same = at_hand is not None and at_hand.pk == each.pk
        _own(at_hand if is_same and at_hand is not None else each, at=at)


def _own(submission: Submission, *, at: datetime) -> None:
    """Name the owner of a locked submission, unless somebody who may sign in holds it."""
    if submission.holder is not None and submission.holder.is_active:
        return
    chosen = next(candidates(submission, at=at), None)
    if chosen is None:
        logger.error("no officer may look after emergency %s", submission.code)
        return
    give_to(submission, chosen[0], why=chosen[1], at=at)


def give_to(submission: Submission, officer: Officer, *, why: OwnerWhy, at: datetime) -> None:
    """Make somebody the owner of a locked submission; recorded where it changes."""
    if submission.holder_id == officer.pk:
        return
    submission.holder = officer
    submission.save(update_fields=["holder"])
    fact = events.OwnerNamed(code=submission.code, officer=officer.full_name, owner_why=why)
    timeline.record(fact, submission=submission, at=at)


def candidates(submission: Submission, *, at: datetime) -> Iterator[tuple[Officer, OwnerWhy]]:
    """Yield who may own an emergency, the nearest first: on watch, on the roster, by rights.

    Among those at the desk the one with the fewest emergencies comes first.
    """
    people = on_duty(at)
    loads = Counter(
        open_emergencies().exclude(holder=None).order_by().values_list("holder", flat=True)
    )

    def nearness(each: OnDuty) -> tuple[int, int]:
        order = [DutyRole.OPERATOR, DutyRole.SHIFT_LEADER]
        return (order.index(each.role), loads[each.officer.pk])

    desk = sorted((each for each in people if each.role in AT_THE_DESK), key=nearness)
    ranked = [(each.officer, OwnerWhy.ON_WATCH) for each in desk if each.signed_on]
    ranked += [(each.officer, OwnerWhy.ON_ROSTER) for each in desk if not each.signed_on]
    ranked += [(each.officer, OwnerWhy.STANDS_IN) for rung in ladder(at) for each in rung.people]
    yield from ((officer, why) for officer, why in ranked if may_own(officer, submission))


def may_own(officer: Officer, submission: Submission) -> bool:
    """Tell whether somebody may look after it: nobody is let into a sensitive one by this."""
    if not (officer.is_active and officer.may(Right.READ)):
        return False
    return submission.sensitivity != Sensitivity.S2 or officer.may(Right.SEE_SENSITIVE)


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", name="roster.name_owners", queueing_lock="roster.name_owners")
def name_owners_now(timestamp: int) -> None:
    """Look each minute whether every open emergency has an owner."""
    name_owners(at=datetime.fromtimestamp(timestamp, UTC))


def name_owners(*, at: datetime) -> int:
    """Name an owner for each open emergency that lacks one; return how many lacked one."""
    wrong = _ownerless() | _gone(at)
    lacking = list(open_emergencies().filter(wrong).values_list("pk", flat=True))
    for identity in lacking:
        with transaction.atomic():
            found = open_emergencies().filter(wrong, pk=identity)
            submission = found.select_for_update(no_key=True, of=("self",)).first()
            if submission is not None:
                submission.holder = None
                _own(submission, at=at)
    return len(lacking)


def _gone(at: datetime) -> Q:
    """Held by somebody who went off watch just now, while a colleague stands watch.

    Somebody may register an emergency in the very moment of a handover.
    """
    people = on_duty(at)
    if not any(each.signed_on for each in people):
        return Q(pk=None)
    left = Watch.objects.filter(ended_at__gt=at - JUST_NOW, ended_at__lte=at).values("officer")
    return Q(holder__in=left) & ~Q(holder__in=[each.officer.pk for each in people])
