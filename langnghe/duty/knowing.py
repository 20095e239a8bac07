"""What the profile says of alarms, read once."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from langnghe.duty.rules import BadLadders, Ladder, read_ladders
from langnghe.duty.states import AlarmKind


def ladder_of(kind: str) -> Ladder:
    """Return whom an alarm of a kind reaches, one after the other. Raises BadLadders."""
    return ladders_in(Path(settings.PROFILE))[AlarmKind(kind)]


@lru_cache(maxsize=4)
def ladders_in(profile: Path) -> dict[AlarmKind, Ladder]:
    """Return the ladders of a profile. Raises BadLadders."""
    path = profile / "alarms.json"
    try:
        return read_ladders(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as failure:
        raise BadLadders(f"{path}: {failure}") from None
