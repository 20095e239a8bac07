"""What pages and other capabilities ask of triage; nothing here writes."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import QuerySet

from langnghe.triage.models import Voice
from langnghe.understanding.seen import Point
from langnghe.understanding.trace import Trace


def voices_so_far() -> Iterator[tuple[str, Trace]]:
    """Yield every voice of the register with its submission's code, in order of arrival."""
    voices = Voice.objects.select_related("submission").order_by("received_at", "pk")
    for voice in voices.iterator(chunk_size=500):
        yield voice.submission.code, trace_in(voice)


def events_of(
    voices: Iterable[int], *, cases: Mapping[int, int], likely: Mapping[int, int]
) -> dict[int, int]:
    """Return a number for the event of each voice: its case, else that of its likeliest voice.

    `cases`: the case of each that has one; its event is that number below 0. `likely`: the voice
    each is likest to, which came before it.
    """
    event_of: dict[int, int] = {}
    for voice in sorted(voices):
        liked = event_of.get(likely.get(voice, 0), voice)
        event_of[voice] = -cases[voice] if voice in cases else liked
    return event_of


_TRACED = (
    "received_at", "terms", "weights", "topics", "wards", "places", "names", "size", "author",
    "is_apart", "is_told", "passing", "danger", "seen_at", "latitude", "longitude", "things",
)  # fmt: skip


def traces_in(voices: QuerySet[Voice]) -> Iterator[tuple[int, Trace]]:
    """Yield kept voices as they are compared, each with its submission's key: no more is read."""
    for row in voices.values_list("pk", *_TRACED, named=True):
        yield row.pk, trace_in(row)


def trace_in(voice: Voice) -> Trace:
    """Return a kept voice as it is compared."""
    return Trace(
        received_at=voice.received_at,
        terms=dict(zip(voice.terms, voice.weights, strict=True)),
        topics=voice.topics,
        wards=voice.wards,
        places=frozenset(voice.places),
        names=voice.names,
        size=voice.size,
        author=voice.author,
        is_apart=voice.is_apart,
        is_told=voice.is_told,
        passing=voice.passing,
        danger=voice.danger,
        seen_at=voice.seen_at,
        seen_from=_point(voice),
        things={sort: frozenset(names) for sort, names in voice.things.items()},
    )


def _point(voice: Voice) -> Point | None:
    if voice.latitude is None or voice.longitude is None:
        return None
    return voice.latitude, voice.longitude
