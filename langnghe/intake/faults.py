"""What does not agree between the channels and the register, and what is not read."""

from collections.abc import Iterator
from datetime import datetime

from langnghe.duty.faults import LONGEST_WAIT, Found
from langnghe.intake.models import Arrival, Difference
from langnghe.register.states import ContactState


def open_differences(at: datetime) -> Iterator[Found]:
    """Say how many differences nobody has repaired or explained."""
    count = Difference.objects.filter(state=Difference.State.OPEN, found_at__lte=at).count()
    if count:
        yield Found(name="balance", words=str(count))


def unread_mail(at: datetime) -> Iterator[Found]:
    """Say how much of what arrived waits too long to be read: no room for files, or worse."""
    late = Arrival.objects.filter(
        accepted_at__lt=at - LONGEST_WAIT, contact__state=ContactState.ARRIVED
    )
    if count := late.count():
        yield Found(name="reading", words=str(count))
