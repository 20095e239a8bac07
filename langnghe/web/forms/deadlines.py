"""What an administrator says of days, hours and rules."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.deadlines import labels
from langnghe.deadlines.actions import DaySet, RuleSet
from langnghe.deadlines.states import DayKind


def _day(label: str, **more: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)  # type: ignore[arg-type]


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}))


class DayForm(forms.Form):
    """What a day is, and the decision that says so."""

    day = _day(_("Day"))
    kind = forms.ChoiceField(label=_("What the day is"), choices=list(labels.DAY_KINDS.items()))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    source = forms.CharField(label=_("Decision it follows"), max_length=300)

    def said(self) -> DaySet:
        """Return it as the action takes it."""
        found = self.cleaned_data
        return DaySet(
            day=found["day"],
            kind=DayKind(found["kind"]),
            name=found["name"],
            source=found["source"],
        )


class YearForm(forms.Form):
    """Which of the proposed days are days off, or worked."""

    source = forms.CharField(label=_("Decision it follows"), max_length=300)
    days = forms.TypedMultipleChoiceField(required=False)

    def __init__(self, days: list[tuple[str, str]], *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.fields["days"].choices = days  # type: ignore[attr-defined]


class HoursForm(forms.Form):
    """When the office is open, from a day on."""

    morning_opens = _time(_("Morning from"))
    morning_closes = _time(_("Morning until"))
    afternoon_opens = _time(_("Afternoon from"))
    afternoon_closes = _time(_("Afternoon until"))
    since = _day(_("From this day on"))
    source = forms.CharField(label=_("Decision it follows"), max_length=300)

    def hours(self) -> tuple[time, time, time, time]:
        """Return the four times in order."""
        found = self.cleaned_data
        return (
            found["morning_opens"],
            found["morning_closes"],
            found["afternoon_opens"],
            found["afternoon_closes"],
        )


class RuleForm(forms.Form):
    """What a rule says from a day on."""

    event = forms.CharField(label=_("What must be done"), max_length=300)
    limit = forms.IntegerField(label=_("Limit"), min_value=0, max_value=3650)
    unit = forms.ChoiceField(label=_("Counted in"), choices=list(labels.UNITS.items()))
    basis = forms.CharField(label=_("Source"), max_length=300)
    valid_from = _day(_("From this day on"))
    valid_to = _day(_("Until (empty: until further notice)"), required=False)

    def said(self) -> RuleSet:
        """Return it as the action takes it."""
        return RuleSet(**self.cleaned_data)
