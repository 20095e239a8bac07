"""Telling leaders that a memo waits, and who wrote it what became of it: never what it is about."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.direction.competence import leaders_of
from langnghe.direction.models import Memo, StandIn
from langnghe.duty.actions.notices import Message, tell
from langnghe.duty.reaching import addresses_of
from langnghe.duty.states import Way

_WAYS = (Way.PUSH, Way.MAIL)


def tell_leaders(memo: Memo, *, at: datetime) -> None:
    """Tell whoever may decide a memo that it waits, stand-ins of who is away too."""
    leaders = [memo.leader] if memo.leader is not None else list(leaders_of(memo.desk))
    day = timezone.localtime(at).date()
    away = StandIn.objects.filter(leader__in=leaders, from_on__lte=day, to_on__gte=day)
    deputies = [each.deputy for each in away.filter(ended_at=None).select_related("deputy")]
    for officer in dict.fromkeys([*leaders, *deputies]):
        with translation.override(officer.language):
            until = date_format(timezone.localtime(memo.answer_by or at), "H:i d/m")
            words = _("Memo {code} waits for your decision until {until}.")
            _tell(memo, officer, words.format(code=memo.code, until=until), at=at)


def tell_writer(memo: Memo, *, at: datetime) -> None:
    """Tell who wrote a memo that its leader answered."""
    writer = memo.submitted_by or memo.drafted_by
    if writer is None or not writer.is_active:
        return
    with translation.override(writer.language):
        words = _("Memo {code}: {state}.").format(code=memo.code, state=memo.get_state_display())
        _tell(memo, writer, words, at=at)


def _tell(memo: Memo, officer: Officer, words: str, *, at: datetime) -> None:
    text = f"{words} {settings.BASE_URL}/memos/{memo.code}"
    for way, address in _reached_by(officer):
        message = Message(
            way=way, address=address, subject=words, text=text, name=officer.full_name,
            officer=officer,
        )  # fmt: skip
        key = f"memo:{memo.pk}:{memo.version}:{officer.pk}:{way}:{address}"
        tell(message, key=key, at=at)


def _reached_by(officer: Officer) -> Iterable[tuple[Way, str]]:
    return [(way, address) for way in _WAYS for address in addresses_of(officer, way)]
