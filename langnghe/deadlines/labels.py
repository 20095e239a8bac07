"""The words of deadlines, as screens say them."""

from django.utils.translation import gettext_lazy as _

from langnghe.deadlines.states import DayKind, ObligationState

STATES = {
    ObligationState.RUNNING: _("Running"),
    ObligationState.MET: _("Met"),
    ObligationState.DROPPED: _("No longer owed"),
}
DAY_KINDS = {
    DayKind.OFF: _("Day off"),
    DayKind.WORKED: _("Working day (swapped)"),
    DayKind.MORNING: _("Morning only"),
    DayKind.AFTERNOON: _("Afternoon only"),
    DayKind.USUAL: _("As usual"),
}
UNITS = {
    "wd": _("working days"),
    "cd": _("calendar days"),
    "wh": _("working hours"),
    "h": _("hours"),
}
