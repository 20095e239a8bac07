"""What happens once, when the watch is loaded."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Says who is told live of an alarm, and which faults the watch itself can find."""

    name = "langnghe.duty"

    def ready(self) -> None:
        """Add them; models are there only now."""
        from langnghe.duty import faults
        from langnghe.duty.queries import may_see
        from langnghe.register.audience import SEEN_BY

        SEEN_BY["alarm"] = may_see
        for finder in (faults.full_disk, faults.waiting_jobs, faults.unanswered_test):
            faults.find_by(finder)
