"""What others ask of the roster; nothing here writes."""

from langnghe.roster.queries.now import OnDuty, Rung, ladder, on_duty, shift_now

__all__ = ["OnDuty", "Rung", "ladder", "on_duty", "shift_now"]
