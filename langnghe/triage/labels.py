"""The words of triage, as screens say them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.triage.states import (
    IssueState,
    LikenessState,
    MemberState,
    ModelState,
    SignalScope,
    SignalState,
)

LIKENESS_STATES = {
    LikenessState.PROPOSED: _("Perhaps the same event"),
    LikenessState.JOINED: _("The same event"),
    LikenessState.DECLINED: _("Another event"),
}
MODEL_STATES = {
    ModelState.CANDIDATE: _("Not used"),
    ModelState.LIVE: _("In use"),
    ModelState.RETIRED: _("No longer used"),
}
ISSUE_STATES = {
    IssueState.PROPOSED: pgettext_lazy("issues", "Proposed"),
    IssueState.LIVING: pgettext_lazy("issues", "Living"),
    IssueState.CLOSED: _("Ended"),
    IssueState.DECLINED: _("Declined"),
}
MEMBER_STATES = {
    MemberState.PROPOSED: _("Proposed"),
    MemberState.IN: _("Belongs to it"),
    MemberState.OUT: _("Does not belong"),
}
SIGNAL_SCOPES = {
    SignalScope.EVERYTHING: _("The whole city"),
    SignalScope.GROUP: _("Group of topics"),
    SignalScope.TOPIC: _("Topic"),
    SignalScope.WARD: _("Ward"),
    SignalScope.AGENCY: _("Agency"),
    SignalScope.ISSUE: _("Issue"),
    SignalScope.CLUSTER: _("Neighbouring wards"),
}
SIGNAL_STATES = {
    SignalState.OPEN: _("Nobody has looked at it"),
    SignalState.ACKNOWLEDGED: _("Somebody takes care of it"),
    SignalState.EXPLAINED: _("Explained"),
    SignalState.MUTED: _("Muted"),
}
SIGNAL_METHODS = {
    "regression": _("regression with weekdays, days off and seasons"),
    "young": _("level of the first weeks"),
    "scan": _("search over neighbouring wards and days"),
}
