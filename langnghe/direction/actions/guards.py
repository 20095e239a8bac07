"""What must be so before a case leaves the house, and who may set it aside with a reason."""

from collections.abc import Iterable

from django.db.models import QuerySet

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction.states import AssignmentState
from langnghe.register.gates import Missing
from langnghe.register.models import Case, Contact, Denounced, Submission
from langnghe.register.states import Kind
from langnghe.vietnamese.fold import fold

_STANDS = (
    AssignmentState.SENT,
    AssignmentState.ACCEPTED,
    AssignmentState.REDO,
    AssignmentState.RESULTED,
    AssignmentState.DONE,
)


class NowhereToSend(Exception):
    """A case is forwarded only to an agency in office, with a deadline in the future."""


class CaseEnded(Exception):
    """A closed case is not worked on: one of its submissions must be reopened first."""


class ToDenounced(Exception):
    """The agency is the one that is denounced; only a leader may decide so, with a reason."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency.pk)
        self.agency = agency


class DenouncedUnsaid(Exception):
    """The denunciation names the agency, and nobody has said yet whom it is about."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency.pk)
        self.agency = agency


class TransferredBefore(Exception):
    """A denunciation of the same content is transferred once (TT 05/2021 Đ.14.1)."""


def check_agencies(case: Case, agencies: Iterable[Agency], *, override: str, by: Officer) -> None:
    """Refuse a transfer of a denunciation to whom it is about, or a second one.

    `override`: a leader's reason to do it all the same. Raises ToDenounced, DenouncedUnsaid,
    TransferredBefore; Missing where who overrides may not.
    """
    if override.strip() and not by.may(Right.DIRECT):
        raise Missing(case.pk)
    voices = Submission.objects.filter(items__case=case, kind=Kind.DENUNCIATION)
    if override.strip() or not voices.exists():
        return
    about = Denounced.objects.filter(submission__in=voices.values("pk"))
    denounced = set(about.values_list("agency_id", flat=True))
    text = "" if denounced else _words_of(voices)
    for agency in agencies:
        if agency.pk in denounced:
            raise ToDenounced(agency)
        if any(name and fold(name) in text for name in (agency.name, agency.short_name)):
            raise DenouncedUnsaid(agency)
    if case.assignments.filter(state__in=_STANDS).exists():
        raise TransferredBefore


def _words_of(voices: QuerySet[Submission]) -> str:
    """Return what denunciations say, folded."""
    said = Contact.objects.filter(submission__in=voices.order_by().values("pk"))
    return fold(
        "\n".join(f"{subject}\n{text}" for subject, text in said.values_list("subject", "text"))
    )
