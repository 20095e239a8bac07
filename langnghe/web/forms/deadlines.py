"""What an administrator says of days, hours and rules."""

from datetime import datetime, time
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.deadlines import labels
from langnghe.deadlines.actions import DaySet, RuleSet, approvers
from langnghe.deadlines.states import DayKind
from langnghe.web.forms.work import end_of


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


class NumbersField(forms.CharField):
    """Numbers with commas between them."""

    def to_python(self, value: Any) -> Any:
        """Read them; what is no number is refused."""
        words = str(value or "").replace(";", ",").replace(" ", ",").split(",")
        found = tuple(int(each) for each in words if each.isdecimal() and len(each) < 5)
        if len(found) != len([each for each in words if each]):
            raise forms.ValidationError(_("Numbers with commas between them: 60, 90."))
        return found

    def prepare_value(self, value: Any) -> Any:
        """Write them as they are read."""
        return value if isinstance(value, str) else ", ".join(str(each) for each in value or ())


class RuleForm(forms.Form):
    """What a rule says from a day on."""

    event = forms.CharField(label=_("What must be done"), max_length=300)
    limit = forms.IntegerField(label=_("Limit"), min_value=0, max_value=3650)
    unit = forms.ChoiceField(label=_("Counted in"), choices=list(labels.UNITS.items()))
    extended_to = NumbersField(
        label=_("May take altogether, after each extension"),
        required=False,
        help_text=_("In the same unit: 60, 90. Empty: no more time is given."),
    )
    basis = forms.CharField(label=_("Source"), max_length=300)
    valid_from = forms.DateField(label=_("From this day on"), widget=_day())
    valid_to = forms.DateField(
        label=_("Until (empty: until further notice)"), widget=_day(), required=False
    )

    def said(self) -> RuleSet:
        """Return it as the action takes it."""
        return RuleSet(**self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        """Each extension is longer than what came before."""
        found = super().clean() or {}
        steps = [found.get("limit") or 0, *(found.get("extended_to") or ())]
        if any(later <= before for before, later in pairwise(steps)):
            self.add_error("extended_to", _("Each must be longer than what came before."))
        return found


class MoreTimeForm(forms.Form):
    """Until when a limit is extended, why, and who approved it."""

    until_on = forms.DateField(label=_("New deadline"), widget=_day())
    reason = forms.CharField(
        label=_("Why not before"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    approved_by = forms.ModelChoiceField(
        label=_("Approved by"), queryset=approvers(), empty_label=_("Choose who approved it")
    )

    @property
    def until(self) -> datetime:
        """The end of office hours of that day."""
        return end_of(self.cleaned_data["until_on"])
