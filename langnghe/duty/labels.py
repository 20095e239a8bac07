"""The words of the watch, as screens say them."""

from django.utils.translation import gettext_lazy as _

from langnghe.duty.states import AlarmKind, AlarmState

ALARM_KINDS = {
    AlarmKind.DANGER: _("Danger to life"),
    AlarmKind.SENSITIVE_URGENT: _("Sensitive and urgent"),
    AlarmKind.HOT: _("Unusually many"),
}
ALARM_STATES = {
    AlarmState.RAISED: _("Raised"),
    AlarmState.ACKNOWLEDGED: _("Acknowledged"),
    AlarmState.DISMISSED: _("False alarm"),
}
