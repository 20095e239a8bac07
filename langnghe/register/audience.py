"""Who is told live that something happened: only who may see what it happened to."""

import json
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.models import Case, Contact, SavedView, Submission

Sees = Callable[[str, str], bool]
"""Given the kind and the payload of a live event, tells whether somebody is to hear of it."""
SEEN_BY: dict[str, Callable[[Officer, int], bool]] = {}
"""Whether an officer may see what an event is of, by its kind; higher capabilities add theirs."""


def sees_of(officer: Officer) -> Sees | None:
    """Return what an officer hears of; None for those who may see everything.

    It asks the database in the thread that calls it; while that is away, nothing is heard.
    """
    if officer.may(Right.READ) and officer.may(Right.SEE_SENSITIVE):
        return None

    def sees(kind: str, payload: str) -> bool:
        close_old_connections()
        try:
            return _sees(officer, kind, payload)
        except (OperationalError, InterfaceError):
            return False
        finally:
            close_old_connections()

    return sees


def _sees(officer: Officer, kind: str, payload: str) -> bool:
    if kind == "resync":
        return True
    try:
        identity = int(json.loads(payload)["id"])
    except (ValueError, KeyError, TypeError):
        return False
    match kind:
        case "submission" | "presence":
            return Submission.objects.visible_to(officer).filter(pk=identity).exists()
        case "case":
            return Case.objects.visible_to(officer).filter(pk=identity).exists()
        case "contact":
            return Contact.objects.visible_to(officer).filter(pk=identity).exists()
        case "view":
            return SavedView.objects.filter(owner=officer, pk=identity).exists()
    seen_by = SEEN_BY.get(kind)
    return officer.may(Right.READ) and (seen_by is None or seen_by(officer, identity))
