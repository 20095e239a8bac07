"""The way of a submission through the office, told by its actions."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from langnghe.access.rules import RoleCode
from langnghe.direction.actions import forward_case, record_result
from langnghe.register import timeline
from langnghe.register.actions import cases, contacts, submissions
from langnghe.register.actions.facts import IncompleteMatter, Matter, Registration
from langnghe.register.closing import NothingAnswered
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Contact, Entry, Submission
from langnghe.register.queries import timeline_of_case, timeline_of_submission
from langnghe.register.states import (
    CaseStatus,
    ContactState,
    IllegalMove,
    Sensitivity,
    Status,
    Urgency,
)
from langnghe.reply.actions import record_call
from tests import cast

pytestmark = pytest.mark.django_db


def sentences(submission: Submission) -> list[str]:
    with override("en"):
        return [timeline.sentence(entry) for entry in timeline_of_submission(submission)]


def test_codes_have_no_gaps_and_say_nothing() -> None:
    codes = [cast.new_submission().code for _each in range(3)]
    serials = [int(code[-6:]) for code in codes]
    assert serials == list(range(serials[0], serials[0] + 3))
    assert all(code.startswith("HN-26-") for code in codes)


def test_registering_opens_a_case_and_tells_it() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    case = submission.items.get().case
    assert submission.status == Status.REGISTERED
    assert submission.topic == cast.topic()
    assert case.code.startswith("VV-26-")
    assert sentences(submission)[-1] == "Registered as Report, urgency Ordinary"


def test_a_second_voice_joins_the_case() -> None:
    by = cast.officer()
    first, second = cast.registered(by), cast.new_submission("Hôi quá!")
    case = first.items.get().case
    joined = Registration(matters=(Matter(case_id=case.pk),))
    second = submissions.register_submission(
        second.pk, joined, by=by, at=cast.later(9), version=second.version
    )
    assert case.items.count() == 2
    assert second.ward == first.ward
    assert second.code in " ".join(sentences(second))


def test_nothing_to_register_is_refused_and_changes_nothing() -> None:
    by, submission = cast.officer(), cast.new_submission()
    with pytest.raises(IncompleteMatter):
        submissions.register_submission(
            submission.pk, Registration(), by=by, at=cast.NOON, version=submission.version
        )
    submission.refresh_from_db()
    assert submission.status == Status.NEW


def test_the_second_save_never_overwrites_the_first() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    old = submission.version
    submissions.register_submission(
        submission.pk, cast.registration(), by=by, at=cast.later(6), version=old
    )
    with pytest.raises(ChangedMeanwhile):
        submissions.register_submission(
            submission.pk, cast.registration(), by=by, at=cast.later(7), version=old
        )


def test_from_forward_to_answer_to_close_to_reopen() -> None:
    by, agency = cast.officer(), cast.agency()
    submission = cast.registered(by)
    case = submission.items.get().case
    assignment = forward_case(
        case.pk,
        agency_id=agency.pk,
        message="Đề nghị xử lý",
        due_at=cast.later(days=5),
        by=by,
        at=cast.later(10),
    )
    submission.refresh_from_db()
    assert (submission.status, submission.agency) == (Status.FORWARDED, agency)
    record_result(assignment.pk, result="Đã dọn sạch.", by=by, at=cast.later(days=1))
    submission.refresh_from_db()
    assert (submission.status, submission.due_at) == (Status.RESULTED, None)
    with pytest.raises(NothingAnswered):
        submissions.close_submission(
            submission.pk, reason="answered", note="", by=by, at=cast.later(days=2)
        )
    record_call(submission.pk, result="told", text="Đã báo.", by=by, at=cast.later(days=2))
    submissions.close_submission(
        submission.pk, reason="answered", note="", by=by, at=cast.later(days=3)
    )
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED
    submission = submissions.reopen_submission(
        submission.pk, reason="Lại có rác.", by=by, at=cast.later(days=9)
    )
    case.refresh_from_db()
    assert (submission.status, case.status) == (Status.REGISTERED, CaseStatus.OPEN)
    assert [line.split(":")[0] for line in sentences(submission)][-2:] == ["Closed", "Reopened"]


def test_a_voice_of_two_cases_is_resulted_with_the_last() -> None:
    by, agency = cast.officer(), cast.agency()
    submission = cast.registered(by)
    cases.add_item(submission.pk, Matter(title="Đèn hỏng"), by=by, at=cast.later(6))
    for item in submission.items.order_by("position"):
        assignment = forward_case(
            item.case_id,
            agency_id=agency.pk,
            message="",
            due_at=cast.later(days=5),
            by=by,
            at=cast.later(10),
        )
        submission.refresh_from_db()
        assert submission.status == Status.FORWARDED
        record_result(assignment.pk, result="Xong", by=by, at=cast.later(20))
    submission.refresh_from_db()
    assert submission.status == Status.RESULTED


def test_the_worst_level_of_the_cases_is_the_submissions() -> None:
    by = cast.officer(RoleCode.SHIFT_LEADER)
    submission = cast.registered(by)
    worse = Matter(title="Cháy", urgency=Urgency.K3, sensitivity=Sensitivity.S2)
    cases.add_item(submission.pk, worse, by=by, at=cast.later(6))
    submission.refresh_from_db()
    assert (submission.urgency, submission.sensitivity) == ("K3", "S2")
    first, second = submission.items.order_by("position")
    cases.leave_case(submission.pk, case_id=second.case_id, by=by, at=cast.later(7))
    submission.refresh_from_db()
    assert (submission.urgency, submission.sensitivity) == ("K1", "S0")
    with pytest.raises(cases.LastCase):
        cases.leave_case(submission.pk, case_id=first.case_id, by=by, at=cast.later(8))


def test_what_is_sensitive_is_missing_for_those_without_the_right() -> None:
    leader, duty = cast.officer(RoleCode.SHIFT_LEADER), cast.officer()
    submission = cast.registered(leader, sensitivity=Sensitivity.S2)
    assert Submission.objects.visible_to(leader).filter(pk=submission.pk).exists()
    assert not Submission.objects.visible_to(duty).filter(pk=submission.pk).exists()
    with pytest.raises(Missing):
        submissions.write_note(submission.pk, text="thử", by=duty, at=cast.NOON)


def test_an_agency_sees_what_was_handed_to_it_and_nothing_else() -> None:
    by, agency = cast.officer(), cast.agency()
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=agency)
    mine, other = cast.registered(by), cast.registered(by)
    case = mine.items.get().case
    forward_case(
        case.pk, agency_id=agency.pk, message="", due_at=cast.later(days=5), by=by, at=cast.NOON
    )
    seen = Submission.objects.visible_to(clerk)
    assert list(seen) == [mine]
    assert not Case.objects.visible_to(clerk).filter(items__submission=other).exists()
    assert not Contact.objects.visible_to(clerk).exists()


def test_joining_moves_the_contacts_and_keeps_the_code() -> None:
    by = cast.officer()
    first, again = cast.registered(by), cast.new_submission("Như tôi đã nói.")
    submissions.join_submission(again.pk, into_id=first.pk, by=by, at=cast.later(8))
    again.refresh_from_db()
    assert (again.status, again.joined_to) == (Status.JOINED, first)
    assert first.contacts.count() == 2


def test_setting_aside_and_putting_back() -> None:
    by, submission = cast.officer(), cast.new_submission("Mua ngay!")
    submissions.set_aside_submission(submission.pk, reason="spam", by=by, at=cast.later(2))
    assert submission.contacts.get().state == ContactState.SET_ASIDE
    back = submissions.put_back_submission(submission.pk, by=by, at=cast.later(3))
    assert (back.status, back.kind) == (Status.NEW, "phan_anh")


def test_a_contact_is_decided_once() -> None:
    by, contact = cast.officer(), cast.contact()
    contacts.open_from_contact(contact.pk, by=by, at=cast.NOON)
    with pytest.raises(contacts.AlreadyDecided):
        contacts.set_aside_contact(contact.pk, reason="spam", by=by, at=cast.NOON)


def test_words_after_the_end_ask_whether_to_reopen() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    record_call(submission.pk, result="told", text="", by=by, at=cast.later(10))
    contacts.join_contact(
        cast.contact("Vẫn còn rác!").pk, submission_id=submission.pk, by=by, at=cast.later(20)
    )
    submission.refresh_from_db()
    assert submission.asks_reopen_at is not None


def test_no_step_leaves_the_life_cycle() -> None:
    by, submission = cast.officer(), cast.new_submission()
    with pytest.raises(IllegalMove):
        submissions.close_submission(
            submission.pk, reason="guided", note="Đã hướng dẫn.", by=by, at=cast.later(1)
        )


@pytest.mark.django_db(transaction=True)
def test_the_timeline_is_sealed_and_cannot_be_changed() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    entries = list(Entry.objects.order_by("link"))
    assert all(entry.seal for entry in entries)
    assert [entry.link for entry in entries] == list(range(1, len(entries) + 1))
    for sql in ("UPDATE register_entry SET facts = '{}'", "DELETE FROM register_entry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)
    assert timeline_of_case(submission.items.get().case).count() == len(entries)


def test_a_sentence_hides_the_reporter_from_those_without_the_right() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    record_call(submission.pk, result="no_answer", text="", by=by, at=cast.later(10))
    entry = Entry.objects.filter(kind="reply.told_by_phone").get()
    with override("vi"):
        assert "•••" in timeline.sentence(entry, show_private=False) or not entry.facts["number"]


def test_deadlines_in_the_past_are_refused() -> None:
    from langnghe.direction.actions import NowhereToSend

    by = cast.officer()
    case = cast.registered(by).items.get().case
    with pytest.raises(NowhereToSend):
        forward_case(
            case.pk,
            agency_id=cast.agency().pk,
            message="",
            due_at=cast.NOON - timedelta(days=1),
            by=by,
            at=cast.NOON,
        )
