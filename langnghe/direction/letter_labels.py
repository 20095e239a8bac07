"""What people call the kinds and states of letters."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.direction.letter_states import LetterKind, LetterState, SentBy

LETTER_KINDS: dict[LetterKind, Promise] = {
    LetterKind.TRANSFER: _("Transfer slip"),
    LetterKind.REMINDER: _("Reminder letter"),
    LetterKind.NOTICE_RECEIVED: _("Notice of receipt"),
    LetterKind.NOTICE_TRANSFERRED: _("Notice of transfer"),
    LetterKind.NOTICE_EXTENDED: _("Notice of more time"),
    LetterKind.NOTICE_RESULT: _("Notice of the result"),
    LetterKind.MEMO: _("Memo to the leader"),
    LetterKind.DIRECTIVE: _("Notice of a directive"),
    LetterKind.INTAKE_SLIP: _("Intake slip"),
    LetterKind.ROSTER: _("Weekly roster"),
    LetterKind.HANDOVER: _("Minutes of handover"),
}
LETTER_STATES: dict[LetterState, Promise] = {
    LetterState.DRAFT: pgettext_lazy("letter", "Draft"),
    LetterState.ISSUED: pgettext_lazy("letter", "Issued"),
    LetterState.SENT: pgettext_lazy("letter", "Sent"),
    LetterState.CANCELLED: pgettext_lazy("letter", "Cancelled"),
}
LETTER_WAYS: dict[SentBy, Promise] = {
    SentBy.MAIL: _("by e-mail"),
    SentBy.POST: _("by post"),
    SentBy.HAND: _("by hand"),
    SentBy.OFFICE_SYSTEM: _("through the document system"),
}
HIDDEN_WHAT: dict[str, Promise] = {
    "name": _("names"),
    "phone": _("telephone numbers"),
    "mail": _("mail addresses"),
    "address": _("home addresses"),
    "number": _("numbers of papers"),
    "link": _("links to personal pages"),
}
