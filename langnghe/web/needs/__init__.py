"""My day: what needs an officer now, from every part of the house, in one order.

A part is a function in this package: given the officer and the time it offers needs, PART_LIMIT
at most. `PARTS` says who is offered what; a new capability adds its function there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from langnghe.access.models import Officer
from langnghe.web.needs import agency, duty_room, house, leading, orders, preparing, watch
from langnghe.web.needs.rules import Hat, Need, hats_of, in_order
from langnghe.web.needs.said import PART_LIMIT

Part = Callable[[Officer, datetime], Iterable[Need]]

PARTS: Mapping[Hat, tuple[Part, ...]] = {
    Hat.DUTY_OFFICER: (
        watch.alarms,
        watch.call_backs,
        watch.tellings,
        duty_room.handover,
        duty_room.promises,
        watch.arrivals,
        watch.held,
        duty_room.swaps,
    ),
    Hat.SHIFT_LEADER: (
        watch.alarms,
        leading.emergencies,
        leading.late_in_triage,
        duty_room.handover,
        duty_room.swaps,
    ),
    Hat.SPECIALIST: (
        orders.memos_to_prepare,
        orders.extensions,
        orders.orders_to_review,
        preparing.returned,
        preparing.to_forward,
        preparing.to_review,
        preparing.to_answer,
    ),
    Hat.LEADER: (
        orders.memos_to_decide,
        orders.orders_of_mine,
        orders.extensions,
        leading.late_orders,
        leading.hot,
    ),
    Hat.CLERK: (agency.handed_over,),
    Hat.ADMINISTRATOR: (house.faults, house.differences, house.unsent),
}

SHOWN = 100
"""So many are shown; who has more needs colleagues, not a longer list."""


@dataclass(frozen=True)
class Day:
    """What needs an officer now, the first SHOWN of `count`; of even more where `is_cut`."""

    needs: list[Need]
    count: int
    is_cut: bool = False

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.needs)


def day_of(officer: Officer, *, at: datetime) -> Day:
    """Return an officer's day, worst first."""
    parts = dict.fromkeys(part for hat in hats_of(officer.rights) for part in PARTS[hat])
    offered = [list(part(officer, at)) for part in parts]
    found = in_order(chain.from_iterable(offered))
    is_cut = any(len(each) >= PART_LIMIT for each in offered)
    return Day(found[:SHOWN], len(found), is_cut)
