"""What the office orders and agencies report."""

from langnghe.direction.models.assignment import Assignment, Evidence

__all__ = ["Assignment", "Evidence"]
