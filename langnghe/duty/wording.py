"""What a notice of an alarm says: enough to act on, nothing that is not for every eye.

A mail, an SMS, a device's screen is read by whoever holds it: nobody's name, no citizen's words;
of what is sensitive only that somebody is needed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from langnghe.access.models import Officer
from langnghe.duty.labels import FAULTS
from langnghe.duty.models import Alarm
from langnghe.duty.states import SPOKEN, AlarmKind
from langnghe.register.states import Sensitivity

Namer = Callable[[str, str], str]
"""Says a rule's name in a language."""
_NAMERS: dict[AlarmKind, Namer] = {}
Sayer = Callable[[Sequence[Mapping[str, Any]]], Sequence[tuple[str, str]]]
"""Words the facts of several alarms, in the language of the moment: of each, what it is about and
the words beside."""
_SAYERS: dict[str, Sayer] = {}


def name_rules_by(namer: Namer, *kinds: AlarmKind) -> None:
    """Let a higher capability say the rules by which it raises alarms; called once, when loaded."""
    _NAMERS.update(dict.fromkeys(kinds, namer))


def say_facts_by(kind: AlarmKind, sayer: Sayer) -> None:
    """Let a higher capability word the facts of its alarms; called once, when loaded."""
    _SAYERS[kind] = sayer


def in_words(alarms: Sequence[Alarm], language: str) -> list[tuple[str, str]]:
    """Say each alarm: by which rule it was raised, and the words beside it.

    From its facts where it has any, else as they were stored.
    """
    said: dict[int, tuple[str, str]] = {}
    for kind, sayer in _SAYERS.items():
        known = [each for each in alarms if each.kind == kind and each.facts]
        with override(language):
            words = sayer([each.facts for each in known]) if known else ()
        said |= {each.pk: pair for each, pair in zip(known, words, strict=True)}
    return [said.get(each.pk) or (_stored_rule(each, language), each.words) for each in alarms]


def rule_in_words(alarm: Alarm, language: str) -> str:
    """Say by which rule an alarm was raised."""
    return in_words([alarm], language)[0][0]


def _stored_rule(alarm: Alarm, language: str) -> str:
    if alarm.kind == AlarmKind.SYSTEM:
        name, _colon, which = alarm.rule.partition(":")
        with override(language):
            said = str(FAULTS.get(name, name))
        return f"{said}: {which}" if which else said
    if alarm.kind == AlarmKind.DEADLINE and alarm.rule.isdecimal():
        with override(language):
            count = int(alarm.rule)
            return ngettext("{n} deadline", "{n} deadlines", count).format(n=count)
    namer = _NAMERS.get(AlarmKind(alarm.kind))
    return (namer(alarm.rule, language) if namer else "") or alarm.rule


def is_guarded(alarm: Alarm) -> bool:
    """Tell whether nothing of an alarm may leave the screens of those who may see it."""
    if alarm.kind == AlarmKind.SENSITIVE_URGENT:
        return True
    submission = alarm.submission
    if submission is not None:
        return submission.sensitivity == Sensitivity.S2
    return alarm.kind == AlarmKind.DANGER and not alarm.words


def address_of(alarm: Alarm) -> str:
    """Return where an alarm is acknowledged."""
    return f"{settings.BASE_URL}/alarms/{alarm.pk}"


def head_and_text(alarm: Alarm, officer: Officer) -> tuple[str, str]:
    """Return the head and the text of a notice to an officer, in the officer's language."""
    with override(officer.language):
        if is_guarded(alarm):
            return _("Alarm"), _("Something needs you at once. Open it to see what.")
        head = _("Alarm: {kind}").format(kind=alarm.get_kind_display())
        ((rule, words),) = in_words([alarm], officer.language)
        said = [rule]
        if alarm.submission is not None:
            said.append(alarm.submission.code)
        if alarm.kind not in SPOKEN:
            said.append(words)
        return head, " · ".join(each for each in said if each) or _("Open it to see what.")


def taken_by(alarm: Alarm, officer: Officer) -> str:
    """Say to an officer who was told of an alarm that it needs nobody any more."""
    with override(officer.language):
        if alarm.ended_by is None:
            return _("It is over. Nothing more to do.")
        return _("{officer} takes care of it. Nothing more to do.").format(officer=alarm.ended_by)
