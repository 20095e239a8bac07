"""What an order says, before it is one."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Order:
    """The words of an order: to whom, what, what is reported by whom, by when.

    `agency_id` leads; `reporter_id` reports, else the lead does. `override`: the leader's reason
    to set a guard of denunciations aside.
    """

    text: str
    agency_id: int
    due_at: datetime
    report: str = ""
    co_agency_ids: tuple[int, ...] = field(default=())
    reporter_id: int | None = None
    override: str = ""


class NoWords(Exception):
    """An order, a question, an answer, a report needs words."""


class DeadlinePassed(Exception):
    """The deadline of an order lies in the future."""
