"""Letters that go by mail: on their way, taken by the relay, or come back."""

from datetime import datetime

from langnghe.access.models import Officer
from langnghe.direction import letter_events as events
from langnghe.direction.actions.letters import lock_letter, record_letter
from langnghe.direction.letter_states import IllegalLetterStep, LetterState, SentBy
from langnghe.direction.models import Letter


def lock_issued(letter_id: int, by: Officer) -> Letter:
    """Lock a letter that this officer may send by mail; raises Missing, IllegalLetterStep."""
    letter = lock_letter(letter_id, by)
    if letter.state != LetterState.ISSUED:
        raise IllegalLetterStep(letter.state, LetterState.SENT)
    return letter


def note_on_its_way(letter: Letter, *, address: str, by: Officer, at: datetime) -> None:
    """Say that a locked letter was put into the outbox."""
    fact = events.LetterOnItsWay(number=_number(letter), address=address, letter=letter.pk)
    record_letter(letter, fact, by=by, at=at)


def note_mailed(letter_id: int, *, at: datetime) -> None:
    """Say that the relay took the mail; may be repeated. Inside a transaction."""
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter_id)
    if letter.state != LetterState.ISSUED:
        return
    letter.step_to(LetterState.SENT)
    letter.sent_at, letter.sent_by = at, SentBy.MAIL
    _keep(letter)
    fact = events.LetterSent(number=_number(letter), letter_way=SentBy.MAIL, letter=letter.pk)
    record_letter(letter, fact, by=None, at=at)


def note_failed(letter_id: int, *, reason: str, at: datetime) -> None:
    """Say that the mail did not arrive: the letter is to be sent anew. Inside a transaction."""
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter_id)
    if letter.state == LetterState.SENT and letter.sent_by == SentBy.MAIL:
        letter.state = LetterState.ISSUED  # no step of its life: it never left
        letter.sent_at, letter.sent_by = None, ""
        _keep(letter)
    fact = events.LetterNotDelivered(number=_number(letter), reason=reason, letter=letter.pk)
    record_letter(letter, fact, by=None, at=at)


def _keep(letter: Letter) -> None:
    letter.version += 1
    letter.save(update_fields=["state", "sent_at", "sent_by", "version"])


def _number(letter: Letter) -> str:
    return letter.symbol or letter.type_name
