"""Sending what waits in the outbox: claimed, handed to the relay, marked."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from langnghe.mail.compose import Attached, OutgoingMail, compose
from langnghe.mail.sender import (
    PermanentFailure,
    Relay,
    RelayAway,
    RelayOptions,
    TemporaryFailure,
)
from langnghe.originals.store import Store
from langnghe.register import timeline
from langnghe.reply import events
from langnghe.reply.marked import tell_marked
from langnghe.reply.models import Outgoing

logger = logging.getLogger(__name__)
TRIES = 30
STUCK_AFTER = timedelta(minutes=5)


@transaction.atomic
def mark_bounced(message_id: str, *, why: str, permanent: bool, at: datetime) -> None:
    """Tie a bounce to the mail it is about; a delay alone changes nothing."""
    outgoing = Outgoing.objects.filter(message_id=message_id).first()
    if outgoing is None or not permanent or outgoing.state == Outgoing.State.BOUNCED:
        return
    outgoing.state = Outgoing.State.BOUNCED
    outgoing.trouble = why
    outgoing.save(update_fields=["state", "trouble"])
    fact = events.MailFailed(subject=outgoing.subject, reason=why)
    timeline.record(fact, submission=outgoing.submission, at=at)
    tell_marked([outgoing], Outgoing.State.BOUNCED, why, at)


def mark_opened(message_id: str, *, at: datetime) -> None:
    """Note once that the recipient's machine says a mail was opened; no proof that it was read."""
    outgoing = Outgoing.objects.filter(message_id=message_id, opened_at=None).first()
    if outgoing is None:
        return
    outgoing.opened_at = at
    outgoing.save(update_fields=["opened_at"])
    fact = events.MailOpened(subject=outgoing.subject)
    timeline.record(fact, submission=outgoing.submission, at=at)


def relay() -> RelayOptions | None:
    """Return the mail relay to send through; None where mail is only kept to be read."""
    return RelayOptions.of(settings.RELAY)


@app.task(queue="mail", name="reply.send", retry=False)
def send_outgoing(outgoing_id: int) -> None:
    """Send one mail; safe to repeat: one that is already sent or kept is left alone."""
    _send([outgoing_id])


@app.task(queue="mail", name="reply.send_several", retry=False)
def send_several(outgoing_ids: Sequence[int]) -> None:
    """Send some mails in one conversation with the relay; safe to repeat."""
    _send(outgoing_ids)


def _send(outgoing_ids: Sequence[int]) -> None:
    """Claim, talk to the relay outside any transaction, mark."""
    at = datetime.now(UTC)
    claimed = _claim(outgoing_ids, at=at)
    through = relay()
    if not claimed or through is None:
        _mark(claimed, Outgoing.State.KEPT, at=at)
        return
    sent: list[Outgoing] = []
    left = list(claimed)
    try:
        with Relay(through) as server:
            while left:
                if _handed_over(left[0], server, at=at):
                    sent.append(left[0])
                left.pop(0)
    except RelayAway as failure:
        for outgoing in left:
            _put_off(outgoing, str(failure))
    finally:
        _mark(sent, Outgoing.State.SENT, at=at)


def _handed_over(outgoing: Outgoing, server: Relay, *, at: datetime) -> bool:
    """Hand one mail to the relay; deal with a refusal of this one mail here."""
    mail_from = "" if outgoing.is_automatic else settings.MAIL_ADDRESS
    raw = _written(outgoing, at=at)
    if raw is None:
        return False
    try:
        server.send(raw, mail_from=mail_from, rcpt=outgoing.to_address)
    except RelayAway:
        raise
    except TemporaryFailure as failure:
        _put_off(outgoing, str(failure))
    except PermanentFailure as failure:
        _mark([outgoing], Outgoing.State.FAILED, at=at, trouble=str(failure))
    else:
        return True
    return False


def _written(outgoing: Outgoing, *, at: datetime) -> bytes | None:
    """Write a mail; where that cannot be, say so on it and return None."""
    try:
        return compose(_mail_of(outgoing))
    except OSError as failure:  # its files cannot be read now; its words can
        _put_off(outgoing, str(failure))
    except Exception as failure:  # an address that is none, whatever else no mail can hold
        logger.exception("letter %s cannot be written", outgoing.pk)
        trouble = f"the letter cannot be written ({failure})"
        _mark([outgoing], Outgoing.State.FAILED, at=at, trouble=trouble)
    return None


@transaction.atomic
def _claim(outgoing_ids: Sequence[int], *, at: datetime) -> list[Outgoing]:
    waiting = Outgoing.objects.filter(pk__in=outgoing_ids, state=Outgoing.State.QUEUED)
    claimed = list(waiting.select_for_update(skip_locked=True).order_by("pk"))
    for outgoing in claimed:
        outgoing.state = Outgoing.State.SENDING
        outgoing.tries += 1
        outgoing.claimed_at = at
    Outgoing.objects.filter(pk__in=[each.pk for each in claimed]).update(
        state=Outgoing.State.SENDING, tries=F("tries") + 1, claimed_at=at
    )
    return claimed


def _mail_of(outgoing: Outgoing) -> OutgoingMail:
    return OutgoingMail(
        from_name=settings.PROFILE_FACTS.get("sender_name", "Lắng Nghe"),
        from_address=settings.MAIL_ADDRESS,
        to_name=outgoing.to_name,
        to_address=outgoing.to_address,
        subject=outgoing.subject,
        text=outgoing.text,
        html=outgoing.html,
        message_id=outgoing.message_id,
        sent_at=outgoing.created_at,
        in_reply_to=outgoing.in_reply_to,
        references=tuple(outgoing.refers_to),
        automatic=outgoing.is_automatic,
        reply_to=outgoing.reply_to,
        attached=tuple(_attached(file) for file in outgoing.files),
    )


def _attached(file: Mapping[str, str]) -> Attached:
    with Store(settings.ORIGINALS).open(file["sha256"]) as kept:
        return Attached(file["name"], file["content_type"], kept.read())


@transaction.atomic
def _mark(mails: Sequence[Outgoing], state: str, *, at: datetime, trouble: str = "") -> None:
    """Say of mails where they stand now, on the rows and on the timeline."""
    sent_at = at if state == Outgoing.State.SENT else None
    Outgoing.objects.filter(pk__in=[each.pk for each in mails]).update(
        state=state, trouble=trouble, sent_at=sent_at
    )
    tell_marked(mails, state, trouble, at)
    if state == Outgoing.State.KEPT:
        return
    timeline.record_many(
        [
            timeline.Happened(_told(each, state, trouble), submission_id=each.submission_id)
            for each in mails
            if each.submission_id is not None
        ],
        at=at,
    )


def _told(outgoing: Outgoing, state: str, trouble: str) -> timeline.Event:
    if state == Outgoing.State.FAILED:
        return events.MailFailed(subject=outgoing.subject, reason=trouble)
    return events.MailSent(subject=outgoing.subject)


@transaction.atomic
def _put_off(outgoing: Outgoing, why: str) -> None:
    """Queue a mail again, later and later (up to an hour); after TRIES it failed."""
    if outgoing.tries >= TRIES:
        _mark([outgoing], Outgoing.State.FAILED, at=datetime.now(UTC), trouble=why)
        return
    outgoing.state = Outgoing.State.QUEUED
    outgoing.trouble = why
    outgoing.save(update_fields=["state", "trouble"])
    wait = min(3600, 10 * 2 ** min(outgoing.tries, 9))
    send_outgoing.configure(schedule_in={"seconds": wait}).defer(outgoing_id=outgoing.pk)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="mail", name="reply.sweep", queueing_lock="reply.sweep")
def sweep_outgoing(timestamp: int) -> None:
    """Queue again what a killed worker left in the middle; a mail may then go out twice."""
    before = datetime.now(UTC) - STUCK_AFTER
    stuck = Outgoing.objects.filter(state=Outgoing.State.SENDING, claimed_at__lt=before)
    for outgoing_id in stuck.values_list("pk", flat=True):
        with transaction.atomic():
            if stuck.filter(pk=outgoing_id).update(state=Outgoing.State.QUEUED):
                send_outgoing.defer(outgoing_id=outgoing_id)
