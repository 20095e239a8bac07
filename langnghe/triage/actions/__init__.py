"""What triage does."""

from langnghe.triage.actions.suggest import suggest_soon

__all__ = ["suggest_soon"]
