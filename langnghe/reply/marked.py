"""Who hears what becomes of mails: higher capabilities whose papers went by them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from langnghe.reply.models import Outgoing

Hearer = Callable[[Sequence[Outgoing], str, str, datetime], None]
"""Takes mails, where they stand now, the trouble if there was any, and when."""
_HEARERS: list[Hearer] = []


def hear_marked(hearer: Hearer) -> None:
    """Let a higher capability hear what becomes of mails; called once, when loaded."""
    _HEARERS.append(hearer)


def tell_marked(mails: Sequence[Outgoing], state: str, trouble: str, at: datetime) -> None:
    """Tell all who hear, in the transaction that marks the mails."""
    for hearer in _HEARERS if mails else ():
        hearer(mails, state, trouble, at)
