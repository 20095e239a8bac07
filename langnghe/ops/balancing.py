"""`langnghe reconcile`: the books of the channels beside the register, on the screen."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from langnghe.intake.actions.reconcile import city_day, reconcile
from langnghe.intake.models import Difference
from langnghe.ops.deadlines import YEARS
from langnghe.ops.home import CannotStart


def balance(day: str, *, repair: bool) -> int:
    """Balance a day (else yesterday and today); return 1 where a difference stays open."""
    at = timezone.now()
    today = city_day(at)
    try:
        days = [date.fromisoformat(day)] if day else [today - timedelta(days=1), today]
        if days[0].year not in YEARS:
            raise ValueError
    except ValueError:
        raise CannotStart(f"{day!r} is no day: write it as 2026-11-24.") from None
    table = Table(
        box=None, padding=(0, 2, 0, 0), pad_edge=False, caption=f"days of {settings.TIME_ZONE}"
    )
    for name in ("day", "channel", "source"):
        table.add_column(name, no_wrap=name != "source", overflow="fold")
    for name in ("delivered", "registered", "repaired", "differing"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in days:
        for row in reconcile(each, repair=repair, at=at):
            table.add_row(
                f"{row.day:%d/%m/%Y}",
                row.channel,
                row.source,
                *map(str, (row.delivered, row.registered, row.repaired, row.differing)),
            )
    console = Console()
    console.print(table)
    still_open = Difference.objects.filter(state=Difference.State.OPEN)
    for difference in still_open:
        console.print(
            f"{difference.day:%d/%m/%Y} {difference.source}: {difference.what} "
            f"{difference.key} ({difference.detail})"
        )
    return 1 if still_open else 0
