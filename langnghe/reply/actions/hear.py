"""What answering does because of facts elsewhere."""

from collections.abc import Sequence

from langnghe.register.models import Entry
from langnghe.register.states import OPEN_STATUSES
from langnghe.reply.actions.answered import end_tellings


def hear_ended(entries: Sequence[Entry]) -> None:
    """Take citizens whose submission ended from the list to be told by telephone."""
    for entry in entries:
        submission = entry.submission
        if submission is not None and submission.status not in OPEN_STATUSES:
            end_tellings([submission.pk], at=entry.at)
