"""The parts every page is built from: icons and form controls."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show an icon of the sprite; it is decoration, the words beside it say the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("ln/icons.svg"),
        name,
    )


@dataclass(frozen=True)
class Control:
    """A form control ready to be shown: its id on this page, its HTML, how it is laid out.

    `suggested` says how sure it is where a suggestion filled it in.
    """

    id: str
    html: SafeString
    is_checkbox: bool
    is_hidden: bool
    suggested: str


@register.simple_tag(takes_context=True)
def control(context: Context, field: BoundField) -> Control:
    """Render the control of a bound field with an id no other control of the page has."""
    identity = _unique(context, field.auto_id or f"id_{field.html_name}")
    attrs: dict[str, Any] = {"id": identity}
    told = [
        f"{identity}-{part}"
        for part, there in (("help", field.help_text), ("error", field.errors))
        if there
    ]
    if told:
        attrs["aria-describedby"] = " ".join(told)
    widget = field.field.widget
    return Control(
        id=identity,
        html=field.as_widget(attrs=attrs),
        is_checkbox=getattr(widget, "input_type", "") == "checkbox",
        is_hidden=field.is_hidden,
        suggested=getattr(field.form, "suggested", {}).get(field.name, ""),
    )


def _unique(context: Context, wanted: str) -> str:
    request = context.get("request")
    if request is None:
        return wanted
    counts: dict[str, int] = request.__dict__.setdefault("_control_ids", {})
    counts[wanted] = counts.get(wanted, 0) + 1
    return wanted if counts[wanted] == 1 else f"{wanted}-{counts[wanted]}"
