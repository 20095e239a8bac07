"""Acknowledging a citizen's mail: the code, once, never to a robot."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from langnghe.register import timeline
from langnghe.register.models import Contact, Submission
from langnghe.reply import events
from langnghe.reply.actions.answer import fresh_message_id
from langnghe.reply.actions.send import send_several
from langnghe.reply.letters import drafts_of_new, html_of
from langnghe.reply.models import Outgoing

ACKNOWLEDGEMENTS_A_DAY = 10
"""More than this to one address in a day means two robots are talking to each other."""
AT_ONCE = 20
"""Mails in one conversation with the relay."""

Opened = tuple[Submission, Contact]


def acknowledge(submission: Submission, contact: Contact, *, at: datetime) -> Outgoing | None:
    """Tell the sender of a mail that opened a submission its code, once; None where not told."""
    letters = acknowledge_opened([(submission, contact)], at=at)
    return letters[0] if letters else None


def acknowledge_opened(opened: Sequence[Opened], *, at: datetime) -> list[Outgoing]:
    """Tell the senders of new mails their codes; return the letters. Inside a transaction.

    Once per submission; never to robots (RFC 3834): a contact says whether it is `answerable`.
    A flood from one address is not answered on and on.
    """
    wanted = list(_wanted(opened, at=at))
    drafts = drafts_of_new("acknowledgement", [submission for submission, _c, _to in wanted])
    letters = [
        Outgoing(
            submission=submission,
            purpose=Outgoing.Purpose.ACKNOWLEDGEMENT,
            once_key=f"ack:{submission.pk}",
            to_address=address,
            to_name=contact.sender_name,
            subject=draft.subject,
            text=draft.text,
            html=html_of(draft.text, code=submission.code, language=submission.language),
            message_id=fresh_message_id(submission),
            in_reply_to=contact.message_id,
            refers_to=[contact.message_id] if contact.message_id else [],
            is_automatic=True,
            created_at=at,
        )
        for (submission, contact, address), draft in zip(wanted, drafts, strict=True)
    ]
    Outgoing.objects.bulk_create(letters)
    told = [
        timeline.Happened(
            events.Acknowledged(address=address),
            submission_id=submission.pk,
            contact_id=contact.pk,
        )
        for submission, contact, address in wanted
    ]
    timeline.record_many(told, at=at)
    for first in range(0, len(letters), AT_ONCE):
        send_several.defer(outgoing_ids=[each.pk for each in letters[first : first + AT_ONCE]])
    return letters


def _wanted(opened: Sequence[Opened], *, at: datetime) -> Iterator[tuple[Submission, Contact, str]]:
    """Choose whom to tell: with an address, no robot, not told already or too often."""
    keys = [f"ack:{submission.pk}" for submission, _contact in opened]
    told = Outgoing.objects.filter(once_key__in=keys).values_list("once_key", flat=True)
    done = set(told)
    addresses = [str(contact.facts.get("reply_to") or contact.sender_key) for _s, contact in opened]
    sent_today = Counter(
        dict(
            Outgoing.objects.filter(
                to_address__in=set(addresses),
                purpose=Outgoing.Purpose.ACKNOWLEDGEMENT,
                created_at__gte=at - timedelta(days=1),
            )
            .order_by()
            .values_list("to_address")
            .annotate(Count("pk"))
        )
    )
    for (submission, contact), address, key in zip(opened, addresses, keys, strict=True):
        if not address or not contact.answerable or key in done:
            continue
        if sent_today[address] < ACKNOWLEDGEMENTS_A_DAY:
            sent_today[address] += 1
            yield submission, contact, address
