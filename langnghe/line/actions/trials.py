"""Trial calls: the hotline calls itself, at the beginning of each shift or when it is asked to."""

import logging
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line import events, labels, queries
from langnghe.line.models import Trial
from langnghe.line.place import exchange_place
from langnghe.line.rules import TRIAL_AGAIN, shift_began
from langnghe.line.states import Finding
from langnghe.register import timeline
from langnghe.register.models import Contact
from langnghe.register.states import Channel
from langnghe.register.timeline import tell_screens
from langnghe.telephony.exchange import trial as trial_call
from langnghe.telephony.exchange.talk import Place, Refused, Unreachable
from langnghe.telephony.records import TRIAL

logger = logging.getLogger(__name__)


class NoExchange(Exception):
    """This hotline has no exchange that could be tried."""


@app.periodic(cron="* * * * *")
@app.task(name="line.try_each_shift", queueing_lock="line.try_each_shift", pass_context=False)
def try_each_shift(timestamp: int) -> None:
    """Begin the trial call of a shift once; again after a while where it failed.

    An exchange that is known to be away has an alarm of its own.
    """
    at = datetime.fromtimestamp(timestamp, UTC)
    if settings.TRIAL_CALLS and exchange_place() is not None and is_due(at=at):
        begin_trial(by=None, at=at)


def is_due(*, at: datetime) -> bool:
    """Tell whether this shift wants a trial call now."""
    began = shift_began(settings.SHIFTS, timezone.localtime(at))
    last = queries.last_trial()
    if last is not None and last.began_at >= began:
        return bool(last.finding) and not last.is_good and last.began_at <= at - TRIAL_AGAIN
    return any(each.is_there for each in queries.exchanges(at=at))


def begin_trial(*, by: Officer | None, at: datetime) -> Trial:
    """Let the hotline call itself; while a trial call goes on, return that one.

    Raises NoExchange.
    """
    if by is not None:
        require(by, Right.REGISTER)
    place = exchange_place()
    if place is None:
        raise NoExchange
    trial, is_new = _note_begun(place, by=by, at=at)
    if is_new:
        try:
            trial_call.begin(place, trial.call)
        except (Unreachable, Refused) as failure:
            logger.warning("the exchange did not begin a trial call: %s", failure)
            note_finding(trial.pk, Finding.NOT_TAKEN, at=at)
            trial.refresh_from_db()
    return trial


@transaction.atomic
def _note_begun(place: Place, *, by: Officer | None, at: datetime) -> tuple[Trial, bool]:
    going = Trial.objects.select_for_update(of=("self",)).filter(finding="").first()
    if going is not None:
        return going, False
    call = f"{TRIAL}{int(at.timestamp())}"
    trial, is_new = Trial.objects.get_or_create(
        exchange=place.name, call=call, defaults={"by": by, "began_at": at}
    )
    tell_screens("line", trial.pk, what="line.trial_begun")
    return trial, is_new


@transaction.atomic
def note_finding(
    trial_id: int,
    finding: Finding,
    *,
    at: datetime,
    likeness: tuple[float | None, float | None] = (None, None),
) -> bool:
    """Write down what a trial call showed, once; what failed raises an alarm. Tell whether news.

    `likeness` is how surely caller and officer are heard; None where there is no recording.
    """
    trial = Trial.objects.select_for_update(of=("self",)).get(pk=trial_id)
    if trial.finding:
        return False
    trial.finding, trial.ended_at = finding, at
    trial.caller_likeness, trial.officer_likeness = likeness
    trial.save(update_fields=["finding", "ended_at", "caller_likeness", "officer_likeness"])
    contact = Contact.objects.filter(channel=Channel.CALL, external_id=trial.key).first()
    if contact is not None:
        caller, officer = (each or 0.0 for each in likeness)
        words = str(labels.FINDINGS[finding])
        fact = events.TrialJudged(finding=words, caller=caller, officer=officer)
        timeline.record(fact, contact=contact, at=at)
    if finding != Finding.GOOD:
        logger.warning("trial call %s: %s", trial.key, finding)
        tell_screens("line", trial.pk, what="line.trial_failed")
    tell_screens("line", trial.pk, what="line.trial_judged")
    return True
