"""The words of triage, as screens say them."""

from django.utils.translation import gettext_lazy as _

from langnghe.triage.states import IssueState, LikenessState, MemberState, ModelState

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
    IssueState.PROPOSED: _("Proposed"),
    IssueState.LIVING: _("Living"),
    IssueState.CLOSED: _("Ended"),
    IssueState.DECLINED: _("Declined"),
}
MEMBER_STATES = {
    MemberState.PROPOSED: _("Proposed"),
    MemberState.IN: _("Belongs to it"),
    MemberState.OUT: _("Does not belong"),
}
