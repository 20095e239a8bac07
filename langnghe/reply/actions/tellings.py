"""Telling citizens by telephone: who is to be called, who calls, how each try went."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import events, search, timeline
from langnghe.register.actions.contacts import attach_contact
from langnghe.register.gates import Missing, lock_cases_of, lock_submission
from langnghe.register.models import Contact, Submission
from langnghe.register.rules import next_try_at
from langnghe.reply.actions.answered import end_tellings, mark_answered
from langnghe.reply.actions.rate import count_key, rate_by_keypad
from langnghe.reply.events import NoticedByPhone
from langnghe.reply.models import Telling
from langnghe.reply.rules import HELD_FOR

ENDING = frozenset({"told", "refused", "wrong_number"})
"""Results after which nobody calls this number again for the same thing."""


class HeldMeanwhile(Exception):
    """Another officer has this citizen before them just now."""

    def __init__(self, officer: Officer) -> None:
        super().__init__(officer.pk)
        self.officer = officer


class NoCallable(Exception):
    """The citizen left no number that can be called."""


def ask_tellings(
    told: Sequence[tuple[Submission, str]], *, is_final: bool, by: Officer | None, at: datetime
) -> list[Telling]:
    """Put citizens, with the words for each, on the list to be told by telephone.

    What was to be told before is replaced. Call it inside a transaction, submissions locked.
    """
    end_tellings([submission.pk for submission, _text in told], at=at)
    return Telling.objects.bulk_create(
        Telling(
            submission=submission,
            text=text.strip(),
            is_final=is_final,
            asked_at=at,
            asked_by=by,
            next_at=next_try_at([], at),
        )
        for submission, text in told
    )


@transaction.atomic
def tell_by_phone(
    submission_id: int, *, text: str, is_final: bool, by: Officer, at: datetime
) -> Telling:
    """Put one citizen on the list to be told by telephone; raises NoCallable."""
    submission = lock_submission(submission_id, by, Right.REPLY)
    if not submission.reporter.phone_key:
        raise NoCallable
    return ask_tellings([(submission, text)], is_final=is_final, by=by, at=at)[0]


@transaction.atomic
def take_telling(telling_id: int, *, by: Officer, at: datetime) -> Telling:
    """Have a citizen before oneself for a quarter of an hour; may be repeated.

    Raises HeldMeanwhile where another officer has them, Missing where nobody is to be told.
    """
    found = Telling.objects.filter(pk=telling_id).values_list("submission_id", flat=True).first()
    if found is None:
        raise Missing(telling_id)
    lock_submission(found, by, Right.REPLY)
    telling = Telling.objects.select_related("holder", "submission__reporter").get(pk=telling_id)
    is_held = telling.held_at is not None and at - telling.held_at < HELD_FOR
    if telling.holder is not None and telling.holder != by and is_held:
        raise HeldMeanwhile(telling.holder)
    telling.holder, telling.held_at = by, at
    telling.save(update_fields=["holder", "held_at"])
    return telling


@transaction.atomic
def record_call(
    submission_id: int, *, result: str, text: str, by: Officer, at: datetime
) -> Submission:
    """Record that the citizen was called: `told` answers the submission, others are tries.

    What was only a notice answers nothing.
    """
    submission = lock_submission(submission_id, by, Right.REPLY)
    telling = Telling.objects.filter(submission=submission, done_at=None).first()
    if telling is not None:
        _note_try(telling, result, at=at)
    is_final = telling is None or telling.is_final
    if result == "told" and is_final:
        mark_answered(submission, at=at)
    fact = _fact(submission, result, text.strip(), is_final=is_final)
    timeline.record(fact, submission=submission, by=by, at=at)
    if telling is not None:
        count_key(telling, submission, at=at)
    search.index_submission(submission)
    return submission


def _fact(submission: Submission, result: str, text: str, *, is_final: bool) -> timeline.Event:
    number = submission.reporter.phone
    if result == "told" and not is_final:
        return NoticedByPhone(number=number, text=text)
    return events.ToldByPhone(number=number, call_result=result, text=text)


def _note_try(telling: Telling, result: str, *, at: datetime) -> None:
    telling.tried_at = [*telling.tried_at, at]
    telling.next_at = next_try_at(telling.tried_at, at)
    telling.result = result
    telling.holder = telling.held_at = None
    telling.done_at = at if result in ENDING else None
    telling.pressed = telling.pressed if result == "told" else None
    telling.save()


CALL = "telling-"
"""How the name of a call begins by which somebody is told; a telling's number follows."""


def told_by(contact: Contact) -> int | None:
    """Return the number of the telling for which a call of ours was made; None for others."""
    named, prefix, number = str(contact.facts.get("returns", "")).rpartition(CALL)
    is_ours = not named and prefix and number.isdecimal() and len(number) <= 18
    return int(number) if is_ours else None


def survey_of(telling: Telling) -> str:
    """Name what the exchange asks a citizen about after the call; "" where it asks nothing.

    Only the answer is asked about, and only once, unless an officer said that nobody was told.
    """
    is_asked = telling.is_final and telling.pressed is None
    return f"{CALL}{telling.pk}-{len(telling.tried_at)}" if is_asked else ""


def join_told(contact: Contact, *, by: Officer | None, at: datetime) -> None:
    """Let a call of ours belong to the submission whose citizen was told by it.

    Call it inside a transaction; may be repeated.
    """
    telling_id = told_by(contact)
    if contact.submission_id is not None or telling_id is None:
        return
    found = Telling.objects.filter(pk=telling_id).values_list("submission_id", flat=True).first()
    if found is None:
        return
    lock_cases_of(found)
    submission = Submission.objects.select_for_update(no_key=True).get(pk=found)
    how = by.full_name if by else submission.code
    attach_contact(contact, submission, how=how, by=by, at=at, is_ours=True)


def note_survey(contact: Contact, *, at: datetime) -> None:
    """Take the key that a citizen pressed after a call of ours from its records.

    Call it inside a transaction; may be repeated.
    """
    telling_id, key = told_by(contact), contact.facts.get("pressed")
    if telling_id is not None and key is not None:
        rate_by_keypad(telling_id, key, called_at=contact.started_at or at, at=at)
