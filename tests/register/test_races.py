"""Officers at the same moment: real threads, real transactions, one outcome."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, connections, transaction

from langnghe.access.models import Officer
from langnghe.direction.actions import forward_case
from langnghe.register.actions import cases, contacts, submissions
from langnghe.register.actions.facts import Matter
from langnghe.register.gates import ChangedMeanwhile
from langnghe.register.models import Case, CodeCounter, Entry, Submission
from langnghe.register.states import IllegalMove, Status
from langnghe.reply.actions import record_call
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run actions at the same moment, each on a connection of its own; return what each gave."""
    gate = threading.Barrier(len(actions))
    given: list[object] = [None] * len(actions)

    def run(number: int) -> None:
        gate.wait()
        try:
            given[number] = actions[number]()
        except Exception as refusal:
            given[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def kinds(given: list[object]) -> list[str]:
    return sorted(type(each).__name__ for each in given)


def test_eight_at_once_get_codes_without_gaps_or_doubles() -> None:
    arrived = [[cast.contact() for _each in range(6)] for _thread in range(8)]
    by = cast.officer()

    def open_all(part: list[object]) -> list[str]:
        return [
            contacts.open_from_contact(each.pk, by=by, at=cast.NOON).code  # type: ignore[attr-defined]
            for each in part
        ]

    given = at_once(*(lambda part=part: open_all(part) for part in arrived))  # type: ignore[misc]
    codes = sorted(code for part in given for code in part)  # type: ignore[attr-defined]
    assert [int(code[-6:]) for code in codes] == list(range(1, 49))
    assert CodeCounter.objects.get(prefix="HN").last == 48


def test_a_code_that_was_not_used_leaves_no_gap() -> None:
    by = cast.officer()
    with transaction.atomic():
        cast.new_submission()
        transaction.set_rollback(True)
    assert cast.registered(by).code.endswith("000001")


def test_one_contact_is_opened_once() -> None:
    one, by = cast.contact(), cast.officer()
    given = at_once(
        *[lambda: contacts.open_from_contact(one.pk, by=by, at=cast.NOON)] * 4  # same contact
    )
    assert kinds(given) == ["AlreadyDecided"] * 3 + ["Submission"]
    assert Submission.objects.count() == 1


def test_two_register_the_same_submission_and_one_is_told() -> None:
    new, by, other = cast.new_submission(), cast.officer(), cast.officer()
    wanted = cast.registration()

    def register(officer: Officer) -> object:
        return submissions.register_submission(
            new.pk, wanted, by=officer, at=cast.later(5), version=new.version
        )

    given = at_once(lambda: register(by), lambda: register(other))
    assert kinds(given) == ["ChangedMeanwhile", "Submission"]
    assert Case.objects.count() == 1
    assert any(isinstance(each, ChangedMeanwhile) for each in given)


def test_two_close_the_same_submission_and_it_is_closed_once() -> None:
    by = cast.officer()
    one = cast.registered(by)

    def close() -> object:
        return submissions.close_submission(
            one.pk, reason="guided", note="Đã hướng dẫn.", by=by, at=cast.later(9)
        )

    at_once(close, close)
    assert Entry.objects.filter(kind="case.closed").count() == 1
    one.refresh_from_db()
    assert one.status == Status.CLOSED


def test_two_join_each_other_and_one_of_them_stays() -> None:
    by, first, second = cast.officer(), cast.new_submission(), cast.new_submission()

    def join(one: Submission, other: Submission) -> object:
        return submissions.join_submission(one.pk, into_id=other.pk, by=by, at=cast.later(9))

    given = at_once(lambda: join(first, second), lambda: join(second, first))
    assert kinds(given) == ["IllegalMove", "Submission"]
    assert sorted(Submission.objects.values_list("status", flat=True)) == ["joined", "new"]
    assert Submission.objects.get(status="new").contacts.count() == 2


def test_work_on_a_case_and_on_its_voices_never_waits_in_a_circle() -> None:
    """Each step locks the case first: PostgreSQL would end a circle with an error."""
    by = cast.officer()
    voices = [cast.registered(by) for _each in range(3)]
    case = voices[0].items.get().case
    for voice in voices[1:]:
        cases.add_item(voice.pk, Matter(case_id=case.pk), by=by, at=cast.later(6))
    agency = cast.agency()

    def forward() -> object:
        return forward_case(
            case.pk, agency_id=agency.pk, message="", due_at=cast.later(days=5), by=by,
            at=cast.later(7),
        )  # fmt: skip

    for _round in range(5):
        given = at_once(
            forward,
            *(
                lambda pk=voice.pk: record_call(pk, result="told", text="", by=by, at=cast.later(8))
                for voice in voices
            ),
            lambda: submissions.close_submission(
                voices[0].pk, reason="guided", note="Đã hướng dẫn.", by=by, at=cast.later(9)
            ),
            lambda: cases.leave_case(voices[1].pk, case_id=case.pk, by=by, at=cast.later(9)),
        )
        assert not [each for each in given if isinstance(each, DatabaseError)]
        Submission.objects.filter(pk=voices[0].pk).update(status=Status.REGISTERED)
        cases.add_item(voices[1].pk, Matter(case_id=case.pk), by=by, at=cast.later(6))


def test_a_step_of_two_officers_at_once_is_taken_by_one() -> None:
    by, one = cast.officer(), cast.new_submission()
    given = at_once(
        lambda: submissions.set_aside_submission(one.pk, reason="spam", by=by, at=cast.NOON),
        lambda: submissions.register_submission(
            one.pk, cast.registration(), by=by, at=cast.NOON, version=one.version
        ),
    )
    assert len([each for each in given if isinstance(each, Submission)]) == 1
    assert any(isinstance(each, (ChangedMeanwhile, IllegalMove)) for each in given)


BROKEN = """
SELECT r.id FROM (SELECT e.*, lag(e.seal) OVER (ORDER BY e.link) AS before FROM register_entry e) e
JOIN register_entry r USING (id)
WHERE r.seal IS DISTINCT FROM register_entry_seal_of(coalesce(e.before, ''), r)
"""


def broken_entries() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(BROKEN)
        return [identity for (identity,) in cursor.fetchall()]


def test_entries_written_at_once_make_one_chain() -> None:
    by = cast.officer()
    voices = [cast.registered(by) for _each in range(6)]
    at_once(
        *(
            lambda pk=voice.pk: [
                submissions.write_note(pk, text=f"x {each}", by=by, at=cast.NOON)
                for each in range(4)
            ]
            for voice in voices
        )
    )
    links = list(Entry.objects.order_by("link").values_list("link", flat=True))
    assert links == list(range(1, len(links) + 1))
    assert broken_entries() == []


def test_a_note_that_is_sent_twice_is_one() -> None:
    by, other = cast.officer(), cast.officer()
    pk = cast.registered(by).pk

    def note(text: str, officer: Officer, minutes: float) -> None:
        submissions.write_note(pk, text=text, by=officer, at=cast.later(minutes))

    at_once(*(lambda: note("Đã gọi lại", by, 10) for _each in range(3)))
    note("Đã gọi lại", other, 10.1)
    note("Hẹn chiều nay", by, 10.2)
    note("Đã gọi lại", by, 10.3)
    note("Đã gọi lại", by, 30)
    assert Entry.objects.filter(kind="note.written").count() == 5


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE register_entry SET facts = '{}'",
        "UPDATE register_entry SET by_id = NULL, link = link",
        "UPDATE register_entry SET seal = repeat('0', 64)",
        "DELETE FROM register_entry",
    ],
)
def test_the_database_refuses_to_change_what_happened(sql: str) -> None:
    cast.registered(cast.officer())
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_to_empty_the_timeline() -> None:
    cast.registered(cast.officer())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE register_entry ENABLE TRIGGER register_entry_never_emptied")
        try:
            with pytest.raises(DatabaseError, match="append-only"):
                cursor.execute("TRUNCATE register_entry CASCADE")
        finally:
            cursor.execute(
                "ALTER TABLE register_entry DISABLE TRIGGER register_entry_never_emptied"
            )


def test_a_row_changed_behind_the_databases_back_breaks_the_chain_from_there() -> None:
    cast.registered(cast.officer())
    changed = Entry.objects.order_by("link")[1]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE register_entry DISABLE TRIGGER register_entry_append_only")
        cursor.execute("UPDATE register_entry SET facts = '{\"x\": 1}' WHERE id = %s", [changed.pk])
        cursor.execute("ALTER TABLE register_entry ENABLE TRIGGER register_entry_append_only")
    assert broken_entries() == [changed.pk]
