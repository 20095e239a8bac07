"""What is owed and by when. Jobs are found because they are imported here."""

from langnghe.deadlines.actions.follow import follow, hear
from langnghe.deadlines.actions.ledger import bring_in_line
from langnghe.deadlines.actions.owe import Owed, drop, meet, move, owe
from langnghe.deadlines.actions.profile import load_rules, mark_change

__all__ = [
    "Owed",
    "bring_in_line",
    "drop",
    "follow",
    "hear",
    "load_rules",
    "mark_change",
    "meet",
    "move",
    "owe",
]
