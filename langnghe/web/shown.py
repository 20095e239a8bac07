"""A contact as a page shows it: the words first, files beside, the original one click away."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.events import NoteWritten
from langnghe.register.models import Attachment, Contact, Entry, Submission
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.timeline import sentence

SOUNDS = frozenset({AttachmentRole.RECORDING, AttachmentRole.VOICE_MESSAGE})
SHOWN_IMAGES = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif"}
)


def shown_entries(entries: QuerySet[Entry], officer: Officer) -> list[tuple[Entry, str]]:
    """Say entries as sentences: an agency reads no internal notes and no voice it has no part in.

    What is private is hidden from those who may not know who reported.
    """
    visible = Submission.objects.visible_to(officer).filter(pk=OuterRef("submission_id"))
    entries = entries.filter(Q(submission__isnull=True) | Exists(visible))
    if not officer.may(Right.READ):
        entries = entries.exclude(kind=NoteWritten.kind)
    show_private = officer.may(Right.SEE_REPORTER)
    return [(entry, sentence(entry, show_private=show_private)) for entry in entries]


@dataclass(frozen=True)
class ShownContact:
    """A contact with its files sorted by how they are shown, and its oddities as sentences."""

    contact: Contact
    sounds: list[Attachment]
    images: list[Attachment]
    files: list[Attachment]
    remarks: list[str]

    @property
    def has_html(self) -> bool:
        """Whether the mail had a laid-out form worth showing."""
        return bool(self.contact.html)


def sounds_of(contact: Contact) -> list[Attachment]:
    """Return the recordings and voice messages of a contact."""
    return [file for file in contact.attachments.all() if file.role in SOUNDS]


def shown_contact(contact: Contact) -> ShownContact:
    """Sort the files of a contact."""
    files = list(contact.attachments.all())
    sounds = [file for file in files if file.role in SOUNDS]
    images = [file for file in files if file.content_type in SHOWN_IMAGES]
    rest = [file for file in files if file not in sounds and file not in images]
    return ShownContact(contact, sounds, images, rest, remarks(contact))


def remarks(contact: Contact) -> list[str]:
    """Say what an officer should know about how a contact came."""
    said: list[object] = [
        _REMARKS[note.split(":")[0]] for note in contact.notes if note.split(":")[0] in _REMARKS
    ]
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


_REMARKS = {
    "charset_guessed": _lazy("The letters were declared wrongly; the encoding was recognised."),
    "no_date": _lazy("The mail does not say when it was written."),
    "date_odd": _lazy("The date in the mail cannot be right."),
    "no_sender": _lazy("The mail does not say who writes."),
    "remote_images": _lazy("Pictures from outside were left out."),
    "tnef": _lazy("Unpacked from Outlook's winmail.dat."),
    "broken_parts": _lazy("Some parts were damaged; they were read as far as possible."),
    "too_deep": _lazy("Parts nested too deeply were left in the original."),
    "attachment_limit": _lazy("More files than are shown lie in the original."),
    "name_changed": _lazy("The name of a file was made safe."),
    "no_record": _lazy("The exchange broke off before it wrote a record; only the sound was kept."),
}
