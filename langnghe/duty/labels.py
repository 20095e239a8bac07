"""The words of the watch, as screens say them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.duty.states import AlarmKind, AlarmState, NoticeState, Way

ALARM_KINDS = {
    AlarmKind.DANGER: _("Danger to life"),
    AlarmKind.SENSITIVE_URGENT: _("Sensitive and urgent"),
    AlarmKind.SYSTEM: _("Fault of the system"),
    AlarmKind.DEADLINE: _("Deadline passed"),
    AlarmKind.HOT: _("Unusually many"),
    AlarmKind.SHIFT_TEST: _("Test alarm of the shift"),
    AlarmKind.TRY: _("Test alarm"),
}
ALARM_STATES = {
    AlarmState.RAISED: _("Raised"),
    AlarmState.ACKNOWLEDGED: _("Acknowledged"),
    AlarmState.DISMISSED: _("False alarm"),
    AlarmState.OVER: _("Over by itself"),
    AlarmState.UNANSWERED: _("Nobody answered"),
}
WAYS = {
    Way.SCREEN: _("Screen"),
    Way.PUSH: _("Browser notice"),
    Way.MAIL: _("E-mail"),
    Way.SMS: _("SMS"),
    Way.CALL: _("Telephone call"),
}
NOTICE_STATES = {
    NoticeState.QUEUED: _("Waits to be sent"),
    NoticeState.SENDING: _("Being sent"),
    NoticeState.SENT: pgettext_lazy("notice", "Sent"),
    NoticeState.DELIVERED: pgettext_lazy("notice", "Arrived"),
    NoticeState.FAILED: _("Not sent"),
    NoticeState.KEPT: _("Not sent: this way is not set up"),
    NoticeState.DROPPED: _("No longer needed"),
}
FAULTS = {
    "disk": _("The disk is nearly full"),
    "jobs": _("Jobs wait too long"),
    "reading": _("Mail that came is not read"),
    "worker": _("Nobody does the jobs"),
    "relay": _("The mail relay does not take our mail"),
    "balance": _("The books of a channel do not agree with the register"),
    "exchange": _("The telephone exchange does not answer"),
    "trunk": _("A telephone line is gone"),
    "trial": _("The trial call failed"),
    "shift_test": _("The test alarm of the shift was not acknowledged"),
}
"""Faults of the system by name; what follows a colon says which one."""
