"""How the words of the line are said to people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.line.states import (
    CallState,
    MarkKind,
    PauseReason,
    TelephoneKind,
    Unrecorded,
)

CALL_STATES = {
    CallState.ARRIVING: pgettext_lazy("call", "Hears the greeting"),
    CallState.WAITING: pgettext_lazy("call", "Waiting"),
    CallState.RINGING: pgettext_lazy("call", "Ringing"),
    CallState.TALKING: pgettext_lazy("call", "Talking"),
    CallState.MESSAGE: pgettext_lazy("call", "Leaves a message"),
    CallState.ENDED: pgettext_lazy("call", "Ended"),
}
PAUSE_REASONS = {
    PauseReason.WRITING: _("Writing up a call"),
    PauseReason.BREAK: _("Break"),
    PauseReason.MEETING: _("Called away"),
    PauseReason.HANDOVER: _("Handing over"),
}
TELEPHONE_KINDS = {
    TelephoneKind.DESK: _("Desk telephone"),
    TelephoneKind.BROWSER: _("Telephone in the browser"),
    TelephoneKind.OUTSIDE: _("Mobile or other number"),
}
UNRECORDED = {
    Unrecorded.ASKED: _("The caller asks for it"),
    Unrecorded.PERSONAL: _("Personal data is said"),
    Unrecorded.CONSULTING: _("Consulting a colleague"),
}
MARK_KINDS = {
    MarkKind.UNRECORDED: _("Recording paused"),
    MarkKind.INVITED: _("Invited into the call"),
}
