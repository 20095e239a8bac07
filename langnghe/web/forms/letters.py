"""Forms of letters: what is drafted, its words, how it left."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from langnghe.access.models import Agency, Officer
from langnghe.direction.letter_labels import LETTER_KINDS, LETTER_WAYS
from langnghe.direction.letter_states import LetterKind
from langnghe.direction.models import Letter
from langnghe.direction.office import office
from langnghe.direction.wording import Wording
from langnghe.register.models import Case, Submission
from langnghe.web.forms.work import DueForm


class NewLetterForm(DueForm):
    """Which letter about a case or a submission, to whom, by when.

    `officer` is who asks: what they may not see is not found.
    """

    officer: Officer
    case = forms.CharField(required=False)
    submission = forms.CharField(required=False)
    kind = forms.ChoiceField(label=_("Kind of letter"), choices=list(LETTER_KINDS.items()))
    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.filter(valid_to__isnull=True),
        to_field_name="code",
        required=False,
    )
    message = forms.CharField(
        label=_("What to add"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["due_on"].required = False

    def clean_due_on(self) -> Any:
        """Leave the day open where none is given."""
        return super().clean_due_on() if self.cleaned_data.get("due_on") else None

    def clean_case(self) -> Case | None:
        """Find the case by its code."""
        seen = Case.objects.visible_to(self.officer)
        return seen.filter(code=self.cleaned_data["case"].upper()).first()

    def clean_submission(self) -> Submission | None:
        """Find the submission by its code."""
        seen = Submission.objects.visible_to(self.officer)
        return seen.filter(code=self.cleaned_data["submission"].upper()).first()

    def clean(self) -> dict[str, Any]:
        """Refuse a letter about nothing."""
        given = super().clean() or self.cleaned_data
        if not given.get("case") and not given.get("submission"):
            raise forms.ValidationError(_("Say which case or submission it is about."))
        return given

    def wording(self) -> Wording:
        """Return what was typed beside the register's own facts."""
        given = self.cleaned_data
        is_reminder = given["kind"] == LetterKind.REMINDER and given["case"]
        return Wording(
            facts={"message": given["message"]},
            due_at=self.due_at if given["due_on"] else None,
            cases=[given["case"]] if is_reminder else (),
        )


class RemindForm(DueForm):
    """Whom to remind of all that is late, and by when to report."""

    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.filter(valid_to__isnull=True),
        to_field_name="code",
    )


class LinesField(forms.CharField):
    """Entries, one on each line, as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Read lines as a list."""
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        kept = [line[:300] for line in lines if line]
        if self.required and not kept:
            raise forms.ValidationError(self.error_messages["required"])
        return kept


class LetterForm(forms.Form):
    """The words of a draft."""

    abstract = forms.CharField(label=_("Abstract"), max_length=500, required=False)
    addressees = LinesField(label=_("To, one on each line"), required=False)
    text = forms.CharField(
        label=_("Body of the letter"),
        max_length=50_000,
        help_text=_("“I-”, “1.”, “a)” begin headings; “-” begins an entry of a list."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    recipients = LinesField(label=_("Copies to, one on each line"), required=False)
    signature = forms.ChoiceField(label=_("Signed as"))
    signer_name = forms.CharField(label=_("Name of who signs"), max_length=120, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        is_english = (get_language() or "vi").startswith("en")
        self.fields["signature"].choices = [  # type: ignore[attr-defined]
            (each.code, each.name_en if is_english else each.name)
            for each in office().signings.values()
        ]

    @classmethod
    def of(cls, letter: Letter) -> "LetterForm":
        """Return the form with the words of a letter."""
        return cls(initial={name: getattr(letter, name) for name in cls.base_fields})


class SendForm(forms.Form):
    """How a letter left the office."""

    way = forms.ChoiceField(label=_("How it left"), choices=list(LETTER_WAYS.items()))
    note = forms.CharField(label=_("Receipt, number of the post"), max_length=300, required=False)
