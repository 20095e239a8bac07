"""What follows when a citizen knows the answer."""

from collections.abc import Sequence
from datetime import datetime

from langnghe.register.models import Submission
from langnghe.register.states import Status
from langnghe.reply.models import Telling


def mark_answered(submission: Submission, *, at: datetime) -> None:
    """Say of a locked submission that its citizen was answered; raises IllegalMove."""
    submission.move_to(Status.ANSWERED)
    submission.answered_at = at
    submission.asks_reopen_at = None
    submission.version += 1
    submission.save()
    end_tellings([submission.pk], at=at)


def end_tellings(submission_ids: Sequence[int], *, at: datetime) -> None:
    """Take citizens from the list to be told by telephone: they know."""
    Telling.objects.filter(submission__in=submission_ids, done_at=None).update(
        done_at=at, holder=None
    )
