"""What intake does. Jobs live beside the actions they repeat."""

from langnghe.intake.actions import read_mail, reconcile, upkeep

__all__ = ["read_mail", "reconcile", "upkeep"]
