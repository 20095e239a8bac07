"""A contact as a page shows it: the words first, files beside, the original one click away."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from langnghe.register.models import Attachment, Contact
from langnghe.register.models.contact import AttachmentRole

SOUNDS = frozenset({AttachmentRole.RECORDING, AttachmentRole.VOICE_MESSAGE})
SHOWN_IMAGES = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif"}
)


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


def shown_contact(contact: Contact) -> ShownContact:
    """Sort the files of a contact."""
    files = list(contact.attachments.all())
    sounds = [file for file in files if file.role in SOUNDS]
    images = [file for file in files if file.content_type in SHOWN_IMAGES]
    rest = [file for file in files if file not in sounds and file not in images]
    return ShownContact(contact, sounds, images, rest, remarks(contact))


def remarks(contact: Contact) -> list[str]:
    """Say what an officer should know about how a contact came."""
    said = [
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


_REMARKS: dict[str, str] = {}
