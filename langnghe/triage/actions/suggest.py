"""Suggesting: each new submission is read and compared, and calls a person where it must."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from langnghe.duty.actions.alarms import adopt_alarm, raise_alarm
from langnghe.originals.kinds import Look, look_of
from langnghe.originals.photos import Taken, where_taken
from langnghe.originals.store import Store
from langnghe.register.models import Attachment, Contact, Submission
from langnghe.register.rules import summary_of
from langnghe.register.states import Status
from langnghe.register.timeline import tell_screens
from langnghe.triage.actions.compare import find_alike
from langnghe.triage.actions.decide import keep_decision
from langnghe.triage.actions.hear import calls_in
from langnghe.triage.knowing import knowledge, live_model, rarity
from langnghe.triage.models import Suggestion, Voice
from langnghe.understanding.finding import Understanding, as_facts
from langnghe.understanding.reading import understand
from langnghe.understanding.seen import Photo, Point
from langnghe.understanding.trace import Trace, trace_of
from langnghe.understanding.words import read_words

SWEPT_WITHIN = timedelta(days=2)
"""Submissions without a suggestion are looked for so far back."""

BATCH, _PHOTOS = 50, 4


@dataclass(frozen=True, slots=True)
class Said:
    """What a submission says: the words of the contact that says most of it.

    `heard` is a machine's draft of what was said besides; it is read after what was written.
    """

    contact_id: int
    subject: str
    text: str
    channel: str
    heard: str = ""

    @property
    def written(self) -> str:
        """What people wrote: the characters that are shown with marks."""
        return f"{self.subject}\n{self.text}" if self.subject else self.text

    @property
    def body(self) -> str:
        """All that was said, but for the subject."""
        return "\n".join(filter(None, (self.text, self.heard)))

    @property
    def whole(self) -> str:
        """What is read: the characters that the spans of findings count."""
        return f"{self.subject}\n{self.body}" if self.subject else self.body


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the written words: photographs, and what a machine heard."""

    photos: Sequence[Taken] = ()
    heard: str = ""

    @property
    def points(self) -> list[Point]:
        """Return where the photographs were taken."""
        return [photo.point for photo in self.photos if photo.point]


def suggest_soon(submission_ids: Sequence[int]) -> None:
    """Let the worker suggest for these, once the running transaction commits."""
    if submission_ids:
        suggest_later.defer(submission_ids=list(submission_ids))


@app.task(queue="triage", name="triage.suggest")
def suggest_later(submission_ids: list[int]) -> None:
    """Suggest for some submissions; may be repeated."""
    for submission_id in submission_ids:
        suggest(submission_id, at=datetime.now(UTC))


@app.periodic(cron="*/15 * * * * *")
@app.task(queue="triage", name="triage.sweep", queueing_lock="triage.sweep")
def sweep_unread(timestamp: int) -> None:
    """Suggest for new submissions that no job was left for.

    Knowledge is read though none waits: the first call that is typed must not wait for it.
    """
    knowledge()
    at = datetime.fromtimestamp(timestamp, UTC)
    waiting = Submission.objects.filter(
        status=Status.NEW, suggestion=None, created_at__gte=at - SWEPT_WITHIN
    ).order_by("created_at")
    for submission_id in waiting.values_list("pk", flat=True)[:BATCH]:
        suggest(submission_id, at=at)


def what_is_said(submission: Submission, heard: str = "") -> Said | None:
    """Return the words a submission is understood from; None where there are none yet."""
    contacts = list(submission.contacts.order_by("received_at", "pk"))
    with_words = [contact for contact in contacts if _words_of(contact)] or contacts
    if not with_words or not (heard or _words_of(with_words[0])):
        return None
    first = with_words[0]
    return Said(first.pk, first.subject, first.text, first.channel, heard)


def photos_of(submission_id: int) -> list[Taken]:
    """Return where and when the photographs of a submission were taken, as their cameras say."""
    store = Store(settings.ORIGINALS)
    files = Attachment.objects.filter(contact__submission=submission_id).order_by("pk")
    pictures = [file for file in files if look_of(file.name, file.content_type) == Look.PICTURE]
    found = [where_taken(store.path(file.sha256)) for file in pictures[:_PHOTOS]]
    return [taken for taken in found if taken is not None]


def _words_of(contact: Contact) -> str:
    return f"{contact.subject} {contact.text}".strip()


def suggest(
    submission_id: int, *, at: datetime, is_past: bool = False, heard: str = ""
) -> Suggestion | None:
    """Read one submission and keep what is suggested for it; anew when its words changed.

    `heard`: a machine's draft of what the citizen said on the telephone; it is read after what
    an officer wrote down, and stays read when others words come.

    A submission that an officer has confirmed keeps the suggestion that was confirmed; one that
    `is_past` calls nobody and is compared with none. Returns None where nothing is said. May be
    repeated.
    """
    beside = Beside() if is_past else Beside(photos_of(submission_id), heard.strip())
    return _suggest(submission_id, beside, at=at, is_past=is_past)


@transaction.atomic
def _suggest(
    submission_id: int, beside: Beside, *, at: datetime, is_past: bool
) -> Suggestion | None:
    submission = (
        Submission.objects.select_for_update(no_key=True, of=("self",))
        .select_related("reporter", "holder")
        .get(pk=submission_id)
    )
    earlier = Suggestion.objects.filter(pk=submission_id).first()
    said = what_is_said(
        submission, beside.heard or (earlier.facts.get("heard", "") if earlier else "")
    )
    if said is None or (earlier is not None and earlier.confirmed_at is not None):
        return None
    understanding = understand(
        said.body, knowledge(), subject=said.subject, channel=said.channel, points=beside.points
    )
    suggestion = _keep(submission, said, understanding, beside, at=at)
    trace = _trace(submission, said, understanding, beside)
    keep_voice(submission, trace)
    if is_past:
        return suggestion
    find_alike(submission, trace)
    if submission.status == Status.NEW or earlier is None:
        _alarm(submission, said, understanding, at=at)
    if submission.status != Status.NEW and submission.holder is not None:
        keep_decision(submission, by=submission.holder, at=at)  # who took the call decided first
    tell_screens("submission", submission.pk, what="triage.suggested")
    return suggestion


def _keep(
    submission: Submission,
    said: Said,
    understanding: Understanding,
    beside: Beside,
    *,
    at: datetime,
) -> Suggestion:
    facts = as_facts(understanding) | {
        "contact": said.contact_id,
        "length": len(said.written),
        "heard": said.heard,
        "photos": [asdict(photo) for photo in beside.photos],
        "pieces": [_piece(said.whole[start:end]) for start, end in understanding.matters],
    }
    suggestion, _made = Suggestion.objects.update_or_create(
        submission=submission,
        defaults={
            "made_at": at,
            "model_id": live_model(),
            "kind": understanding.kind.value if understanding.kind else "",
            "topic": understanding.topics[0].value if understanding.topics else "",
            "ward": understanding.ward.value if understanding.ward else "",
            "urgency": understanding.urgency.value,
            "sensitivity": understanding.sensitivity.value,
            "facts": facts,
        },
    )
    return suggestion


def _piece(text: str) -> dict[str, str]:
    """Say what one of several matters is suggested to be."""
    found = understand(text, knowledge())
    return {
        "words": summary_of(text),
        "topic": found.topics[0].value if found.topics else "",
        "ward": found.ward.value if found.ward else "",
        "urgency": found.urgency.value,
        "sensitivity": found.sensitivity.value,
    }


def _trace(
    submission: Submission, said: Said, understanding: Understanding, beside: Beside
) -> Trace:
    reporter = submission.reporter
    author = reporter.phone_key or reporter.email
    words = read_words(said.whole)
    return trace_of(
        words,
        understanding,
        rarity(),
        received_at=submission.received_at,
        author=hashlib.sha256(author.encode()).hexdigest() if author else "",
        photos=[_shot(photo) for photo in beside.photos],
    )


def _shot(taken: Taken) -> Photo:
    """Return a photograph as voices are compared by it; its camera goes by the city's time."""
    here = timezone.get_default_timezone()
    at = datetime.fromisoformat(taken.at).replace(tzinfo=here) if taken.at else None
    return Photo(taken.point, at)


def hear_voice(submission: Submission) -> Voice | None:
    """Keep by what one is compared that came before suggestions were made, or was brought in.

    Nothing is suggested, proposed or alarmed: it is past. None where nothing is said.
    """
    said = what_is_said(submission)
    if said is None:
        return None
    understanding = understand(said.text, knowledge(), subject=said.subject, channel=said.channel)
    return keep_voice(submission, _trace(submission, said, understanding, Beside()))


def keep_voice(submission: Submission, trace: Trace) -> Voice:
    """Keep by what a submission is compared with others. May be repeated."""
    group = max(trace.topics, key=trace.topics.__getitem__, default="").partition(".")[0]
    ward = max(trace.wards, key=trace.wards.__getitem__, default="")
    voice, _made = Voice.objects.update_or_create(
        submission=submission,
        defaults={
            "received_at": trace.received_at,
            "group": group,
            "ward": ward,
            "terms": list(trace.terms),
            "weights": list(trace.terms.values()),
            "topics": dict(trace.topics),
            "wards": dict(trace.wards),
            "places": [name[:120] for name in sorted(trace.places)],
            "names": dict(trace.names),
            "size": trace.size,
            "author": trace.author,
            "is_apart": trace.is_apart,
            "is_told": trace.is_told,
            "passing": trace.passing,
            "danger": trace.danger,
            "seen_at": trace.seen_at,
            "latitude": trace.seen_from[0] if trace.seen_from else None,
            "longitude": trace.seen_from[1] if trace.seen_from else None,
            "things": {sort: sorted(names) for sort, names in trace.things.items()},
        },
    )
    return voice


def _alarm(
    submission: Submission, said: Said, understanding: Understanding, *, at: datetime
) -> None:
    """Call a person for danger and for what is sensitive and urgent, once each."""
    sources = list(submission.contacts.values_list("external_id", flat=True))
    for call in calls_in(said.whole, understanding):
        tied = [adopt_alarm(f"{call.kind}:{each}", submission, at=at) for each in sources]
        if not any(tied):
            raise_alarm(
                call.kind, key=f"{call.kind}:{submission.pk}", rule=call.rule, words=call.words,
                submission=submission, at=at,
            )  # fmt: skip
