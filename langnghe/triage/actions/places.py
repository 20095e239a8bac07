"""Learning where the city's streets and landmarks lie, from what officers confirm."""

import re
from datetime import datetime

from django.db.models import F

from langnghe.register.models import Case, Submission
from langnghe.triage.models import KnownPlace
from langnghe.vietnamese.fold import fold

_NUMBERS = re.compile(r"^(?:(?:số|nhà|so|nha|no\.?)\s*)*[\d/\-]+\s*[a-z]?\b[\s,]*", re.IGNORECASE)
_SHORTEST, _LONGEST, _MOST_WORDS = 4, 60, 6


def learn_places(submission: Submission, *, at: datetime) -> list[KnownPlace]:
    """Keep the places of a submission's cases with the wards they were confirmed to lie in."""
    cases = Case.objects.filter(items__submission=submission, ward__isnull=False).exclude(place="")
    return [
        _learn(name, case, at=at) for case in cases.order_by("pk") for name in names_in(case.place)
    ]


def names_in(place: str) -> list[str]:
    """Return the names of a place as officers write it, house numbers left out.

    "số 12 phố Hoa Sữa, gần chợ Mẫu" gives "phố Hoa Sữa" and "gần chợ Mẫu"; words in small
    letters only are no name.
    """
    found = []
    for part in re.split(r"[,;()\n]", place):
        name = _NUMBERS.sub("", part.strip()).strip(" .")
        long_enough = _SHORTEST <= len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS
        if long_enough and any(letter.isupper() for letter in name):
            found.append(name)
    return found


def _learn(name: str, case: Case, *, at: datetime) -> KnownPlace:
    place, is_new = KnownPlace.objects.get_or_create(
        folded=fold(name)[:200],
        ward=case.ward,
        defaults={"name": name[:200], "last_at": at},
    )
    changes: dict[str, object] = {"last_at": at}
    if not is_new:
        changes["times"] = F("times") + 1
    if case.latitude is not None:
        changes |= {"latitude": case.latitude, "longitude": case.longitude}
    KnownPlace.objects.filter(pk=place.pk).update(**changes)
    return place
