"""How the register's words are said to people: Vietnamese and English through gettext."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.register.states import (
    CallOutcome,
    CaseStatus,
    Channel,
    ContactState,
    Kind,
    LegalForm,
    ReporterKind,
    Sensitivity,
    Status,
    Urgency,
)

CHANNELS = {
    Channel.MAIL: _("E-mail"),
    Channel.CALL: _("Telephone"),
    Channel.FORM: _("Web form"),
    Channel.LETTER: _("Letter"),
    Channel.VISIT: _("Visit"),
}
LANGUAGES = {"vi": _("Vietnamese"), "en": _("English")}
CONTACT_STATES = {
    ContactState.ARRIVED: _("Arrived, being read"),
    ContactState.READ: _("Waiting for an officer"),
    ContactState.UNREADABLE: _("Could not be read"),
    ContactState.REGISTERED: _("Registered"),
    ContactState.JOINED: _("Joined to a submission"),
    ContactState.SET_ASIDE: _("Set aside"),
    ContactState.OF_AGENCY: _("Answer of an agency"),
}
KINDS = {
    Kind.REPORT: _("Report"),
    Kind.PROPOSAL: _("Proposal"),
    Kind.COMPLAINT: _("Complaint"),
    Kind.DENUNCIATION: _("Denunciation"),
    Kind.ENQUIRY: _("Enquiry"),
    Kind.COMMENDATION: _("Commendation"),
    Kind.SPAM: _("Spam"),
}
LEGAL_FORMS = {
    LegalForm.TELEPHONE: _("By telephone"),
    LegalForm.PLAIN_MAIL: _("Plain e-mail"),
    LegalForm.SIGNED_SCAN: _("Signed scan"),
    LegalForm.POST: _("Signed letter by post"),
    LegalForm.IN_PERSON: _("In person"),
    LegalForm.OTHER: _("Other form"),
}
URGENCIES = {
    Urgency.K1: pgettext_lazy("urgency", "Ordinary"),
    Urgency.K2: pgettext_lazy("urgency", "Urgent"),
    Urgency.K3: pgettext_lazy("urgency", "Emergency"),
}
SENSITIVITIES = {
    Sensitivity.S0: pgettext_lazy("sensitivity", "Ordinary"),
    Sensitivity.S1: pgettext_lazy("sensitivity", "Restricted"),
    Sensitivity.S2: pgettext_lazy("sensitivity", "Sensitive"),
}
REPORTER_KINDS = {
    ReporterKind.PERSON: _("Person"),
    ReporterKind.GROUP: _("Group of people"),
    ReporterKind.ORGANISATION: _("Organisation"),
    ReporterKind.ANONYMOUS: _("Anonymous"),
}
STATUSES = {
    Status.NEW: pgettext_lazy("submission", "New"),
    Status.REGISTERED: pgettext_lazy("submission", "In the book"),
    Status.FORWARDED: pgettext_lazy("submission", "With the agency"),
    Status.RESULTED: pgettext_lazy("submission", "Result in, to be answered"),
    Status.ANSWERED: pgettext_lazy("submission", "Answered"),
    Status.CLOSED: pgettext_lazy("submission", "Closed"),
    Status.JOINED: pgettext_lazy("submission", "Joined to another"),
    Status.SET_ASIDE: pgettext_lazy("submission", "Set aside"),
}
CASE_STATUSES = {
    CaseStatus.OPEN: pgettext_lazy("case", "Open"),
    CaseStatus.FORWARDED: pgettext_lazy("case", "With the agency"),
    CaseStatus.RESULTED: pgettext_lazy("case", "Result in"),
    CaseStatus.CLOSED: pgettext_lazy("case", "Closed"),
}
CALL_OUTCOMES = {
    CallOutcome.ANSWERED: _("Answered call"),
    CallOutcome.MISSED: _("Missed call"),
    CallOutcome.ABANDONED: _("Caller hung up while waiting"),
    CallOutcome.VOICE_MESSAGE: _("Voice message"),
    CallOutcome.CALL_BACK: _("Asks to be called back"),
    CallOutcome.REFUSED: _("Refused: too many calls of one number"),
}
READING_TROUBLES = {
    "The mail is empty": _("the mail is empty"),
    "No header and no words were found in the mail": _("no header and no words were found in it"),
    "The mail could not be taken apart": _("it could not be taken apart"),
    "The reader failed": _("the reader failed"),
    "No call record": _("a line in the exchange's book is no call record"),
}
CLOSE_REASONS = {
    "answered": _("The citizen was answered"),
    "unreachable": _("Could not be reached after three tries"),
    "anonymous": _("Anonymous, nobody to answer"),
    "refused": _("The citizen wanted no answer"),
    "guided": _("Guided to the competent body"),
    "withdrawn": _("Withdrawn by the citizen"),
    "ineligible": _("Not eligible for handling"),
    "no_contact": _("No way left to reach the citizen"),
    "repeated": _("The same matter was answered under another code"),
    "spam": _("Spam or advertising"),
}
CALL_RESULTS = {
    "told": _("Reached and told"),
    "reached": _("Reached"),
    "no_answer": _("No answer"),
    "busy": _("Busy"),
    "wrong_number": _("Wrong number"),
    "refused": _("Wants no answer"),
}
SET_ASIDE_REASONS = {
    "spam": _("Spam or advertising"),
    "wrong_number": _("Wrong number"),
    "silent": _("Silent call"),
    "no_answer": _("Called back, no answer"),
    "abusive": _("Abuse only"),
    "robot": _("Written by a machine"),
    "test": _("Test"),
    "duplicate": _("The same thing came twice"),
    "state_secret": _("State secret: paper file opened"),
    "other": _("Other reason"),
}
FIELDS = {
    "submission_kind": _("Kind"),
    "legal_form": _("Legal form"),
    "summary": _("Summary"),
    "topic": _("Topic"),
    "ward": _("Ward"),
    "place": _("Place"),
    "title": _("Title"),
    "urgency": _("Urgency"),
    "sensitivity": _("Sensitivity"),
    "reporter_kind": _("Who speaks"),
    "name": _("Name"),
    "people": _("Number of people"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "asks_secrecy": _("Asks to stay hidden"),
    "holder": _("Held by"),
}
