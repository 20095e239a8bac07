"""Hearing danger: in submissions, in the words of a call as it is typed, in a machine's draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from langnghe.duty.actions.alarms import raise_alarm
from langnghe.duty.models import Alarm
from langnghe.duty.states import AlarmKind
from langnghe.register.models import Submission
from langnghe.triage.knowing import knowledge
from langnghe.understanding.finding import Understanding
from langnghe.understanding.reading import understand

_SENSITIVE = "sensitive_urgent"
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What calls a person at once: by which rule, on which words."""

    kind: AlarmKind
    rule: str
    words: str


def calls_in(text: str, understanding: Understanding) -> list[Call]:
    """Return what in a text calls a person; the words stay out of what is not for every eye."""
    hidden = understanding.sensitivity.value == "S2"
    return [
        Call(
            kind=(
                AlarmKind.SENSITIVE_URGENT
                if finding.rule.startswith(_SENSITIVE)
                else AlarmKind.DANGER
            ),
            rule=finding.rule.removeprefix(f"{_SENSITIVE}:"),
            words="" if hidden else _quoted(text, finding.because),
        )
        for finding in understanding.alarms
    ]


def _quoted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    return " … ".join(text[start:end] for start, end in list(spans)[:_SHOWN])


def hear_words(
    text: str, *, source: str, at: datetime, submission: Submission | None = None
) -> list[Alarm]:
    """Raise an alarm for danger in words that are no submission's own yet. May be repeated.

    `source` names the contact they come from, as its `external_id` does: once it is a submission
    the alarm becomes that one's.
    """
    if not text.strip():
        return []
    cause = str(submission.pk) if submission is not None else source
    raised = [
        raise_alarm(
            call.kind, key=f"{call.kind}:{cause}", rule=call.rule, words=call.words,
            submission=submission, at=at,
        )
        for call in calls_in(text, understand(text, knowledge(), channel="call"))
    ]  # fmt: skip
    return [alarm for alarm in raised if alarm is not None]
