"""Who may see what, by role; what a stale form meets; drafts, views, presence."""

from datetime import timedelta

import pytest

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction.actions import forward_case
from langnghe.register.actions import cases, desk, submissions
from langnghe.register.actions.facts import Matter
from langnghe.register.closing import NothingAnswered
from langnghe.register.gates import ChangedMeanwhile, Missing, lock_case, lock_contact
from langnghe.register.models import Case, Contact, Draft, Presence, SavedView, Submission
from langnghe.register.queries import others_present
from langnghe.register.states import CaseStatus, IllegalMove, Sensitivity, Status
from tests import cast

pytestmark = pytest.mark.django_db


def seen(role: RoleCode, *, handed: bool = False) -> tuple[set[str], set[str], bool]:
    """Say which submissions and cases a role sees of an open, a secret and a handed-over one."""
    leader, agency = cast.officer(RoleCode.SHIFT_LEADER), cast.agency()
    by = cast.officer(role, agency=agency if handed else None)
    made = {
        "open": cast.registered(leader),
        "secret": cast.registered(leader, sensitivity=Sensitivity.S2),
        "handed": cast.registered(leader),
    }
    case = made["handed"].items.get().case
    forward_case(
        case.pk, agency_id=agency.pk, message="", due_at=cast.later(days=5), by=leader,
        at=cast.later(6),
    )  # fmt: skip
    found = Submission.objects.visible_to(by)
    seen_cases = Case.objects.visible_to(by)
    return (
        {name for name, each in made.items() if found.filter(pk=each.pk).exists()},
        {name for name, each in made.items() if seen_cases.filter(items__submission=each).exists()},
        Contact.objects.visible_to(by).filter(submission=made["open"]).exists(),
    )


ALL, PLAIN = {"open", "secret", "handed"}, {"open", "handed"}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (RoleCode.DUTY_OFFICER, (PLAIN, PLAIN, True)),
        (RoleCode.SHIFT_LEADER, (ALL, ALL, True)),
        (RoleCode.OFFICE_LEADER, (ALL, ALL, True)),
        (RoleCode.ADMINISTRATOR, (PLAIN, PLAIN, True)),
        (RoleCode.AGENCY_CLERK, (set(), set(), False)),
    ],
)
def test_each_role_sees_its_part(role: RoleCode, expected: tuple[set[str], set[str], bool]) -> None:
    assert seen(role) == expected


def test_an_agencys_clerk_sees_what_was_handed_over() -> None:
    assert seen(RoleCode.AGENCY_CLERK, handed=True) == ({"handed"}, {"handed"}, False)


def test_whoever_holds_what_becomes_sensitive_still_sees_it() -> None:
    by = cast.officer()
    submission = cast.registered(by, sensitivity=Sensitivity.S2)
    assert Submission.objects.visible_to(by).filter(pk=submission.pk).exists()
    assert not Submission.objects.visible_to(cast.officer()).filter(pk=submission.pk).exists()


def test_an_officer_who_left_sees_nothing() -> None:
    by = cast.officer(RoleCode.OFFICE_LEADER)
    cast.registered(by)
    by.is_active = False
    assert not Submission.objects.visible_to(by).exists()
    assert not Case.objects.visible_to(by).exists()
    assert not Contact.objects.visible_to(by).exists()


def test_a_form_made_before_another_save_is_refused_and_changes_nothing() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    case = submission.items.get().case
    stale, stale_case = submission.version, case.version
    wanted = cast.registration(title="Mới")
    submissions.register_submission(submission.pk, wanted, by=by, at=cast.later(9), version=stale)
    with pytest.raises(ChangedMeanwhile):
        submissions.register_submission(
            submission.pk, wanted, by=by, at=cast.later(10), version=stale
        )
    cases.change_case(case.pk, Matter(title="Một"), by=by, at=cast.later(11), version=stale_case)
    with pytest.raises(ChangedMeanwhile):
        cases.change_case(
            case.pk, Matter(title="Hai"), by=by, at=cast.later(12), version=stale_case
        )
    case.refresh_from_db()
    assert (case.title, submission.items.count()) == ("Một", 2)


def test_gates_do_not_tell_the_missing_from_the_forbidden() -> None:
    by = cast.officer(RoleCode.ADMINISTRATOR)
    submission = cast.registered(cast.officer())
    from langnghe.access.rules import Right

    for identity in (submission.pk, 2**62):
        with pytest.raises(Missing):
            submissions.take_submission(identity, by=by, at=cast.NOON)
        with pytest.raises(Missing):
            lock_contact(identity, by, Right.REGISTER)
        with pytest.raises(Missing):
            lock_case(identity, by, Right.CLASSIFY)


def test_what_was_joined_comes_back_with_its_own_contacts() -> None:
    by = cast.officer()
    kept, joined = cast.registered(by), cast.new_submission("Như tôi đã nói.")
    (own,) = joined.contacts.all()
    submissions.join_submission(joined.pk, into_id=kept.pk, by=by, at=cast.later(8))
    back = submissions.put_back_submission(joined.pk, by=by, at=cast.later(9))
    assert (back.status, list(back.contacts.all())) == (Status.NEW, [own])
    assert kept.contacts.count() == 1


def test_nothing_is_joined_into_what_is_out_of_sight() -> None:
    by = cast.officer()
    first, second, third = (cast.new_submission() for _each in range(3))
    submissions.join_submission(first.pk, into_id=second.pk, by=by, at=cast.later(8))
    submissions.set_aside_submission(third.pk, reason="spam", by=by, at=cast.later(8))
    for target in (first, third):
        with pytest.raises(IllegalMove):
            submissions.join_submission(second.pk, into_id=target.pk, by=by, at=cast.later(9))
    with pytest.raises(IllegalMove):
        submissions.join_submission(second.pk, into_id=second.pk, by=by, at=cast.later(9))


def test_only_what_was_put_aside_is_put_back() -> None:
    by = cast.officer()
    for submission in (cast.new_submission(), cast.registered(by)):
        with pytest.raises(IllegalMove):
            submissions.put_back_submission(submission.pk, by=by, at=cast.later(9))


def test_a_case_that_a_submission_is_not_part_of_cannot_be_left() -> None:
    by = cast.officer()
    mine, other = cast.registered(by), cast.registered(by)
    foreign = other.items.get().case
    with pytest.raises(Missing):
        cases.leave_case(mine.pk, case_id=foreign.pk, by=by, at=cast.later(9))
    assert not foreign.entries.filter(kind="case.left").exists()


def test_a_case_that_its_last_voice_leaves_is_closed() -> None:
    by = cast.officer()
    mine = cast.registered(by)
    first = mine.items.get().case
    cases.add_item(mine.pk, Matter(title="Việc khác"), by=by, at=cast.later(6))
    cases.leave_case(mine.pk, case_id=first.pk, by=by, at=cast.later(7))
    first.refresh_from_db()
    assert first.status == CaseStatus.CLOSED


def test_reopening_opens_the_case_again() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    submissions.close_submission(
        submission.pk, reason="guided", note="Đã hướng dẫn.", by=by, at=cast.later(9)
    )
    assert submission.items.get().case.status == "closed"
    back = submissions.reopen_submission(submission.pk, reason="Chưa", by=by, at=cast.later(10))
    assert (back.status, back.closed_at, back.close_reason) == (Status.REGISTERED, None, "")
    assert submission.items.get().case.status == "open"


def test_closing_as_answered_needs_an_answer() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    with pytest.raises(NothingAnswered):
        submissions.close_submission(
            submission.pk, reason="answered", note="", by=by, at=cast.later(9)
        )


def keep(by: Officer, sequence: int, words: str) -> bool:
    return desk.keep_draft(
        "note:1", body=f'{{"text": "{words}"}}', sequence=sequence, by=by, at=cast.NOON
    )


def test_an_older_draft_never_beats_a_newer_one_and_drafts_are_ones_own() -> None:
    by, other = cast.officer(), cast.officer()
    assert keep(by, 5, "năm")
    assert not keep(by, 5, "lại năm")
    assert not keep(by, 4, "bốn")
    assert keep(other, 1, "khác")
    found = desk.draft_of("note:1", by)
    assert found is not None
    assert found["body"] == {"text": "năm"}
    desk.drop_draft("note:1", by=by)
    assert list(Draft.objects.values_list("officer", flat=True)) == [other.pk]


def test_a_view_is_replaced_by_name_and_forgotten_only_by_its_owner() -> None:
    by, other = cast.officer(), cast.officer()
    desk.save_view("Quá hạn", query="work=late", is_shared=True, by=by, at=cast.NOON)
    view = desk.save_view(" Quá hạn ", query="work=mine", is_shared=False, by=by, at=cast.NOON)
    desk.drop_view(view.pk, by=other)
    assert SavedView.objects.get().query == "work=mine"
    desk.drop_view(view.pk, by=by)
    assert not SavedView.objects.exists()


def test_presence_is_told_to_others_and_fades() -> None:
    by, other = cast.officer(), cast.officer()
    submission = cast.registered(by)
    for minute in (0, 1):
        desk.be_present(submission.pk, by=by, at=cast.later(minute))
    assert Presence.objects.count() == 1
    assert others_present(submission, other, at=cast.later(1)) == [by]
    assert others_present(submission, by, at=cast.later(1)) == []
    assert others_present(submission, other, at=cast.later(1) + timedelta(hours=1)) == []
    desk.leave(submission.pk, by=by)
    assert others_present(submission, other, at=cast.later(1)) == []
    with pytest.raises(Missing):
        desk.be_present(submission.pk, by=cast.officer(RoleCode.AGENCY_CLERK), at=cast.NOON)
