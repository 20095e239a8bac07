"""The words of the roster, as screens say them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.roster.states import (
    BookState,
    Device,
    DeviceState,
    DutyRole,
    OwnerWhy,
    Step,
    SwapState,
)

DUTY_ROLES = {
    DutyRole.SHIFT_LEADER: _("Shift leader"),
    DutyRole.OPERATOR: _("Duty officer"),
    DutyRole.ON_CALL: _("On call"),
    DutyRole.TECHNICIAN: _("Technician on call"),
    DutyRole.OFFICE_LEADER: _("Leader on duty"),
    DutyRole.STANDING_BOARD: _("Standing Board contact"),
    DutyRole.CHIEF: _("Chief of Office"),
}
SWAP_STATES = {
    SwapState.ASKED: pgettext_lazy("swap", "Asked"),
    SwapState.AGREED: pgettext_lazy("swap", "Agreed, to be approved"),
    SwapState.APPROVED: pgettext_lazy("swap", "Approved"),
    SwapState.DECLINED: pgettext_lazy("swap", "Declined by the colleague"),
    SwapState.REFUSED: pgettext_lazy("swap", "Not approved"),
    SwapState.WITHDRAWN: pgettext_lazy("swap", "Withdrawn"),
}
BOOK_STATES = {
    BookState.WRITTEN: pgettext_lazy("handover", "Being written"),
    BookState.GIVEN: pgettext_lazy("handover", "Given, to be accepted"),
    BookState.ACCEPTED: pgettext_lazy("handover", "Accepted"),
    BookState.OVERRIDDEN: pgettext_lazy("handover", "Began without it"),
}
STEPS = {
    Step.OPERATORS: _("Duty officers"),
    Step.SECOND: _("Second person"),
    Step.SHIFT_LEADER: _("Shift leader"),
    Step.OFFICE_LEADER: _("Leader on duty"),
    Step.TOP: _("Chief of Office, Standing Board"),
}
OWNER_REASONS = {
    OwnerWhy.ON_WATCH: _("is on watch"),
    OwnerWhy.ON_ROSTER: _("is on duty by the roster"),
    OwnerWhy.STANDS_IN: _("nobody on duty may look after it"),
    OwnerWhy.HANDED_OVER: _("named at the handover"),
    OwnerWhy.LEFT_BEHIND: _("taken over from an officer who leaves"),
}
DEVICES = {
    Device.LINE: _("Telephone line"),
    Device.RECORDING: pgettext_lazy("device", "Recording"),
    Device.NETWORK: _("Network"),
    Device.DISK: _("Room on the disk"),
    Device.POWER: _("Power, UPS"),
    Device.KEYS: _("Keys, store, sealed keypad"),
}
DEVICE_STATES = {
    DeviceState.GOOD: pgettext_lazy("device", "Good"),
    DeviceState.TROUBLE: pgettext_lazy("device", "Trouble"),
}
