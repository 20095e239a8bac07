"""What triage does. Jobs are found by the worker because they are imported here."""

from langnghe.triage.actions import learn, look_back, propose_issues, watch
from langnghe.triage.actions.suggest import suggest_soon

__all__ = ["learn", "look_back", "propose_issues", "suggest_soon", "watch"]
