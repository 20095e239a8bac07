"""The knowledge in use: the profile, the places officers confirmed, the model that is live."""

from functools import lru_cache

from django.conf import settings
from django.db.models import Max

from langnghe.triage.models import KnownPlace, Model
from langnghe.triage.states import ModelState
from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.learned import LinearModel, unpack
from langnghe.understanding.starter import starter_models, starter_rarity
from langnghe.understanding.trace import Rarity


def live_model() -> int | None:
    """Return the key of the model in use; None while it is the starter's."""
    return Model.objects.filter(state=ModelState.LIVE).values_list("pk", flat=True).first()


def knowledge() -> Knowledge:
    """Return what is known now; read anew when the model or the confirmed places change."""
    newest = KnownPlace.objects.aggregate(at=Max("last_at"))["at"]
    return _knowledge(live_model(), newest.isoformat() if newest else "")


@lru_cache(maxsize=2)
def _knowledge(model_id: int | None, newest: str) -> Knowledge:
    places: dict[str, list[str]] = {}
    for place in KnownPlace.objects.select_related("ward").order_by("-times"):
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
