"""The form that puts a submission into the book: kind, who, and each matter."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.access.models import Agency, Officer
from langnghe.register import labels
from langnghe.register.actions.facts import DenouncedFacts, Matter, Registration, ReporterFacts
from langnghe.register.models import Case, Submission, Topic, Ward
from langnghe.register.states import Kind, LegalForm, ReporterKind, Sensitivity, Urgency
from langnghe.vietnamese.phones import read_number

SMALL = {"rows": 2}


class RegistrationForm(forms.Form):
    """Kind, legal form, summary and reporter of a submission."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(labels.KINDS.items()))
    legal_form = forms.ChoiceField(
        label=gettext_lazy("Legal form"), choices=list(labels.LEGAL_FORMS.items())
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs=SMALL),
    )
    reporter_kind = forms.ChoiceField(
        label=gettext_lazy("Who speaks"), choices=list(labels.REPORTER_KINDS.items())
    )
    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=300)
    people = forms.IntegerField(
        label=gettext_lazy("Number of people"), min_value=1, max_value=100_000, required=False
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=60)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=320)
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=500)
    asks_secrecy = forms.BooleanField(label=gettext_lazy("Asks to stay hidden"), required=False)
    denounced = forms.ModelChoiceField(
        label=gettext_lazy("Unit that is denounced"),
        queryset=Agency.objects.filter(valid_to__isnull=True),
        to_field_name="code",
        required=False,
    )
    denounced_2 = forms.ModelChoiceField(
        label=gettext_lazy("Another unit that is denounced"),
        queryset=Agency.objects.filter(valid_to__isnull=True),
        to_field_name="code",
        required=False,
    )
    denounced_name = forms.CharField(
        label=gettext_lazy("Who is denounced: name, post"), required=False, max_length=300
    )

    suggested: Mapping[str, str] = {}
    """How sure each field is that was filled in from a suggestion, in words."""

    @classmethod
    def of(cls, submission: Submission) -> "RegistrationForm":
        """Fill the form with what the book says now."""
        reporter = submission.reporter
        about = list(submission.denounced.select_related("agency"))
        units = [each.agency.code for each in about if each.agency is not None]
        return cls(
            initial={
                "kind": submission.kind,
                "legal_form": submission.legal_form,
                "summary": submission.summary,
                "reporter_kind": reporter.kind,
                "name": reporter.name,
                "people": reporter.people,
                "phone": reporter.phone,
                "email": reporter.email,
                "address": reporter.address,
                "asks_secrecy": reporter.asks_secrecy,
                "denounced": units[0] if units else "",
                "denounced_2": units[1] if len(units) > 1 else "",
                "denounced_name": next((each.name for each in about if each.name), ""),
            }
        )

    def clean_phone(self) -> str:
        """Refuse what cannot be a telephone number; a hidden one may stay empty."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and read_number(phone).kind == "invalid":
            raise forms.ValidationError(_("This does not look like a telephone number."))
        return phone

    def clean(self) -> dict[str, Any]:
        """A group says how many they are."""
        cleaned = super().clean() or {}
        if cleaned.get("reporter_kind") == ReporterKind.GROUP and not cleaned.get("people"):
            self.add_error("people", _("Say how many people speak."))
        return cleaned

    def registration(self, matters: tuple[Matter, ...] = ()) -> Registration:
        """Turn the checked form into what the action takes."""
        said = self.cleaned_data
        return Registration(
            kind=Kind(said["kind"]),
            legal_form=LegalForm(said["legal_form"]),
            summary=said["summary"].strip(),
            reporter=ReporterFacts(
                kind=ReporterKind(said["reporter_kind"]),
                name=said["name"],
                people=said.get("people") or 1,
                phone=said["phone"],
                email=said["email"],
                address=said["address"],
                asks_secrecy=said["asks_secrecy"],
            ),
            matters=matters,
            denounced=self._denounced(),
        )

    def _denounced(self) -> DenouncedFacts | None:
        """Read whom a denunciation is about; None for what is none."""
        said = self.cleaned_data
        if said["kind"] != Kind.DENUNCIATION:
            return None
        units = [said.get(name) for name in ("denounced", "denounced_2")]
        return DenouncedFacts(
            agency_ids=tuple(each.pk for each in units if each is not None),
            name=said["denounced_name"].strip(),
        )


class MatterForm(forms.Form):
    """One matter: a new case, or an existing one by its code."""

    title = forms.CharField(
        label=gettext_lazy("What happened, in a few words"), required=False, max_length=400
    )
    case = forms.CharField(label=gettext_lazy("Joins case"), required=False, max_length=20)
    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic"),
        queryset=Topic.objects.filter(parent__isnull=False, valid_to__isnull=True),
        to_field_name="code",
        required=False,
    )
    ward = forms.ModelChoiceField(
        label=gettext_lazy("Ward"),
        queryset=Ward.objects.filter(valid_to__isnull=True),
        to_field_name="code",
        required=False,
    )
    place = forms.CharField(
        label=gettext_lazy("Place: street, number, landmark"), required=False, max_length=500
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), choices=list(labels.URGENCIES.items()), initial=Urgency.K1
    )
    sensitivity = forms.ChoiceField(
        label=gettext_lazy("Sensitivity"),
        choices=list(labels.SENSITIVITIES.items()),
        initial=Sensitivity.S0,
    )

    latitude = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    longitude = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )

    officer: Officer | None = None
    suggested: Mapping[str, str] = {}

    @classmethod
    def of(cls, case: Case) -> "MatterForm":
        """Fill the form with what a case says now."""
        return cls(
            initial={
                "title": case.title,
                "topic": case.topic.code if case.topic else "",
                "ward": case.ward.code if case.ward else "",
                "place": case.place,
                "urgency": case.urgency,
                "sensitivity": case.sensitivity,
                "latitude": case.latitude,
                "longitude": case.longitude,
            }
        )

    def clean_case(self) -> Case | None:
        """Find the case that is to be joined, among those the officer may see."""
        code = str(self.cleaned_data["case"]).strip().upper()
        if not code or self.officer is None:
            return None
        case = Case.objects.visible_to(self.officer).filter(code=code).first()
        if case is None:
            raise forms.ValidationError(
                _("There is no case {code}. Choose one from the list.").format(code=code)
            )
        return case

    def is_empty(self) -> bool:
        """Tell whether nothing but defaults was typed."""
        said = self.cleaned_data
        return not any(said.get(name) for name in ("title", "case", "topic", "ward", "place"))

    def matter(self) -> Matter:
        """Turn the checked form into what the action takes."""
        said = self.cleaned_data
        latitude, longitude = said.get("latitude"), said.get("longitude")
        is_pinned = latitude is not None and longitude is not None
        return Matter(
            title=said["title"],
            topic_id=said["topic"].pk if said["topic"] else None,
            ward_id=said["ward"].pk if said["ward"] else None,
            place=said["place"],
            latitude=latitude if is_pinned else None,
            longitude=longitude if is_pinned else None,
            urgency=Urgency(said["urgency"]),
            sensitivity=Sensitivity(said["sensitivity"]),
            text=said["title"],
            case_id=said["case"].pk if said["case"] else None,
        )


MATTERS_LIMIT = 20
_MATTER = re.compile(r"m([0-9]{1,4})-")


def matter_forms(data: Any, officer: Officer) -> list[MatterForm]:
    """Read the matters of a posted form: `m0-title`, `m1-title`, ... in order."""
    numbers = sorted(
        {int(number[1]) for name in data if (number := _MATTER.match(name)) is not None}
    )
    found = []
    for each in numbers[:MATTERS_LIMIT]:
        form = MatterForm(data, prefix=f"m{each}")
        form.officer = officer
        found.append(form)
    return found


def checked_matters(posted: list[MatterForm]) -> tuple[Matter, ...] | None:
    """Return the matters that were typed, or None where one of them has an error."""
    if not all([form.is_valid() for form in posted]):  # noqa: C419 (every form shows its errors)
        return None
    return tuple(form.matter() for form in posted if not form.is_empty())
