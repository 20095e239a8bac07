"""Who must not be recognised in what goes out: all that the register knows of the voices."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from langnghe.register.models import Case, Contact, Item, Reporter, Submission
from langnghe.register.states import Kind, Sensitivity
from langnghe.understanding.hiding import Known
from langnghe.vietnamese.fold import fold


def known_of(cases: Iterable[Case], *, besides: Iterable[int] = ()) -> dict[int, Known]:
    """Return what is known of the speakers of each case, by its id; `besides` are left out.

    Three questions to the database, however many cases there are.
    """
    wanted = {case.pk: case for case in cases}
    voices: dict[int, set[int]] = defaultdict(set)
    items = Item.objects.filter(case__in=wanted).exclude(submission__in=list(besides))
    for case_id, voice in items.values_list("case_id", "submission_id"):
        voices[case_id].add(voice)
    told = _told_by({each for found in voices.values() for each in found})
    guarded = protected_among(wanted.values())
    return {
        key: _known(
            [fact for voice in voices[key] for fact in told.get(voice, ())],
            kept=_places(case, is_guarded=key in guarded),
        )
        for key, case in wanted.items()
    }


def known_of_submission(submission: Submission) -> Known:
    """Return what is known of who made a submission; no place is kept."""
    return _known(_told_by({submission.pk})[submission.pk], kept=())


def known_of_others(cases: Iterable[Case], reader: Submission) -> list[Known]:
    """Return what is known of the other voices, less what the reader of a notice shares."""
    own = known_of_submission(reader)
    others = known_of(cases, besides=[reader.pk]).values()
    return [_less(known, own) for known in others]


def _less(known: Known, own: Known) -> Known:
    def left(values: tuple[str, ...], taken: tuple[str, ...]) -> tuple[str, ...]:
        said = {fold(each) for each in taken}
        return tuple(each for each in values if fold(each) not in said)

    return Known(
        names=left(known.names, own.names),
        phones=left(known.phones, own.phones),
        mails=left(known.mails, own.mails),
        addresses=left(known.addresses, own.addresses),
        kept=known.kept,
    )


def together(known: Iterable[Known]) -> Known:
    """Return what is known of all of them; only places that each keeps are kept."""
    every = list(known)
    return Known(
        names=tuple(dict.fromkeys(name for each in every for name in each.names)),
        phones=tuple(dict.fromkeys(phone for each in every for phone in each.phones)),
        mails=tuple(dict.fromkeys(mail for each in every for mail in each.mails)),
        addresses=tuple(dict.fromkeys(place for each in every for place in each.addresses)),
        kept=tuple(dict.fromkeys(place for each in every for place in each.kept)),
    )


_Fact = tuple[str, str]


def _told_by(voices: set[int]) -> dict[int, list[_Fact]]:
    """Return ("name", "phone", "mail", "address") facts of the voices' reporters and senders."""
    told: dict[int, list[_Fact]] = defaultdict(list)
    reporters = Reporter.objects.filter(submission__in=voices).values_list(
        "submission__pk", "name", "phone", "phone_key", "email", "address"
    )
    for voice, name, phone, phone_key, email, address in reporters:
        told[voice] += [("name", name), ("phone", phone), ("phone", phone_key)]
        told[voice] += [("mail", email), ("address", address)]
    senders = Contact.objects.filter(submission__in=voices).values_list(
        "submission_id", "sender_name", "sender_key"
    )
    for sender, name, key in senders:
        if sender is not None:
            told[sender] += [("name", name), ("mail" if "@" in key else "phone", key)]
    return told


def _known(facts: list[_Fact], *, kept: tuple[str, ...]) -> Known:
    def all_of(what: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for name, value in facts if name == what and value))

    return Known(
        names=all_of("name"),
        phones=all_of("phone"),
        mails=all_of("mail"),
        addresses=all_of("address"),
        kept=kept,
    )


def _places(case: Case, *, is_guarded: bool) -> tuple[str, ...]:
    """Return where it happened: an agency must find it, even where the speaker lives there.

    Of who must be protected only the ward stays: many live in it.
    """
    ward = case.ward.name if case.ward else ""
    return tuple(place for place in ("" if is_guarded else case.place, ward) if place)


def protected_among(cases: Iterable[Case]) -> set[int]:
    """Return the cases whose speakers need more than the custom: denunciations, secrecy, S2."""
    wanted = {case.pk: case for case in cases}
    asked = Q(submission__kind=Kind.DENUNCIATION) | Q(submission__reporter__asks_secrecy=True)
    found = Item.objects.filter(asked, case__in=wanted).values_list("case_id", flat=True)
    return {*found, *(pk for pk, case in wanted.items() if case.sensitivity == Sensitivity.S2)}


def is_guarded(cases: Iterable[Case], submission: Submission | None) -> bool:
    """Whether anyone who spoke on these must be protected beyond the custom."""
    if submission is not None and (
        submission.kind == Kind.DENUNCIATION
        or submission.sensitivity == Sensitivity.S2
        or submission.reporter.asks_secrecy
    ):
        return True
    return bool(protected_among(cases))
