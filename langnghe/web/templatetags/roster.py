"""The words of the duty room in templates."""

from django import template

from langnghe.roster import labels
from langnghe.roster.states import BookState, DutyRole, SwapState

register = template.Library()


@register.filter
def duty_role_name(role: str) -> str:
    """Say what somebody is on duty as."""
    return str(labels.DUTY_ROLES[DutyRole(role)])


@register.filter
def book_state_name(state: str) -> str:
    """Say where a handover stands."""
    return str(labels.BOOK_STATES[BookState(state)])


@register.filter
def swap_state_name(state: str) -> str:
    """Say where a swap stands."""
    return str(labels.SWAP_STATES[SwapState(state)])
