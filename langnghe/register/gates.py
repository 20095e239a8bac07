"""The only ways to get hold of a contact, submission or case in order to change it."""

from collections.abc import Iterable

from django.db.models import Model, Q

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.models import Case, Contact, Submission


class Missing(Exception):
    """There is none with this identity, or this officer may not know of it: both look alike."""


class ChangedMeanwhile(Exception):
    """Somebody saved between the officer's reading and saving; nothing was overwritten."""

    def __init__(self, subject: Model) -> None:
        super().__init__(subject.pk)
        self.subject = subject


def lock_submission(
    submission_id: int,
    by: Officer,
    right: Right,
    *,
    version: int | None = None,
    cases: Iterable[int] = (),
) -> Submission:
    """Lock a submission, its cases before it, until the transaction ends.

    Cases come first everywhere: who works on a case locks it and then its voices. `cases` are
    those that it is about to join.

    Raises Missing where it is not there or not this officer's to change, ChangedMeanwhile
    where `version` is no longer the present one.
    """
    if not by.may(right):
        raise Missing(submission_id)
    if not Submission.objects.visible_to(by).filter(pk=submission_id).exists():
        raise Missing(submission_id)
    lock_cases_of(submission_id, besides=cases)
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission_id)
    if version is not None and version != submission.version:
        raise ChangedMeanwhile(submission)
    return submission


def lock_cases_of(*submission_ids: int, besides: Iterable[int] = ()) -> None:
    """Lock the cases of submissions, and others, in order, before anything else is locked."""
    cases = Case.objects.filter(items__submission__in=submission_ids).values("pk")
    wanted = Q(pk__in=cases) | Q(pk__in=list(besides))
    rows = Case.objects.filter(wanted).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk"))


def lock_case(case_id: int, by: Officer, right: Right, *, version: int | None = None) -> Case:
    """Lock a case until the transaction ends; refusals as for `lock_submission`."""
    if not by.may(right) or not Case.objects.visible_to(by).filter(pk=case_id).exists():
        raise Missing(case_id)
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if version is not None and version != case.version:
        raise ChangedMeanwhile(case)
    return case


def lock_contact(contact_id: int, by: Officer, right: Right) -> Contact:
    """Lock a contact until the transaction ends; raises Missing as above."""
    if not by.may(right) or not Contact.objects.visible_to(by).filter(pk=contact_id).exists():
        raise Missing(contact_id)
    return Contact.objects.select_for_update(no_key=True).get(pk=contact_id)
