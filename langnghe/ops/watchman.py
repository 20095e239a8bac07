"""A thread beside the mail door: where nobody does the jobs, alarms still reach a person."""

import logging
import threading

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from langnghe.duty.actions.stand_in import stand_in

logger = logging.getLogger(__name__)
EVERY_SECONDS, FIRST_SECONDS = 15.0, 90.0
"""Workers that start beside us are given time to give a first sign."""


def keep_watch(told: threading.Event) -> None:
    """Look after the workers until told to stop."""
    if told.wait(FIRST_SECONDS):
        return
    while True:
        try:
            if stand_in(at=timezone.now()):
                logger.warning("nobody does the jobs; alarms go out from here")
        except (DatabaseError, InterfaceError) as failure:
            logger.warning("the workers cannot be looked after: %s", failure)
        close_old_connections()
        if told.wait(EVERY_SECONDS):
            return
