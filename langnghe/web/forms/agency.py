"""What an agency fills in: who deals with it, why not, how much more time."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy

from langnghe.web.forms.work import TEXT, ResultForm, end_of

__all__ = ["AcceptForm", "ExtendForm", "ResultForm", "ReturnForm"]


class AcceptForm(forms.Form):
    """Who deals with the case at the agency."""

    handler = forms.CharField(
        label=gettext_lazy("Who deals with it"), required=False, max_length=200
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class ReturnForm(forms.Form):
    """Why the case is not the agency's."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is not yours, and whose it may be"),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
    )


class ExtendForm(forms.Form):
    """Until when, and why not before."""

    until_on = forms.DateField(
        label=gettext_lazy("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not before"), max_length=2000, widget=forms.Textarea(attrs=TEXT)
    )

    @property
    def until(self) -> datetime:
        """The end of office hours of that day."""
        return end_of(self.cleaned_data["until_on"])
