"""More like this: what else was said in these words, of this topic, about this place; any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from langnghe.access.models import Officer
from langnghe.register.finding import newest_together
from langnghe.register.lexicon import documents_with
from langnghe.register.models import Contact, Submission
from langnghe.triage.models import Voice
from langnghe.triage.queries import trace_in, traces_in
from langnghe.understanding.alike import Likeness, compare
from langnghe.understanding.trace import COMMON
from langnghe.understanding.words import read_words

RAREST, SHARED, COMPARED, SHOWN = 6, 3, 200, 20
"""Of so many of the rarest words so many must be shared; so many are compared and shown."""

TRIED = 12
"""So many words that nobody counted yet are tried: most are names and slips, held only here."""

LEAST = 0.12

_ANY_BORDERS: dict[str, frozenset[str]] = {}
"""Which wards lie side by side says only how far two are apart; what is far counts nothing."""


@dataclass(frozen=True, slots=True)
class Like:
    """A submission that is like another, and how."""

    submission: Submission
    likeness: Likeness
    score: float


def more_like(submission: Submission, officer: Officer) -> list[Like]:
    """Return the submissions most like one, among those the officer may see, likest first."""
    voice = Voice.objects.filter(pk=submission.pk).first()
    if voice is None:
        return []
    hits = _candidates(_rarest(submission, officer))
    seen = Submission.objects.visible_to(officer).filter(pk__in=hits).exclude(pk=submission.pk)
    voices = Voice.objects.filter(pk__in=seen.order_by().values("pk"))
    trace = trace_in(voice)
    scored = [
        (pk, compare(trace, other, borders=_ANY_BORDERS))
        for pk, other in traces_in(voices.order_by("-received_at")[:COMPARED])
    ]
    best = sorted(scored, key=lambda pair: -_score(pair[1]))[:SHOWN]
    shown = seen.select_related("topic", "ward", "agency", "holder", "reporter").in_bulk(
        [pk for pk, _likeness in best]
    )
    likes = [Like(shown[pk], likeness, _score(likeness)) for pk, likeness in best if pk in shown]
    return [like for like in likes if like.score >= LEAST]


def _score(likeness: Likeness) -> float:
    about = 0.25 * likeness.topic + 0.15 * max(likeness.place, 0) + 0.1 * max(likeness.ward, 0)
    return 0.5 * likeness.text + about


def _rarest(submission: Submission, officer: Officer) -> list[str]:
    """Return the words of what the officer may read, folded, that fewest other submissions hold."""
    contacts = Contact.objects.visible_to(officer).filter(submission=submission)
    said = [f"{contact.subject}\n{contact.text}" for contact in contacts.order_by("received_at")]
    words = read_words("\n".join([submission.summary, *said])).words
    meant = dict.fromkeys(word.folded for word in words if len(word.folded) > 1)
    held = [word for word in meant if word.isalpha() and word not in COMMON]
    counts = documents_with(held)
    uncounted = [word for word in held if word not in counts][:TRIED]
    new = [word for word in uncounted if len(newest_together([word], limit=2)) > 1]
    return [*new, *sorted(counts, key=lambda word: (counts[word], word))][:RAREST]


def _candidates(words: Sequence[str]) -> list[int]:
    """Return submissions that hold SHARED of these words, those with the rarest first.

    Each few words are looked for by themselves: the index goes by the rarest of them, and stops.
    """
    found: dict[int, None] = {}
    for some in combinations(words, min(SHARED, len(words))):
        found |= dict.fromkeys(newest_together(some, limit=COMPARED))
        if len(found) > COMPARED:
            break
    return list(found)[: COMPARED + 1]
