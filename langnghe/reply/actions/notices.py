"""What citizens are told on the way: accepted, passed on, more time needed."""

from datetime import datetime

from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.gates import lock_submission
from langnghe.register.models import Case, Submission
from langnghe.register.states import Sensitivity, Status
from langnghe.reply.actions.answer import answer_by_mail
from langnghe.reply.actions.tellings import tell_by_phone
from langnghe.reply.letters import draft_from
from langnghe.reply.models import ReplyTemplate
from langnghe.reply.rules import way_of
from langnghe.reply.states import Way

MORE_TIME = "more_time_notice"
UNDER_WAY = (Status.REGISTERED, Status.FORWARDED, Status.RESULTED)
FIRST = {Status.REGISTERED: "accepted_notice", Status.FORWARDED: "first_notice"}
"""The first notice is due within 10 working days (Luật Tiếp công dân 2013 Đ.28.1)."""


class NoWay(Exception):
    """The citizen left no address and no number: there is nobody to tell."""


class NoNotice(Exception):
    """Where the submission stands now there is no first notice to give."""


def way_to(submission: Submission) -> Way:
    """Return how the citizen of a submission is told."""
    reporter = submission.reporter
    return way_of(
        submission.channel, mail=reporter.email, phone=reporter.phone_key, address=reporter.address
    )


@transaction.atomic
def send_first_notice(submission_id: int, *, by: Officer, at: datetime) -> Way:
    """Tell the citizen that the matter was accepted, or passed on; may be repeated.

    Return how. Raises NoNotice, NoWay.
    """
    submission = lock_submission(submission_id, by, Right.REPLY)
    template = FIRST.get(Status(submission.status))
    if template is None:
        raise NoNotice
    return _tell(submission, template, f"first:{submission.pk}:{template}", by=by, at=at)


def tell_more_time(case: Case, *, key: str, by: Officer, at: datetime) -> list[Submission]:
    """Tell each voice of a locked case that it takes longer, and until when; return who was told.

    `key` names the extension: may be repeated. Sensitive voices, and those nobody can be told,
    are left to an officer. Where the office has no text for it nobody is told.
    """
    known = ReplyTemplate.objects.filter(code=MORE_TIME).exists()
    if not known or not by.may(Right.REPLY):
        return []
    voices = Submission.objects.visible_to(by).filter(items__case=case, status__in=UNDER_WAY)
    told = []
    for submission in voices.exclude(sensitivity=Sensitivity.S2).order_by("pk"):
        if way_to(submission) in {Way.MAIL, Way.PHONE}:
            _tell(submission, MORE_TIME, f"more-time:{key}:{submission.pk}", by=by, at=at)
            told.append(submission)
    return told


def _tell(
    submission: Submission, template: str, once_key: str, *, by: Officer, at: datetime
) -> Way:
    draft, way = draft_from(template, submission, officer=by.full_name), way_to(submission)
    if way == Way.PHONE:
        tell_by_phone(submission.pk, text=draft.text, is_final=False, by=by, at=at)
    elif submission.reporter.email:
        answer_by_mail(
            submission.pk,
            subject=draft.subject,
            text=draft.text,
            once_key=once_key,
            final=False,
            by=by,
            at=at,
        )
    else:
        raise NoWay
    return way
