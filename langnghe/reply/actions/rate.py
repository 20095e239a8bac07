"""Whether citizens are content: by the link in the letter, by a key, told to an officer."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import timeline
from langnghe.register.actions.submissions import ask_reopen
from langnghe.register.gates import lock_cases_of, lock_submission
from langnghe.register.models import Submission
from langnghe.reply import events
from langnghe.reply.models import Knock, Outgoing, Satisfaction, Telling
from langnghe.reply.rules import DISCONTENT, SCORES, may_rate
from langnghe.reply.states import RatedBy

LONGEST_WORDS = 4000
KNOCKS, KNOCK_SPAN = 40, timedelta(minutes=10)
"""So often one address may send a rating within so long."""
CHANGES = 20
"""So often one answer may be rated in all: more is a machine."""


class NoSuchAnswer(Exception):
    """No answer carries this key, whoever made it up."""


class RatedTooLate(Exception):
    """The time in which this answer could be rated, or rated otherwise, is over."""


class NoScore(Exception):
    """A rating is a number from 1 to 5."""


class TooManyKnocks(Exception):
    """Too many ratings came from this address, or for this answer."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a citizen says of an answer: 1 to 5, whether they accept it, words."""

    score: int
    agreed: bool | None = None
    words: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no score."""
        if self.score not in SCORES:
            raise NoScore


def ask_key_of(once_key: str) -> str:
    """Return the key with which the reader of an answer rates it: nobody else can make it up.

    160 bits of an HMAC over the letter's own key; the letter keeps it, so that it outlives a
    change of the secret.
    """
    return salted_hmac("reply.ask", once_key, algorithm="sha256").hexdigest()[:40]


def answer_of(ask_key: str) -> Outgoing:
    """Return the answer that carries a key; raises NoSuchAnswer."""
    if not ask_key:
        raise NoSuchAnswer
    found = Outgoing.objects.select_related("submission").filter(ask_key=ask_key).first()
    if found is None or found.submission is None:
        raise NoSuchAnswer
    return found


@transaction.atomic
def rate_by_link(ask_key: str, verdict: Verdict, *, at: datetime) -> Satisfaction:
    """Keep what the reader of an answer says of it; may be repeated, the last one counts.

    Raises NoSuchAnswer, RatedTooLate, TooManyKnocks.
    """
    answer = answer_of(ask_key)
    submission = _locked(answer.submission_id or 0)
    earlier = Satisfaction.objects.filter(outgoing=answer).first()
    rated_at = earlier.at if earlier else None
    if not may_rate(answered_at=answer.created_at, rated_at=rated_at, at=at):
        raise RatedTooLate
    if earlier is not None and earlier.times >= CHANGES:
        raise TooManyKnocks
    if earlier is None:
        return _keep(Satisfaction(outgoing=answer), submission, verdict, RatedBy.LINK, at=at)
    return _change(earlier, submission, verdict, RatedBy.LINK, at=at)


def rate_by_keypad(
    telling_id: int, key: int, *, called_at: datetime, at: datetime
) -> Satisfaction | None:
    """Keep the key a citizen pressed after a call, 0 for none; return the rating it makes.

    It counts once an officer says that the answer was told by that call, before the key is filed or
    after it. Call it inside a transaction; may be repeated: the first key counts.
    """
    found = Telling.objects.filter(pk=telling_id).values_list("submission_id", flat=True).first()
    if found is None:
        return None
    submission = _locked(found)
    telling = Telling.objects.get(pk=telling_id)
    if telling.pressed or any(in_vain > called_at for in_vain in telling.in_vain):
        return None
    telling.pressed = key if key in SCORES else 0
    telling.save(update_fields=["pressed"])
    return count_key(telling, submission, at=at)


def count_key(telling: Telling, submission: Submission, *, at: datetime) -> Satisfaction | None:
    """Make the key that was pressed a rating, once the answer was told; submission locked.

    It goes before what an officer noted; words that they noted stay.
    """
    if not telling.pressed or telling.result != "told" or not telling.is_final:
        return None
    earlier = Satisfaction.objects.filter(telling=telling).first()
    if earlier is None:
        made, verdict = Satisfaction(telling=telling), Verdict(score=telling.pressed)
        return _keep(made, submission, verdict, RatedBy.KEYPAD, at=at)
    if earlier.way == RatedBy.KEYPAD:
        return None
    noted, earlier.submission = earlier.score, submission
    verdict = Verdict(score=telling.pressed, agreed=earlier.agreed, words=earlier.words)
    earlier.changed_at, earlier.times = at, earlier.times + 1
    kept = _say(earlier, verdict, RatedBy.KEYPAD, by=None, at=at)
    _say_whose_counts(kept, noted, at=at)
    return kept


def _say_whose_counts(
    kept: Satisfaction, noted: int, *, at: datetime, by: Officer | None = None, text: str = ""
) -> None:
    """Say on the timeline that a key goes before what an officer noted, where these differ."""
    fact: timeline.Event = events.KeyCounts(score=kept.score, noted=noted, text=text)
    if noted == kept.score:
        fact = events.Rated(score=noted, text=text)
    if noted != kept.score or text:
        timeline.record(fact, submission=kept.submission, by=by, at=at)


@transaction.atomic
def rate_told(submission_id: int, verdict: Verdict, *, by: Officer, at: datetime) -> Satisfaction:
    """Keep what a citizen told an officer of the answer; a call that was rated is changed.

    The key that the citizen pressed after the call stays; the words are kept beside it.
    """
    submission = lock_submission(submission_id, by, Right.REPLY)
    tellings = Telling.objects.filter(submission=submission, result="told", is_final=True)
    telling = tellings.order_by("-done_at").first()
    earlier = Satisfaction.objects.filter(telling=telling).first() if telling else None
    if earlier is None:
        made = Satisfaction(telling=telling)
        return _keep(made, submission, verdict, RatedBy.OFFICER, by=by, at=at)
    if earlier.way == RatedBy.KEYPAD:
        return _add_words(earlier, submission, verdict, by=by, at=at)
    return _change(earlier, submission, verdict, RatedBy.OFFICER, by=by, at=at)


def _add_words(
    kept: Satisfaction, submission: Submission, verdict: Verdict, *, by: Officer, at: datetime
) -> Satisfaction:
    """Add what an officer heard to the key that a citizen pressed, which stays."""
    kept.submission, words = submission, _words_of(verdict)
    if words:
        kept.words, kept.changed_at = words, at
        kept.save(update_fields=["words", "changed_at"])
    _say_whose_counts(kept, verdict.score, by=by, at=at, text=words)
    return kept


def _locked(submission_id: int) -> Submission:
    lock_cases_of(submission_id)
    return Submission.objects.select_for_update(no_key=True).get(pk=submission_id)


def _keep(
    made: Satisfaction,
    submission: Submission,
    verdict: Verdict,
    way: RatedBy,
    *,
    at: datetime,
    by: Officer | None = None,
) -> Satisfaction:
    made.submission, made.at = submission, at
    made.agency_id, made.topic_id = submission.agency_id, submission.topic_id
    return _say(made, verdict, way, by=by, at=at)


def _change(
    made: Satisfaction,
    submission: Submission,
    verdict: Verdict,
    way: RatedBy,
    *,
    at: datetime,
    by: Officer | None = None,
) -> Satisfaction:
    made.submission = submission
    said = (verdict.score, verdict.agreed, _words_of(verdict))
    if (made.score, made.agreed, made.words) == said:
        return made
    made.changed_at, made.times = at, made.times + 1
    return _say(made, verdict, way, by=by, at=at)


def _words_of(verdict: Verdict) -> str:
    return verdict.words.strip()[:LONGEST_WORDS]


def _say(
    made: Satisfaction, verdict: Verdict, way: RatedBy, *, at: datetime, by: Officer | None
) -> Satisfaction:
    """Write a rating down; one that is bad asks whether the work begins again."""
    words = _words_of(verdict)
    made.score, made.agreed, made.words = verdict.score, verdict.agreed, words
    made.way, made.by = way, by
    made.save()
    fact = _fact(verdict.score, words, way)
    timeline.record(fact, submission=made.submission, by=by, at=at)
    if verdict.score <= DISCONTENT or verdict.agreed is False:
        ask_reopen(made.submission, text=f"{verdict.score}/5. {words}".strip(), at=at)
    return made


def _fact(score: int, words: str, way: RatedBy) -> timeline.Event:
    if way == RatedBy.KEYPAD:
        return events.RatedByKey(score=score)
    return events.Rated(score=score, text=words)


_KNOCK = """
INSERT INTO reply_knock (who, since, times) VALUES (%s, %s, 1)
ON CONFLICT (who, since) DO UPDATE SET times = reply_knock.times + 1 RETURNING times
"""


def knock(address: str, *, at: datetime) -> None:
    """Count a rating that comes from an address; raises TooManyKnocks."""
    who = salted_hmac("reply.knock", address, algorithm="sha256").hexdigest()
    span = int(KNOCK_SPAN.total_seconds())
    since = datetime.fromtimestamp(int(at.timestamp()) // span * span, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_KNOCK, (who, since))
        times = cursor.fetchone()[0]
    if times > KNOCKS:
        raise TooManyKnocks


@app.periodic(cron="20 19 * * *")
@app.task(queue="upkeep", name="reply.forget_knocks", queueing_lock="reply.forget_knocks")
def forget_knocks(timestamp: int) -> None:
    """Forget who came to the public pages more than a day ago."""
    before = datetime.fromtimestamp(timestamp, UTC) - timedelta(days=1)
    Knock.objects.filter(since__lt=before).delete()
