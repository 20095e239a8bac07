"""What does not agree between the channels and the register."""

from collections.abc import Iterator
from datetime import datetime

from langnghe.duty.faults import Found
from langnghe.intake.models import Difference


def open_differences(at: datetime) -> Iterator[Found]:
    """Say how many differences nobody has repaired or explained."""
    count = Difference.objects.filter(state=Difference.State.OPEN, found_at__lte=at).count()
    if count:
        yield Found(name="balance", words=str(count))
