"""How the words of answering are said to people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.reply.states import BatchState, RatedBy, ShareState, Way, WhyLeftOut

WAYS = {
    Way.MAIL: pgettext_lazy("answer", "By mail"),
    Way.PHONE: pgettext_lazy("answer", "By telephone"),
    Way.POST: pgettext_lazy("answer", "By post"),
    Way.NONE: pgettext_lazy("answer", "No way known"),
}
BATCH_STATES = {
    BatchState.DRAFT: pgettext_lazy("answer", "Draft"),
    BatchState.SENDING: pgettext_lazy("answer", "Being sent"),
    BatchState.SENT: pgettext_lazy("answer", "Sent"),
    BatchState.DROPPED: pgettext_lazy("answer", "Dropped"),
}
SHARE_STATES = {
    ShareState.WAITING: pgettext_lazy("answer", "To be sent"),
    ShareState.LEFT_OUT: pgettext_lazy("answer", "Left out"),
    ShareState.DONE: pgettext_lazy("answer", "Answered"),
    ShareState.PASSED: pgettext_lazy("answer", "Passed over"),
}
WHY_LEFT_OUT = {
    WhyLeftOut.CHOSEN: _("Left out by an officer"),
    WhyLeftOut.SENSITIVE: _("Sensitive: answered on its own page"),
    WhyLeftOut.UNFINISHED: _("Another matter of it is still with an agency"),
    WhyLeftOut.ENDED: _("Closed, joined or set aside"),
    WhyLeftOut.NOWHERE: _("No address and no number"),
}
RATED_BY = {
    RatedBy.LINK: _("By the link in the letter"),
    RatedBy.KEYPAD: _("By a key of the telephone"),
    RatedBy.OFFICER: _("Told to an officer"),
}
SCORES = {
    5: pgettext_lazy("satisfaction", "Very content"),
    4: pgettext_lazy("satisfaction", "Content"),
    3: pgettext_lazy("satisfaction", "Neither"),
    2: pgettext_lazy("satisfaction", "Not content"),
    1: pgettext_lazy("satisfaction", "Not content at all"),
}
