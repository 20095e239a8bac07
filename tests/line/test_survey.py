"""The score that a citizen pressed after a call: from the exchange's book into the register."""

import pytest

from langnghe.access.models import Officer
from langnghe.intake.models import CallBook
from langnghe.line.actions.call_backs import ring_citizen
from langnghe.line.actions.duty import add_telephone, sign_on
from langnghe.line.states import TelephoneKind
from langnghe.register.models import Contact, Entry, Submission
from langnghe.reply.actions import Verdict, rate_told, record_call, tell_by_phone
from langnghe.reply.actions.tellings import survey_of
from langnghe.reply.models import Satisfaction, Telling
from tests.cast import NOON, later, officer
from tests.line.test_filing import START, file_all, record
from tests.reply.test_tellings import caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan() -> Officer:
    return officer()


@pytest.fixture
def telling(lan: Officer) -> Telling:
    """Give somebody who is to be told the answer, and whose telephone is called for it."""
    found = tell_by_phone(caller().pk, text="Đã dọn.", is_final=True, by=lan, at=NOON)
    called(found)
    return found


def called(telling: Telling) -> None:
    """Leave the record of a call by which somebody is told."""
    facts = {"dcontext": "call-back", "dst": "0900000012", "taken_at": str(START + 5)}
    record(f"telling-{telling.pk}-1", returns=f"telling-{telling.pk}", **facts)


def pressed(telling: Telling, key: str, *, leg: str = "1795.9") -> None:
    """Leave the record of what the citizen did after the officer had hung up."""
    facts: dict[str, object] = {"dcontext": "survey", "start": START + 90, "end": START + 99}
    facts |= {"linkedid": f"telling-{telling.pk}-1", "returns": f"telling-{telling.pk}"}
    record(leg, outcome="", recording="", score=key, **facts)


def told(telling: Telling, by: Officer, result: str = "told") -> None:
    record_call(telling.submission_id, result=result, text="", by=by, at=later(3))


def rating() -> tuple[int, str]:
    kept = Satisfaction.objects.get()
    return kept.score, kept.way


def sentences() -> list[str]:
    """Return what the timeline says of scores, in order."""
    kinds = ("reply.rated", "reply.rated_by_key", "reply.key_counts")
    return [each.kind for each in Entry.objects.filter(kind__in=kinds).order_by("pk")]


@pytest.mark.parametrize("key_first", [True, False])
def test_the_key_counts_whether_it_or_the_officers_word_comes_first(
    telling: Telling, lan: Officer, *, key_first: bool
) -> None:
    """The records of a call may also be filed hours later, when our program lives again."""
    if not key_first:
        told(telling, lan)
    pressed(telling, "4")
    for _each in range(2):
        file_all()
    assert Satisfaction.objects.exists() is not key_first
    if key_first:
        told(telling, lan)
    kept = Satisfaction.objects.get()
    assert (kept.score, kept.way, kept.by, kept.telling) == (4, "keypad", None, telling)
    assert Contact.objects.get(channel="call").submission_id == telling.submission_id
    assert sentences() == ["reply.rated_by_key"]


def test_a_call_that_is_filed_twice_is_one_rating(telling: Telling, lan: Officer) -> None:
    told(telling, lan)
    pressed(telling, "5")
    file_all()
    CallBook.objects.update(offset=0, mark="")
    file_all()
    pressed(telling, "1", leg="1795.10")
    file_all()
    assert rating() == (5, "keypad")
    assert sentences() == ["reply.rated_by_key"]


@pytest.mark.parametrize("key", ["", "9", "0", "#"])
def test_no_key_or_a_wrong_one_costs_nothing(telling: Telling, lan: Officer, key: str) -> None:
    pressed(telling, key)
    file_all()
    told(telling, lan)
    telling.refresh_from_db()
    assert (telling.pressed, telling.result) == (0, "told")
    assert not Satisfaction.objects.exists()
    assert Submission.objects.get().status == "answered"
    rate_told(telling.submission_id, Verdict(score=3), by=lan, at=later(4))
    assert rating() == (3, "officer")


@pytest.mark.parametrize("result", ["wrong_number", "refused", "no_answer"])
def test_who_was_not_told_rates_nothing(telling: Telling, lan: Officer, result: str) -> None:
    pressed(telling, "1")
    file_all()
    told(telling, lan, result)
    assert not Satisfaction.objects.exists()
    assert Submission.objects.get().asks_reopen_at is None


@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_who_is_not_content_makes_an_officer_decide(
    telling: Telling, lan: Officer, key: str
) -> None:
    pressed(telling, key)
    file_all()
    told(telling, lan)
    asks = Submission.objects.get().asks_reopen_at is not None
    assert asks is (key != "3")


def test_the_citizens_own_key_goes_before_what_the_officer_noted(
    telling: Telling, lan: Officer
) -> None:
    told(telling, lan)
    rate_told(telling.submission_id, Verdict(score=5, words="Khen."), by=lan, at=later(4))
    pressed(telling, "2")
    file_all()
    kept = Satisfaction.objects.get()
    assert (kept.score, kept.way, kept.by, kept.words) == (2, "keypad", None, "Khen.")
    assert sentences() == ["reply.rated", "reply.rated_by_key", "reply.key_counts"]
    assert Entry.objects.get(kind="reply.key_counts").facts == {"score": 2, "noted": 5, "text": ""}
    assert Submission.objects.get().asks_reopen_at is not None


def test_what_the_officer_notes_after_the_key_is_said_and_changes_nothing(
    telling: Telling, lan: Officer
) -> None:
    told(telling, lan)
    pressed(telling, "4")
    file_all()
    rate_told(telling.submission_id, Verdict(score=4), by=lan, at=later(4))
    assert sentences() == ["reply.rated_by_key"]
    rate_told(telling.submission_id, Verdict(score=1, words="Chê."), by=lan, at=later(5))
    kept = Satisfaction.objects.get()
    assert (kept.score, kept.way, kept.words) == (4, "keypad", "Chê.")
    entry = Entry.objects.get(kind="reply.key_counts")
    assert (entry.by, entry.facts) == (lan, {"score": 4, "noted": 1, "text": "Chê."})


def test_only_the_answer_is_asked_about_and_only_once(telling: Telling, lan: Officer) -> None:
    sign_on(add_telephone("101", kind=TelephoneKind.DESK).pk, by=lan, at=NOON)
    name = survey_of(telling)
    about = f"telling-{telling.pk}"
    ringing = ring_citizen("+84900000012", about=about, survey=name, by=lan, at=later(1))
    assert name == f"telling-{telling.pk}-0"
    assert ringing.fields["Variable"] == f"HOTLINE_CALL={about},SURVEY={name}"
    plain = ring_citizen("+84900000012", about=about, by=lan, at=later(1))
    assert plain.fields["Variable"] == f"HOTLINE_CALL={about}"
    pressed(telling, "")
    file_all()
    telling.refresh_from_db()
    assert survey_of(telling) == ""
    notice = tell_by_phone(caller().pk, text="Đã chuyển.", is_final=False, by=lan, at=NOON)
    assert survey_of(notice) == ""


@pytest.mark.parametrize("filed_late", [True, False])
def test_a_key_of_somebody_who_was_not_told_does_not_count_for_who_was(
    telling: Telling, lan: Officer, *, filed_late: bool
) -> None:
    pressed(telling, "1")
    if not filed_late:
        file_all()
    told(telling, lan, "no_answer")
    telling.refresh_from_db()
    assert survey_of(telling) == f"telling-{telling.pk}-1"
    told(telling, lan)
    file_all()
    assert not Satisfaction.objects.exists()


def test_a_key_for_what_nobody_was_told_is_no_fault(telling: Telling) -> None:
    facts = {"dcontext": "survey", "start": START + 9, "score": "4", "outcome": "answered"}
    record("9.9", returns="telling-999999", **facts)
    record("9.8", returns="tong-dai:telling-1", **facts)
    file_all()
    assert not Satisfaction.objects.exists()
