"""Which facts of the timeline end an obligation or begin one: higher capabilities add theirs."""

from collections.abc import Mapping
from typing import Any

from langnghe.register import events
from langnghe.register.timeline import Event
from langnghe.workdays.obligations import Moment

MEANS: dict[str, tuple[Moment, Mapping[str, Any]]] = {events.Closed.kind: (Moment.CLOSED, {})}
"""Kind of fact: the moment that it is, where its facts hold these values."""


def means(fact: type[Event], moment: Moment, **where: str) -> None:
    """Say that a fact, where its fields have these values, is a moment that rules speak of.

    Called once, in `AppConfig.ready`; the capability lets `actions.follow.hear` listen to it.
    """
    MEANS[fact.kind] = (moment, where)
