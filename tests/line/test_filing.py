"""A call's form and its records, in either order: one contact with words, facts and sound."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from langnghe.access.models import Officer
from langnghe.intake.actions.file_calls import file_calls
from langnghe.intake.actions.log_call import TypedCall, log_call, mark_call
from langnghe.line.actions.call_backs import note_try, ring_back
from langnghe.line.actions.calls import note_calls
from langnghe.line.actions.duty import NotSignedOn, add_telephone, sign_on
from langnghe.line.models import CallBack
from langnghe.line.queries import call_backs, day_of_calls, refused_since
from langnghe.line.states import CallState, TelephoneKind
from langnghe.register.actions.contacts import AlreadyDecided, set_aside_contact
from langnghe.register.models import Contact, Entry, Submission
from langnghe.register.states import ContactState
from langnghe.telephony.exchange.line import Call
from tests.cast import NOON, later, officer, registration
from tests.telephony.sounds import wav

pytestmark = pytest.mark.django_db
START = int(NOON.timestamp())
UNIQUE = f"{START}.1"
KEY = f"tong-dai:{UNIQUE}"
SAID = "Ống nước vỡ ở phố Hoa Sữa."


def record(unique: str = UNIQUE, **facts: object) -> None:
    """Leave a record in the spool, with a recording where the call was answered."""
    folder = Path(settings.CALL_SPOOL) / "tong-dai"
    (folder / "recordings").mkdir(parents=True, exist_ok=True)
    line = {
        "uniqueid": unique,
        "linkedid": unique,
        "src": "0900000123",
        "dst": "hotline",
        "start": START,
        "answer": START,
        "end": START + 90,
        "billsec": 90,
        "disposition": "ANSWERED",
        "outcome": "answered",
        **facts,
    }
    if line["outcome"] == "answered":
        line["recording"] = wav(folder / "recordings" / f"{unique}.wav").name
    with (folder / "calls.jsonl").open("a") as book:
        book.write(json.dumps(line) + "\n")


def file_all() -> None:
    file_calls(Path(settings.CALL_SPOOL), at=later(2))


def form(by: Officer, text: str = SAID) -> Submission:
    typed = TypedCall(key=KEY, call=KEY, text=text, number="0900 000 123", started_at=NOON)
    return log_call(typed, registration(), by=by, at=later(1))


def whole(submission: Submission) -> None:
    contact = Contact.objects.get()
    assert (contact.external_id, contact.source) == (KEY, "spool:tong-dai")
    assert (contact.text, contact.submission) == (SAID, submission)
    assert contact.state == ContactState.REGISTERED
    assert (contact.seconds, contact.sender_key) == (90, "+84900000123")
    assert contact.attachments.count() == 1
    assert Entry.objects.filter(kind="call.filed", contact=contact).count() == 1


def test_the_form_first() -> None:
    submission = form(officer())
    file_all()
    record()
    for _each in range(2):
        file_all()
    whole(submission)


def test_the_records_first() -> None:
    record()
    for _each in range(2):
        file_all()
    submission = form(officer())
    file_all()
    whole(submission)


@pytest.mark.django_db(transaction=True)
def test_the_form_and_the_records_in_the_same_moment() -> None:
    lan, matters, at_once = officer(), registration(), Barrier(2)
    record()

    def alone(act: Callable[[], object]) -> None:
        at_once.wait(10)
        try:
            act()
        finally:
            connection.close()

    def send() -> None:
        typed = TypedCall(key=KEY, call=KEY, text=SAID, number="0900 000 123", started_at=NOON)
        log_call(typed, matters, by=lan, at=later(1))

    with ThreadPoolExecutor(2) as pool:
        for ended in [pool.submit(alone, send), pool.submit(alone, file_all)]:
            ended.result(30)
    file_all()
    whole(Submission.objects.get())


def test_the_form_sent_twice_is_one_submission() -> None:
    lan = officer()
    assert form(lan) == form(lan)
    record()
    file_all()
    assert form(lan) == Submission.objects.get()


def test_words_are_kept_where_a_colleague_decided_before() -> None:
    lan = officer()
    record()
    file_all()
    set_aside_contact(Contact.objects.get().pk, reason="silent", by=officer(), at=later(1))
    whole(form(lan))


def test_a_recording_waits_for_its_record_although_the_form_was_sent() -> None:
    form(officer())
    recordings = Path(settings.CALL_SPOOL) / "tong-dai" / "recordings"
    recordings.mkdir(parents=True)
    wav(recordings / f"{UNIQUE}.wav")
    file_all()
    assert Contact.objects.get().attachments.count() == 0
    record()
    file_all()
    assert Contact.objects.get().attachments.count() == 1


def test_a_call_that_was_none_is_marked_before_or_after_its_records() -> None:
    lan = officer()
    mark_call(KEY, "silent", by=lan, at=later(1))
    record()
    file_all()
    contact = mark_call(KEY, "silent", by=lan, at=later(2))
    assert (contact.state, contact.set_aside_reason) == (ContactState.SET_ASIDE, "silent")
    assert Contact.objects.get().attachments.count() == 1
    form(lan)
    with pytest.raises(AlreadyDecided):
        mark_call(KEY, "test", by=lan, at=later(3))


def test_how_long_a_caller_waited_comes_from_the_records_or_from_what_was_seen() -> None:
    record(waited_from=str(START + 10), taken_at=str(START + 17))
    talked = Call(
        id="2.2",
        number="0900000124",
        began_at=NOON,
        waited_from=later(0.5),
        answered_at=later(1),
        seen_at=later(1),
        state=CallState.TALKING,
    )
    note_calls("tong-dai", [talked])
    record("2.2")
    file_all()
    waits = {each.external_id: each.facts["waited"] for each in Contact.objects.all()}
    assert waits == {KEY: 7, "tong-dai:2.2": 30}
    day = day_of_calls(NOON - timedelta(hours=1))
    assert (day.calls, day.answered, day.answered_soon) == (2, 2, 1)


def test_whom_nobody_answered_is_called_back_the_urgent_first() -> None:
    lan = officer()
    record("1.1", outcome="abandoned")
    urgent = {"src": "0900000124", "start": START + 60, "end": START + 120, "choice": "urgent"}
    record("1.2", outcome="missed", **urgent)
    record("1.3", outcome="answered")
    file_all()
    found = list(call_backs(lan))
    assert [each.contact.external_id for each in found] == ["tong-dai:1.2", "tong-dai:1.1"]
    assert found[0].due_at == found[0].asked_at
    assert found[1].due_at - found[1].asked_at == timedelta(minutes=15)
    note_try(found[1].contact_id, result="no_answer", note="", by=lan, at=later(9))
    note_try(found[1].contact_id, result="reached", note="", by=lan, at=later(20))
    tried = CallBack.objects.get(pk=found[1].pk)
    assert (tried.tries, tried.tried_at, tried.done_at) == (2, later(9), later(20))
    assert day_of_calls(NOON - timedelta(hours=1)).called_back_soon == 1
    assert [each.pk for each in call_backs(lan)] == [found[0].pk]


def test_a_flood_is_kept_whole_and_asks_for_one_call_back() -> None:
    lan = officer()
    record("1.1", outcome="missed", choice="urgent")
    for each in range(50):
        record(f"2.{each}", outcome="refused", start=START + 1 + each, end=START + 1 + each)
    record("3.1", outcome="refused", src="0900000124")
    record("3.2", outcome="refused", src="12")
    record("3.3", outcome="refused", src="12")
    file_all()
    assert Contact.objects.filter(outcome="refused").count() == 53
    assert Contact.objects.waiting().count() == 4
    rows = [(each.contact.sender_raw, each.calls) for each in call_backs(lan)]
    assert sorted(rows) == [("0900000123", 2), ("0900000124", 1), ("12", 1)]
    shown = [(each["sender_raw"], each["calls"]) for each in refused_since(NOON, lan)]
    assert shown == [("0900000123", 50), ("12", 2), ("0900000124", 1)]
    day = day_of_calls(NOON - timedelta(hours=1))
    assert (day.calls, day.missed, day.refused, day.to_call_back) == (1, 1, 53, 4)
    (first,) = [each for each in call_backs(lan) if each.calls == 2]
    note_try(first.contact_id, result="reached", note="", by=lan, at=later(9))
    assert [each.contact.sender_raw for each in call_backs(lan)] == ["0900000124", "12"]
    assert Contact.objects.filter(repeat_of__outcome="refused").count() == 50


def test_a_trial_call_is_filed_and_troubles_nobody() -> None:
    record("trial-1", outcome="answered", src="700")
    record("trial-2", outcome="missed", src="700")
    file_all()
    states = Contact.objects.values_list("state", "set_aside_reason")
    assert list(states) == [("set_aside", "test")] * 2
    assert day_of_calls(NOON - timedelta(hours=1)).calls == 0
    assert not call_backs(officer()).exists()


@pytest.mark.parametrize("form_first", [True, False])
def test_a_returned_call_belongs_where_the_first_one_does(*, form_first: bool) -> None:
    lan = officer()
    record("1.1", outcome="missed")
    file_all()
    first = Contact.objects.get()
    with pytest.raises(NotSignedOn):
        ring_back(first.pk, by=lan, at=later(5))
    sign_on(add_telephone("101", kind=TelephoneKind.DESK).pk, by=lan, at=later(4))
    ringing = ring_back(first.pk, by=lan, at=later(5))
    assert ringing.fields["Exten"] == "0900000123"
    assert ringing.fields["Variable"] == "HOTLINE_CALL=tong-dai:1.1"
    key = f"tong-dai:{ringing.call}"
    typed = TypedCall(key=key, call=key, text=SAID, started_at=later(5))
    back = {"dcontext": "call-back", "dst": "0900000123", "src": "101", "returns": "tong-dai:1.1"}
    if form_first:
        log_call(typed, registration(), by=lan, at=later(6))
    record(ringing.call, **back)
    file_all()
    submission = log_call(typed, registration(), by=lan, at=later(6))
    second = Contact.objects.get(external_id=key)
    assert (second.sender_key, second.facts["returns"]) == ("+84900000123", "tong-dai:1.1")
    assert second.submission == submission
    first.refresh_from_db()
    assert (first.submission, first.state) == (submission, ContactState.JOINED)
    assert CallBack.objects.get().result == "reached"


def test_a_returned_call_that_nobody_takes_waits_for_no_officer() -> None:
    record("1.1", outcome="missed")
    back = {"dcontext": "call-back", "dst": "0900000123", "src": "101", "returns": "tong-dai:1.1"}
    record("back-1-2", outcome="missed", **back)
    file_all()
    states = dict(Contact.objects.values_list("external_id", "state"))
    assert states == {"tong-dai:1.1": "read", "tong-dai:back-1-2": "set_aside"}
    assert CallBack.objects.get().tries == 1


def test_a_call_by_which_somebody_is_told_belongs_to_their_submission_and_asks_nothing() -> None:
    from langnghe.reply.actions import record_call, tell_by_phone
    from tests.reply.test_tellings import caller

    by, submission = officer(), caller()
    telling = tell_by_phone(submission.pk, text="Đã dọn.", is_final=True, by=by, at=NOON)
    record_call(submission.pk, result="told", text="", by=by, at=later(1))
    record(dcontext="call-back", dst="0900000012", returns=f"telling-{telling.pk}")
    file_all()
    call = Contact.objects.get(external_id=KEY)
    assert (call.submission, call.state) == (submission, ContactState.JOINED)
    submission.refresh_from_db()
    assert submission.asks_reopen_at is None
    record("9.9", returns="telling-999999", start=START + 1)
    record("9.8", returns="telling-x", start=START + 2)
    file_all()
    assert Contact.objects.filter(submission=None, external_id__contains=":9.").count() == 2
