"""What does not work at the line: the exchange, its trunks, the call that tries it."""

from collections.abc import Iterator
from datetime import datetime

from langnghe.duty.faults import Found
from langnghe.line import queries
from langnghe.line.place import exchange_place


def faults_of_line(at: datetime) -> Iterator[Found]:
    """Say which exchange or trunk is away, and whether the last trial call failed."""
    if exchange_place() is None:
        return
    for health in queries.exchanges(at=at):
        if not health.is_there:
            yield Found(name=f"exchange:{health.exchange.name}")
            continue
        for trunk in health.lost_trunks:
            yield Found(name=f"trunk:{trunk}")
    trial = queries.last_trial()
    if trial is not None and trial.finding and not trial.is_good:
        yield Found(name="trial", words=str(trial.get_finding_display()))
