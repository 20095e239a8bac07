"""Short forms of the working day: forward, result, answer, call, close."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.access.models import Agency
from langnghe.register import labels
from langnghe.reply.letters import GAP

TEXT = {"rows": 4}


class ManyFilesInput(forms.ClearableFileInput):
    """An upload of several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploaded files as a list; empty when there is none."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each file."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files if file]


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SetAsideForm(forms.Form):
    """Why something is no submission."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=list(labels.SET_ASIDE_REASONS.items())
    )


class CallBackForm(forms.Form):
    """How a try to call went."""

    result = forms.ChoiceField(
        label=gettext_lazy("How it went"), choices=list(labels.CALL_RESULTS.items())
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs=TEXT),
    )


class NoteForm(forms.Form):
    """An internal note."""

    text = forms.CharField(
        label=gettext_lazy("Internal note"), max_length=20_000, widget=forms.Textarea(attrs=TEXT)
    )


class CloseForm(forms.Form):
    """Why the work on a submission ends."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=list(labels.CLOSE_REASONS.items())
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=2000)


def end_of(day: Any) -> datetime:
    """Return the end of the office's working day (17:30) as an aware moment."""
    return timezone.make_aware(datetime.combine(day, time(17, 30)))


class DueForm(forms.Form):
    """A deadline as a day; it ends with the office hours of that day."""

    due_on = forms.DateField(
        label=gettext_lazy("Result by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_due_on(self) -> Any:
        """Refuse the past."""
        day = self.cleaned_data["due_on"]
        if end_of(day) <= timezone.now():
            raise forms.ValidationError(_("The deadline must lie in the future."))
        if day > timezone.localdate() + timedelta(days=400):
            raise forms.ValidationError(_("This is more than a year away."))
        return day

    @property
    def due_at(self) -> datetime:
        """The deadline as a moment."""
        return end_of(self.cleaned_data["due_on"])


class ReopenForm(ReasonForm):
    """Why the work begins again, and by when the agency does more, where it is to."""

    redo_by = forms.DateField(
        label=gettext_lazy("Ask the agency to do more by (leave empty for none)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_redo_by(self) -> Any:
        """Refuse the past."""
        day = self.cleaned_data["redo_by"]
        if day is not None and end_of(day) <= timezone.now():
            raise forms.ValidationError(_("The deadline must lie in the future."))
        return day

    @property
    def due_at(self) -> datetime | None:
        """The deadline as a moment; None where no agency is asked."""
        day = self.cleaned_data["redo_by"]
        return end_of(day) if day is not None else None


class ForwardForm(DueForm):
    """To whom a case goes, what they are asked, by when."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("Agency"),
        queryset=Agency.objects.filter(valid_to__isnull=True),
        to_field_name="code",
    )
    message = forms.CharField(
        label=gettext_lazy("What the agency is asked to do"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs=TEXT),
    )

    co_agency = forms.ModelChoiceField(
        label=gettext_lazy("Helps"),
        queryset=Agency.objects.filter(valid_to__isnull=True),
        to_field_name="code",
        required=False,
    )
    co_agency_2 = forms.ModelChoiceField(
        label=gettext_lazy("Helps as well"),
        queryset=Agency.objects.filter(valid_to__isnull=True),
        to_field_name="code",
        required=False,
    )
    override = forms.CharField(
        label=gettext_lazy("A leader decides against the rule, because"),
        required=False,
        max_length=2000,
    )

    @property
    def co_agency_ids(self) -> list[int]:
        """The agencies that help, each once."""
        named = [self.cleaned_data.get(name) for name in ("co_agency", "co_agency_2")]
        return [each.pk for each in named if each is not None]


class RedoForm(DueForm):
    """Why a result is not enough, and the new deadline."""

    reason = forms.CharField(
        label=gettext_lazy("What is missing"), max_length=2000, widget=forms.Textarea(attrs=TEXT)
    )


class ResultForm(forms.Form):
    """What came of a case, with its evidence."""

    result = forms.CharField(
        label=gettext_lazy("Result"), max_length=50_000, widget=forms.Textarea(attrs=TEXT)
    )
    document = forms.CharField(
        label=gettext_lazy("Number and date of the document"), required=False, max_length=200
    )
    files = ManyFilesField(  # type: ignore[assignment]
        label=gettext_lazy("Evidence: photos, documents"), required=False
    )


class AnswerForm(forms.Form):
    """A mail to the citizen."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 12})
    )
    final = forms.BooleanField(
        label=gettext_lazy("This is the answer (not a notice on the way)"),
        required=False,
        initial=True,
    )

    def clean_text(self) -> str:
        """Refuse a letter in which a gap of its template was left open."""
        text = str(self.cleaned_data["text"])
        if GAP in text.split() or any(word.startswith("{") for word in text.split()):
            raise forms.ValidationError(
                _("Something is still missing where the letter says “…”: fill it in first.")
            )
        return text
