"""What an officer states about a submission, as the actions take it."""

from dataclasses import dataclass, field

from langnghe.register.states import Kind, LegalForm, ReporterKind, Sensitivity, Urgency


@dataclass(frozen=True, kw_only=True)
class ReporterFacts:
    """Who speaks. `phone` as given, in any way of writing."""

    kind: ReporterKind = ReporterKind.PERSON
    name: str = ""
    people: int = 1
    phone: str = ""
    email: str = ""
    address: str = ""
    asks_secrecy: bool = False


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One item: what happened where. With `case_id` it joins that case, changing nothing."""

    title: str = ""
    topic_id: int | None = None
    ward_id: int | None = None
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    urgency: Urgency = Urgency.K1
    sensitivity: Sensitivity = Sensitivity.S0
    text: str = ""
    case_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class DenouncedFacts:
    """Whom a denunciation is about: units of the directory, and a name as the voice says it."""

    agency_ids: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """Everything an officer confirms when putting a submission into the book."""

    kind: Kind = Kind.REPORT
    legal_form: LegalForm = LegalForm.OTHER
    summary: str = ""
    reporter: ReporterFacts = field(default_factory=ReporterFacts)
    matters: tuple[Matter, ...] = ()
    denounced: DenouncedFacts | None = None
    """None leaves what is known as it is."""


class IncompleteMatter(Exception):
    """A submission needs at least one matter with a title or an existing case."""
