"""What an administrator says of days, hours and rules."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.deadlines import labels
from langnghe.deadlines.actions import DaySet, RuleSet
from langnghe.deadlines.states import DayKind


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class DayForm(forms.Form):
    """What a day is, and the decision that says so."""

    day = forms.DateField(label=_("Day"), widget=_day())
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

    morning_opens = forms.TimeField(label=_("Morning from"), widget=_time())
    morning_closes = forms.TimeField(label=_("Morning until"), widget=_time())
    afternoon_opens = forms.TimeField(label=_("Afternoon from"), widget=_time())
    afternoon_closes = forms.TimeField(label=_("Afternoon until"), widget=_time())
    since = forms.DateField(label=_("From this day on"), widget=_day())
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
    valid_from = forms.DateField(label=_("From this day on"), widget=_day())
    valid_to = forms.DateField(
        label=_("Until (empty: until further notice)"), widget=_day(), required=False
    )

    def said(self) -> RuleSet:
        """Return it as the action takes it."""
        return RuleSet(**self.cleaned_data)
