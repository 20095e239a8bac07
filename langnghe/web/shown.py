"""A contact as a page shows it: the words first, files beside, the original one click away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.originals.kinds import Look, look_of
from langnghe.register.models import Attachment, Contact, Entry, Submission
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.timeline import internal_kinds, sentence

if TYPE_CHECKING:
    from langnghe.web.sounds import ShownSound

RECORDED = frozenset({AttachmentRole.RECORDING, AttachmentRole.VOICE_MESSAGE})


def shown_entries(entries: QuerySet[Entry], officer: Officer) -> list[tuple[Entry, str]]:
    """Say entries as sentences: an agency reads no internal notes and no voice it has no part in.

    What is private is hidden from those who may not know who reported.
    """
    visible = Submission.objects.visible_to(officer).filter(pk=OuterRef("submission_id"))
    entries = entries.filter(Q(submission__isnull=True) | Exists(visible))
    if not officer.may(Right.READ):
        entries = entries.exclude(kind__in=internal_kinds())
    show_private = officer.may(Right.SEE_REPORTER)
    return [(entry, sentence(entry, show_private=show_private)) for entry in entries]


@dataclass(frozen=True)
class ShownFile:
    """An attached file and how it can be looked at."""

    file: Attachment
    look: Look

    @property
    def has_preview(self) -> bool:
        """Whether a picture of it was made that any browser shows."""
        return self.look in {Look.PICTURE, Look.PAPER} and bool(self.file.playable_sha256)


@dataclass(frozen=True)
class ShownContact:
    """A contact with its files sorted by how they are shown, and its oddities as sentences."""

    contact: Contact
    sounds: Sequence["ShownSound"]
    pictures: list[ShownFile]
    files: list[ShownFile]
    remarks: list[str]

    @property
    def has_html(self) -> bool:
        """Whether the mail had a laid-out form worth showing."""
        return bool(self.contact.html)


def shown_contact(contact: Contact, sounds: Sequence["ShownSound"]) -> ShownContact:
    """Sort the files of a contact: its recordings, what has a preview, everything else."""
    files = list(contact.attachments.all())
    shown = [
        ShownFile(file, look_of(file.name, file.content_type))
        for file in files
        if file.role not in RECORDED
    ]
    pictures = [each for each in shown if each.has_preview]
    rest = [each for each in shown if each not in pictures or each.look == Look.PAPER]
    return ShownContact(contact, sounds, pictures, rest, remarks(contact))


def remarks(contact: Contact) -> list[str]:
    """Say what an officer should know about how a contact came."""
    said: list[object] = [_NATURES[contact.nature]] if contact.nature in _NATURES else []
    for note in contact.notes:
        word, _colon, count = note.partition(":")
        if word == "remote_images" and count.isdigit():
            said.append(_("Pictures from outside were left out: {count}.").format(count=count))
        elif word in _REMARKS:
            said.append(_REMARKS[word])
    protection = contact.facts.get("protection", "")
    if "encrypted" in protection:
        said.append(
            _(
                "This mail is encrypted ({kind}): open the original in a mail program that has "
                "the key."
            ).format(kind=protection)
        )
    elif protection:
        said.append(_("This mail is signed ({kind}).").format(kind=protection))
    if contact.facts.get("calendar"):
        said.append(_("This mail carries a calendar invitation."))
    return [str(each) for each in said]


_NATURES = {
    "auto_reply": _lazy("A machine wrote this by itself: nobody was acknowledged."),
    "bounce": _lazy("A mail server says that a letter was not delivered."),
    "list": _lazy("This was sent to a list, or to many at once: nobody was acknowledged."),
    "receipt": _lazy("A receipt for a letter, written by a machine."),
    "own": _lazy("A letter of our own that came back here."),
}
_REMARKS = {
    "charset_guessed": _lazy("The letters were declared wrongly; the encoding was recognised."),
    "no_date": _lazy("The mail does not say when it was written."),
    "date_odd": _lazy("The date in the mail cannot be right."),
    "no_sender": _lazy("The mail does not say who writes."),
    "doubled_header": _lazy(
        "The mail says twice who writes or what it is about; the first counts."
    ),
    "remote_images": _lazy("Pictures from outside were left out."),
    "tnef": _lazy("Unpacked from Outlook's winmail.dat."),
    "broken_parts": _lazy("Some parts were damaged; they were read as far as possible."),
    "too_deep": _lazy("Parts nested too deeply were left in the original."),
    "attachment_limit": _lazy("More files than are shown lie in the original."),
    "text_limit": _lazy("More words than are shown stand in the original."),
    "name_changed": _lazy("The name of a file was made safe."),
    "agency_unclear": _lazy(
        "An agency answers, but not all of it is clear: nothing unclear was changed. Read it, and "
        "record on the case what it says."
    ),
    "agency_stranger": _lazy(
        "It carries the mark of a mail to an agency, but does not come from an address of that "
        "agency: nothing was changed. It may have been forwarded; check before you act on it."
    ),
    "agency_expired": _lazy(
        "An agency answers a mail whose time to answer is over: nothing was changed."
    ),
    "agency_unproved": _lazy(
        "It says it comes from an agency, but the mail server's checks (SPF, DKIM) failed: nothing "
        "was changed. It may be forged; call the agency before you act on it."
    ),
    "no_record": _lazy("The exchange broke off before it wrote a record; only the sound was kept."),
}
