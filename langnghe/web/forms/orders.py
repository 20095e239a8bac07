"""Forms of memos and orders: what is proposed, decided, ordered, reported, asked."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.access.models import Agency, Officer
from langnghe.direction.actions.memos import MemoWords
from langnghe.direction.labels import DESKS
from langnghe.direction.models import Directive, Memo
from langnghe.direction.orders import Order
from langnghe.direction.states import Desk
from langnghe.web.forms.work import DueForm, ManyFilesField, end_of

_LIVING = Agency.objects.filter(valid_to__isnull=True)


def _words(label: Any, *, rows: int = 3, is_required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20_000,
        required=is_required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class AgenciesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several agencies by their codes; a choice that was left empty counts as none."""

    def clean(self, value: Any) -> Any:
        """Leave out what is empty."""
        return super().clean([each for each in value or [] if each])


class ProposalForm(forms.Form):
    """What a memo says and proposes; it may be kept half-written."""

    summary = _words(gettext_lazy("What happened, in three lines"))
    voices = _words(gettext_lazy("In their words, without names"), is_required=False)
    law = _words(gettext_lazy("By which law"), is_required=False)
    options = _words(gettext_lazy("What can be done"), is_required=False)
    proposal = _words(gettext_lazy("What is proposed"), rows=2, is_required=False)
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Lead agency"), queryset=_LIVING, to_field_name="code", required=False
    )
    due_on = forms.DateField(
        label=gettext_lazy("Result by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @classmethod
    def of(cls, memo: Memo) -> "ProposalForm":
        """Fill the form with what the memo says now."""
        names = ("summary", "voices", "law", "options", "proposal")
        facts = {name: getattr(memo, name) for name in names}
        facts["agency"] = memo.agency.code if memo.agency else ""
        facts["due_on"] = timezone.localtime(memo.due_at).date() if memo.due_at else None
        return cls(initial=facts)

    def words(self, memo: Memo) -> MemoWords:
        """Turn the checked form into what the action takes; an unchanged day keeps its hour."""
        said = self.cleaned_data
        due = end_of(said["due_on"]) if said["due_on"] else None
        if memo.due_at and said["due_on"] == timezone.localtime(memo.due_at).date():
            due = memo.due_at
        return MemoWords(
            summary=said["summary"],
            voices=said["voices"],
            law=said["law"],
            options=said["options"],
            proposal=said["proposal"],
            agency_id=said["agency"].pk if said["agency"] else None,
            due_at=due,
        )


class LayBeforeForm(forms.Form):
    """Before whom a memo is laid: a desk, or one leader of it."""

    to = forms.ChoiceField(label=gettext_lazy("Laid before"))

    def __init__(self, *args: Any, leaders: dict[str, list[Officer]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, str]] = []
        for desk in (Desk.OFFICE, Desk.STANDING_BOARD):
            choices.append((desk.value, str(DESKS[desk])))
            choices += [
                (f"{desk.value}:{each.pk}", f"— {each.full_name}") for each in leaders[desk.value]
            ]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    @property
    def desk(self) -> Desk:
        """The desk that was chosen."""
        return Desk(self.cleaned_data["to"].partition(":")[0])

    @property
    def leader_id(self) -> int | None:
        """The leader that was chosen, if one was."""
        number = self.cleaned_data["to"].partition(":")[2]
        return int(number) if number else None


class ChangeForm(DueForm):
    """Another agency or deadline than was proposed."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("Lead agency"), queryset=_LIVING, to_field_name="code"
    )
    words = _words(gettext_lazy("What the agency is told"), rows=2, is_required=False)
    field_order = ("agency", "due_on", "words")


class OrderForm(DueForm):
    """An order in a leader's words."""

    text = _words(gettext_lazy("The order"), rows=5)
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Lead agency"), queryset=_LIVING, to_field_name="code"
    )
    co_agencies = AgenciesField(
        label=gettext_lazy("Agencies that help"),
        queryset=_LIVING,
        to_field_name="code",
        required=False,
    )
    report = _words(gettext_lazy("What is to be reported"), rows=2, is_required=False)
    reporter = forms.ModelChoiceField(
        label=gettext_lazy("Who reports"),
        queryset=_LIVING,
        to_field_name="code",
        required=False,
        help_text=gettext_lazy("The lead agency, where nobody else is named."),
    )
    field_order = ("text", "agency", "co_agencies", "due_on", "report", "reporter")

    @classmethod
    def of(cls, directive: Directive) -> "OrderForm":
        """Fill the form with what an order says now."""
        return cls(
            initial={
                "text": directive.text,
                "report": directive.report,
                "agency": directive.agency.code,
                "co_agencies": [each.code for each in directive.co_agencies.all()],
                "reporter": directive.reporter.code if directive.reporter else "",
                "due_on": timezone.localtime(directive.due_at).date(),
            }
        )

    def order(self, *, override: str = "") -> Order:
        """Turn the checked form into what the action takes."""
        said = self.cleaned_data
        return Order(
            text=said["text"],
            report=said["report"],
            agency_id=said["agency"].pk,
            co_agency_ids=tuple(each.pk for each in said["co_agencies"]),
            reporter_id=said["reporter"].pk if said["reporter"] else None,
            due_at=self.due_at,
            override=override,
        )


class ReportForm(forms.Form):
    """What an agency reports on an order as a whole."""

    text = _words(gettext_lazy("What was done"), rows=4)
    document = forms.CharField(
        label=gettext_lazy("Number and date of the document"), required=False, max_length=200
    )
    files = ManyFilesField(  # type: ignore[assignment]
        label=gettext_lazy("Evidence: photos, documents"), required=False
    )
    is_final = forms.BooleanField(
        label=gettext_lazy("This is the result of every case we have under this order"),
        required=False,
    )


class MoreTimeForm(DueForm):
    """Until when more time is asked, and why."""

    reason = _words(gettext_lazy("Reason"), rows=2)


class StandInForm(forms.Form):
    """Who decides in a leader's place, and for how long."""

    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Who decides in my place"), queryset=Officer.objects.none()
    )
    from_on = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    to_on = forms.DateField(
        label=gettext_lazy("To, that day included"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=gettext_lazy("Why, if it helps"), required=False, max_length=300)

    def __init__(self, *args: Any, deputies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An absence ends after it began, and within a year."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("to_on", _("This lies before the first day."))
            elif last > first + timedelta(days=366):
                self.add_error("to_on", _("This is more than a year away."))
        return cleaned
