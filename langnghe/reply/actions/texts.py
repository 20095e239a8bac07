"""The profile's texts, and letters of long ago."""

from collections.abc import Iterable

from django.db import transaction

from langnghe.reply.models import Outgoing, ReplyTemplate, Satisfaction


@transaction.atomic
def load_templates(rows: list[dict[str, object]]) -> int:
    """Create the profile's texts; those the office has edited stay as they are."""
    for row in rows:
        values = dict(row)
        ReplyTemplate.objects.get_or_create(
            code=values.pop("code"), language=values.pop("language"), defaults=values
        )
    return len(rows)


def load_past_outgoing(rows: Iterable[Outgoing]) -> int:
    """Store old mails in one go, as they stand: nothing is sent; returns how many."""
    return len(Outgoing.objects.bulk_create(rows))


def load_past_ratings(rows: Iterable[Satisfaction]) -> int:
    """Store old ratings in one go; returns how many."""
    return len(Satisfaction.objects.bulk_create(rows))
