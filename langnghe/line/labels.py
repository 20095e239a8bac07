"""How the words of the line are said to people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.line.states import (
    CallState,
    Finding,
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
BAN_EVENTS = {
    "InvalidAccountID": _("Guessed names"),
    "InvalidPassword": _("Guessed passwords"),
    "ChallengeResponseFailed": _("Guessed passwords"),
}
"""The exchange's words for what an address did, as people say them."""
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
    MarkKind.HANDED_OVER: _("Handed over"),
}
FINDINGS = {
    Finding.GOOD: _("Answered, heard on both sides, recorded, filed"),
    Finding.NOT_TAKEN: _("The exchange did not begin the call"),
    Finding.NOT_FILED: _("The call was not filed"),
    Finding.NOT_ANSWERED: _("The queue did not connect the call"),
    Finding.NOT_RECORDED: _("The call was not recorded"),
    Finding.NOT_HEARD: _("The recording does not hold what was said"),
}
REMEDIES = {
    Finding.NOT_TAKEN: _("See whether the exchange runs; call the number from a mobile."),
    Finding.NOT_FILED: _(
        "Calls wait in the spool and are not lost: see whether the process of the telephone runs."
    ),
    Finding.NOT_ANSWERED: _(
        "Call the number from a mobile. If nobody is rung, restart the exchange."
    ),
    Finding.NOT_RECORDED: _("Write calls up by hand; see whether the disk is full."),
    Finding.NOT_HEARD: _("Write calls up by hand; listen to the recording of the trial call."),
}
