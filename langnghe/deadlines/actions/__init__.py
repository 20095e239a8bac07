"""What is owed and by when. Jobs are found because they are imported here."""

from langnghe.deadlines.actions.breach import see_missed, see_missed_now
from langnghe.deadlines.actions.calendar import (
    DaySet,
    HoursOutOfOrder,
    confirm_year,
    set_day,
    set_hours,
)
from langnghe.deadlines.actions.follow import follow, follow_all, hear
from langnghe.deadlines.actions.ledger import bring_in_line
from langnghe.deadlines.actions.more_time import (
    NoMore,
    TooFar,
    Unexplained,
    approvers,
    give_more_time,
)
from langnghe.deadlines.actions.owe import Owed, drop, meet, move, owe
from langnghe.deadlines.actions.profile import load_rules, mark_change
from langnghe.deadlines.actions.recompute import (
    Preview,
    look_again,
    recompute,
    tell_moved,
    try_out,
)
from langnghe.deadlines.actions.remind import remind, remind_now
from langnghe.deadlines.actions.versions import RuleSet, TooEarly, change_rule

__all__ = [
    "DaySet",
    "HoursOutOfOrder",
    "NoMore",
    "Owed",
    "Preview",
    "RuleSet",
    "TooEarly",
    "TooFar",
    "Unexplained",
    "approvers",
    "bring_in_line",
    "change_rule",
    "confirm_year",
    "drop",
    "follow",
    "follow_all",
    "give_more_time",
    "hear",
    "load_rules",
    "look_again",
    "mark_change",
    "meet",
    "move",
    "owe",
    "recompute",
    "remind",
    "remind_now",
    "see_missed",
    "see_missed_now",
    "set_day",
    "set_hours",
    "tell_moved",
    "try_out",
]
