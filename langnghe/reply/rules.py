"""What is true of answers, without a database."""

from datetime import datetime, timedelta

from langnghe.register.states import Channel
from langnghe.reply.states import Way

SCORES = (1, 2, 3, 4, 5)
CONTENT, DISCONTENT = 4, 2
"""From the one on a citizen is content, up to the other not."""

MAY_CHANGE = timedelta(days=14)
"""So long after the first time a citizen may rate an answer otherwise."""
MAY_RATE = timedelta(days=90)
"""So long after the answer it can be rated."""
HELD_FOR = timedelta(minutes=15)
"""So long a citizen to be called is one officer's."""


def way_of(channel: str, *, mail: str, phone: str, address: str) -> Way:
    """Choose how to answer: the way the citizen came, else by mail, by telephone, by post."""
    if channel in {Channel.CALL, Channel.VISIT} and phone:
        return Way.PHONE
    if channel == Channel.LETTER and address:
        return Way.POST
    known = ((Way.MAIL, mail), (Way.PHONE, phone), (Way.POST, address))
    return next((way for way, where in known if where), Way.NONE)


def may_rate(*, answered_at: datetime, rated_at: datetime | None, at: datetime) -> bool:
    """Tell whether an answer may be rated now, for the first time or otherwise than before."""
    if rated_at is not None:
        return at <= rated_at + MAY_CHANGE
    return at <= answered_at + MAY_RATE
