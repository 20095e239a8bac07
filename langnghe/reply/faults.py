"""What does not work where letters go out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from langnghe.duty.faults import Found
from langnghe.reply.models import Outgoing

PATIENCE = timedelta(minutes=15)


def relay_away(at: datetime) -> Iterator[Found]:
    """Say how many letters the relay has not taken though it was tried."""
    waiting = Outgoing.objects.filter(state=Outgoing.State.QUEUED, created_at__lt=at - PATIENCE)
    count = waiting.exclude(trouble="").count()
    if count:
        yield Found(name="relay", words=str(count))
