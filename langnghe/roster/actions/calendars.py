"""Secret addresses at which calendar programs read an officer's duties."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from langnghe.access.models import Officer
from langnghe.roster.models import CalendarAddress


@transaction.atomic
def make_address(*, by: Officer, at: datetime) -> str:
    """Return a new secret for one's own calendar; the one before no longer opens it."""
    secret = secrets.token_urlsafe(24)
    kept = {"secret_sha256": _digest(secret), "made_at": at, "read_at": None}
    CalendarAddress.objects.update_or_create(officer=by, defaults=kept)
    return secret


@transaction.atomic
def drop_address(*, by: Officer) -> None:
    """Let no address open one's calendar any more; may be repeated."""
    CalendarAddress.objects.filter(officer=by).delete()


def open_address(secret: str, *, at: datetime) -> Officer | None:
    """Return whose calendar a secret opens; None for nobody's, or for a closed account."""
    found = CalendarAddress.objects.filter(
        secret_sha256=_digest(secret), officer__is_active=True
    ).select_related("officer")
    address = found.first()
    if address is None:
        return None
    address.read_at = at
    address.save(update_fields=["read_at"])
    return address.officer


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
