"""The knowledge in use: the profile, the places officers confirmed, the model that is live."""

import json
import threading
from functools import lru_cache

from django.conf import settings
from django.db import connections
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import get_language

from langnghe.triage.models import KnownPlace, Model
from langnghe.triage.states import ModelState
from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.learned import LinearModel, unpack
from langnghe.understanding.starter import starter_models, starter_path, starter_rarity
from langnghe.understanding.trace import Rarity

TRUSTED_TIMES = 2
_one_at_a_time = threading.Lock()


def live_model() -> int | None:
    """Return the key of the model in use; None while it is the starter's."""
    return Model.objects.filter(state=ModelState.LIVE).values_list("pk", flat=True).first()


def knowledge() -> Knowledge:
    """Return what is known now; read anew when the model or the confirmed places change."""
    with _one_at_a_time:
        return _knowledge(live_model(), _trusted().count())


def knowledge_at_hand() -> Knowledge | None:
    """Return what is known if it is read already; else have it read meanwhile, and return None.

    A page never waits for models that are trained or read: the worker trains them, once.
    """
    if _one_at_a_time.locked():
        return None
    if _knowledge.cache_info().currsize:
        return knowledge()
    if starter_path(settings.PROFILE, settings.HOME / "models").exists():
        threading.Thread(target=_read_meanwhile, daemon=True).start()
    return None


def _read_meanwhile() -> None:
    try:
        knowledge()
    finally:
        connections.close_all()


def _trusted() -> QuerySet[KnownPlace]:
    """Return the places confirmed more than once: a single slip of the pen is not learned."""
    return KnownPlace.objects.filter(times__gte=TRUSTED_TIMES)


@lru_cache(maxsize=2)
def _knowledge(model_id: int | None, trusted: int) -> Knowledge:
    places: dict[str, list[str]] = {}
    for place in _trusted().select_related("ward").order_by("-times"):
        places.setdefault(place.name, []).append(place.ward.code)
    known = [{"name": name, "kind": "street", "wards": codes} for name, codes in places.items()]
    return load_knowledge(settings.PROFILE, _models(model_id), known)


@lru_cache(maxsize=2)
def _models(model_id: int | None) -> dict[str, LinearModel]:
    starter = starter_models(settings.PROFILE, settings.HOME / "models")
    if model_id is None:
        return starter
    return starter | unpack(bytes(Model.objects.get(pk=model_id).packed))


@lru_cache(maxsize=1)
def rarity() -> Rarity:
    """Return how rare words are, for comparing voices."""
    return starter_rarity(settings.PROFILE)


@lru_cache(maxsize=1)
def _rule_names() -> dict[str, dict[str, str]]:
    path = settings.PROFILE / "triage" / "rules.json"
    if not path.exists():
        return {}
    names: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return names


def say_rule(rule: str, language: str) -> str:
    """Say the rule that fired, as the profile names it; its own words where it has no name."""
    if rule in {"", "none"}:
        return ""
    names = _rule_names().get(rule, {})
    return names.get(language) or names.get("vi") or rule.replace("_", " ")


def _say_rule_here(rule: str) -> str:
    return say_rule(rule, get_language() or "vi")


def rule_labels() -> dict[str, str]:
    """Return the rules the profile names, each said in the language of whoever reads."""
    in_words = lazy(_say_rule_here, str)
    return {rule: in_words(rule) for rule in _rule_names()}
