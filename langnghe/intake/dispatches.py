"""Tokens by which agencies answer: made, written into mails, found again in what comes back."""

import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings

from langnghe.intake.models import Dispatch
from langnghe.mail.letter import InboundMail
from langnghe.reply.models import Outgoing

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without those that look alike: tokens are copied by hand where a mail program loses them."""
LENGTH = 24
KEPT_FOR = timedelta(days=60)
"""So long after the deadline an agency may still answer by its mail."""

_TOKEN = rf"([{LETTERS}]{{{LENGTH}}})"
_IN_ADDRESS = re.compile(rf"\+{_TOKEN}@", re.IGNORECASE)
_IN_WORDS = re.compile(rf"(?:LN-|/a/){_TOKEN}(?![\w])", re.IGNORECASE)


def new_token() -> str:
    """Make a token nobody can guess: 24 letters of 32, 120 bits."""
    return "".join(secrets.choice(LETTERS) for _each in range(LENGTH))


def expiry(due: Iterable[datetime], *, at: datetime) -> datetime:
    """Return until when a mail about assignments with these deadlines may be answered."""
    return max([at, *due]) + KEPT_FOR


def answer_address(token: str) -> str:
    """Return the address that an answer goes to; empty where ours takes no `+`."""
    if not settings.MAIL_PLUS:
        return ""
    user, _at, domain = settings.MAIL_ADDRESS.rpartition("@")
    return f"{user}+{token}@{domain}"


def page_address(token: str) -> str:
    """Return the page on which an agency answers."""
    return f"{settings.BASE_URL}/a/{token}"


def may_answer_agency_mail(mail: InboundMail, rcpts: Iterable[str] = ()) -> bool:
    """Tell whether a mail carries a token of ours, without asking the database."""
    return next(_tokens_in(mail, rcpts), None) is not None


def dispatch_of(mail: InboundMail, rcpts: Iterable[str] = ()) -> Dispatch | None:
    """Find the mail to an agency that this one answers: by token, else by the id it names."""
    known = Dispatch.objects.select_related("agency", "outgoing")
    for token in _tokens_in(mail, rcpts):
        if (found := known.filter(token=token).first()) is not None:
            return found
    ids = [*mail.in_reply_to, *reversed(mail.references)]
    if mail.bounce is not None:
        ids.append(mail.bounce.original_message_id)
    if mail.receipt is not None:
        ids.append(mail.receipt.original_message_id)
    ours = Outgoing.objects.filter(message_id__in=[each for each in ids if each])
    return known.filter(outgoing__in=ours.values("pk")).first()


def _tokens_in(mail: InboundMail, rcpts: Iterable[str]) -> Iterator[str]:
    addresses = [*rcpts, *(address for _name, address in (*mail.to, *mail.cc))]
    for text in (*addresses, mail.subject, mail.text, mail.quoted, mail.html):
        pattern = _IN_ADDRESS if text in addresses else _IN_WORDS
        for found in pattern.finditer(text):
            yield found[1].lower()
