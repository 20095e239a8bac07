"""A photograph that says where it was taken helps to find the ward."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image

from langnghe.originals.store import Store
from langnghe.register.actions.submissions import open_submission
from langnghe.register.models import Attachment, Ward
from langnghe.register.states import Channel
from langnghe.triage.actions.suggest import suggest
from langnghe.triage.models import Voice
from tests import cast
from tests.triage.voices import with_profile

pytestmark = pytest.mark.django_db


def test_a_hole_without_an_address_is_placed_by_its_photograph(tmp_path: Path) -> None:
    with_profile()
    ward = Ward.objects.get(short_name="Yên Hòa")
    notes = Image.Exif()
    seen_at = cast.later(-600).astimezone(timezone.get_default_timezone())
    notes.get_ifd(0x8769)[0x9003] = f"{seen_at:%Y:%m:%d %H:%M:%S}"
    notes.get_ifd(0x8825).update(
        {1: "N", 2: (ward.latitude, 0.0, 0.0), 3: "E", 4: (ward.longitude, 0.0, 0.0)}
    )
    path = tmp_path / "hole.jpg"
    Image.new("RGB", (40, 30), "gray").save(path, exif=notes)
    kept = Store(settings.ORIGINALS).put_file(path)
    contact = cast.contact("Có hố sụt to giữa đường, tôi gửi ảnh kèm theo.", channel=Channel.MAIL)
    Attachment.objects.create(
        contact=contact, position=0, name="hole.jpg", content_type="image/jpeg",
        size=kept.size, sha256=kept.sha256,
    )  # fmt: skip
    submission = open_submission(contact, at=cast.later(0))
    suggestion = suggest(submission.pk, at=cast.later(1))
    assert suggestion is not None
    assert suggestion.facts["ward_candidates"][0]["value"] == ward.code
    assert suggestion.facts["photos"][0]["latitude"] == pytest.approx(ward.latitude, abs=1e-4)
    voice = Voice.objects.get(pk=submission.pk)
    assert voice.seen_at == seen_at.replace(microsecond=0)
    assert voice.latitude == pytest.approx(ward.latitude, abs=1e-4)
