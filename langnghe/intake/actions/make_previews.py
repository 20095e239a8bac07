"""Making pictures of attached files that browsers can show, beside the untouched originals."""

from django.conf import settings
from procrastinate.contrib.django import app

from langnghe.originals.kinds import Look, look_of
from langnghe.originals.renditions import rendition_of
from langnghe.originals.store import NotKept, Store
from langnghe.register.models import Attachment

LOOKS = frozenset({Look.PICTURE, Look.PAPER})


@app.task(queue="intake", name="intake.make_previews", lock="intake.previews", priority=-5)
def make_previews(contact_id: int) -> int:
    """Make what is missing of a contact's previews; return how many were made.

    Safe to repeat. One job at a time: two hundred pictures must not hold up the reading.
    """
    waiting = Attachment.objects.filter(contact_id=contact_id, playable_sha256="")
    return sum(_make_preview(each) for each in waiting)


def wants_preview(attachment: Attachment) -> bool:
    """Tell whether a picture can be made of a file."""
    return look_of(attachment.name, attachment.content_type) in LOOKS and attachment.size > 0


def _make_preview(attachment: Attachment) -> bool:
    if not wants_preview(attachment):
        return False
    look = look_of(attachment.name, attachment.content_type)
    kept = Store(settings.ORIGINALS)
    try:
        kept.open(attachment.sha256).close()
    except NotKept:
        return False
    picture = rendition_of(kept.path(attachment.sha256), look)
    if picture is None:
        return False
    attachment.playable_sha256 = kept.put(picture).sha256
    attachment.save(update_fields=["playable_sha256"])
    return True
