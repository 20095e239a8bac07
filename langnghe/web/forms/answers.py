"""Forms of answering many, telling by telephone, and rating."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from langnghe.register import labels as register_labels
from langnghe.reply import labels
from langnghe.reply.models import Batch, Share

TEXT = {"rows": 14}


class BatchForm(forms.Form):
    """The common text of an answer to many, in Vietnamese and, where it is needed, in English."""

    subject_vi = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    text_vi = forms.CharField(
        label=gettext_lazy("Text"), max_length=50_000, widget=forms.Textarea(attrs=TEXT)
    )
    subject_en = forms.CharField(
        label=gettext_lazy("Subject in English"), max_length=300, required=False
    )
    text_en = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs=TEXT),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def of(cls, batch: Batch) -> "BatchForm":
        """Return the form filled with what a batch says now."""
        initial: dict[str, object] = {"version": batch.version}
        for language, text in batch.texts.items():
            initial |= {f"{name}_{language}": words for name, words in text.items()}
        return cls(initial=initial)

    def go_on_from(self, version: int) -> None:
        """Let what was typed be saved over this version, the next time it is sent."""
        self.data = {**self.data.dict(), "version": version}  # type: ignore[attr-defined]

    @property
    def made_from(self) -> int:
        """From which version the form was made."""
        return int(self.cleaned_data["version"])

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """The texts by language; a language without words is left out."""
        found = {
            language: {
                name: self.cleaned_data[f"{name}_{language}"] for name in ("subject", "text")
            }
            for language in ("vi", "en")
        }
        return {language: text for language, text in found.items() if any(text.values())}


class ShareForm(forms.Form):
    """What only one voice is told, and whether it is answered with the others."""

    words = forms.CharField(
        label=gettext_lazy("Only for this citizen"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    leave_out = forms.BooleanField(
        label=gettext_lazy("Leave out: answered on its own page"), required=False
    )

    @classmethod
    def of(cls, share: Share) -> "ShareForm":
        """Return the form filled with what a share says now."""
        return cls(initial={"words": share.words, "leave_out": share.state == "left_out"})


class ToldForm(forms.Form):
    """How a call to tell a citizen went, and the rating they gave."""

    result = forms.ChoiceField(
        label=gettext_lazy("How it went"),
        choices=[
            (value, name)
            for value, name in register_labels.CALL_RESULTS.items()
            if value != "reached"
        ],
        widget=forms.RadioSelect,
    )
    score = forms.TypedChoiceField(
        label=gettext_lazy("Content with the result?"),
        choices=[
            ("", "–"),
            *[(str(n), format_lazy("{} · {}", n, name)) for n, name in labels.SCORES.items()],
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RatingForm(forms.Form):
    """What the reader of an answer says of it."""

    score = forms.TypedChoiceField(
        label=gettext_lazy("Are you content with this result?"),
        choices=[(str(n), name) for n, name in sorted(labels.SCORES.items())],
        coerce=int,
        widget=forms.RadioSelect,
    )
    agreed = forms.TypedChoiceField(
        label=gettext_lazy("Do you agree with what was done?"),
        choices=[
            ("", gettext_lazy("No opinion")),
            ("yes", gettext_lazy("I agree")),
            ("no", gettext_lazy("I do not agree, or it happens again")),
        ],
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("What else you want to say"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
