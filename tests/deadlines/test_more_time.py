"""More time for what a rule asks: with a reason and who approved, as far as the rule goes."""

from datetime import datetime

import pytest

from langnghe import settings
from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.deadlines.actions import (
    NoMore,
    TooFar,
    Unexplained,
    follow,
    give_more_time,
    load_rules,
)
from langnghe.deadlines.actions.recompute import find_shifts
from langnghe.deadlines.models import MoreTime, Obligation
from langnghe.ops.profile_files import deadline_rows
from langnghe.register.gates import Missing
from langnghe.register.models import Entry, Submission
from langnghe.workdays.calendar import HANOI
from tests import cast
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules(deadline_rows(settings.PROFILE))


@pytest.fixture
def leader() -> Officer:
    return cast.officer(RoleCode.OFFICE_LEADER)


def owed(submission: Submission, code: str = "HL-RESULT-K1") -> Obligation:
    return Obligation.objects.get(submission=submission, code=code)


def day(number: int, month: int = 12) -> datetime:
    return datetime(2026, month, number, 17, 30, tzinfo=HANOI)


def test_a_limit_ends_later_and_stays_so(leader: Officer) -> None:
    submission = cast.registered(leader)
    specialist = cast.officer(RoleCode.SPECIALIST)
    assert owed(submission).due_at == day(7)
    given = give_more_time(
        owed(submission).pk, until=day(15), reason=" Phải đào đường ", approved_by=leader,
        by=specialist, at=cast.later(60),
    )  # fmt: skip
    assert (given.was_at, given.reason, given.approved_by) == (day(7), "Phải đào đường", leader)
    told = Entry.objects.get(kind="deadline.extended")
    assert (told.by, told.facts["approved_by"]) == (specialist, leader.full_name)
    follow([submission.pk], at=cast.later(70))
    assert (owed(submission).due_at, owed(submission).limit) == (day(15), None)
    assert owed(submission).pk not in {each.obligation_id for each in find_shifts()}


def test_no_further_than_the_rule_gives_and_not_without_a_reason(leader: Officer) -> None:
    submission = cast.registered(leader)
    facts = {"reason": "Mưa", "approved_by": leader, "by": leader, "at": cast.later(60)}
    pk = owed(submission).pk
    for until in (day(7), day(30, 12)):
        with pytest.raises(TooFar):
            give_more_time(pk, until=until, **facts)
    with pytest.raises(Unexplained):
        give_more_time(pk, until=day(15), **{**facts, "reason": " "})
    with pytest.raises(NoMore):
        give_more_time(owed(submission, "RCP-NOTIFY").pk, until=day(15), **facts)
    with pytest.raises(Missing):
        give_more_time(pk, until=day(15), **{**facts, "approved_by": cast.officer()})
    with pytest.raises(Missing):
        give_more_time(pk, until=day(15), **{**facts, "by": cast.officer()})
    give_more_time(pk, until=day(15), **facts)
    with pytest.raises(NoMore):
        give_more_time(pk, until=day(16), **facts)
    assert MoreTime.objects.count() == 1


def test_the_page_gives_it_and_keeps_what_was_typed(leader: Officer) -> None:
    submission = cast.registered(leader)
    desk = signed_in(cast.officer(RoleCode.SPECIALIST))
    address = f"/deadlines/{owed(submission).pk}/more"
    page = desk.get(f"/submissions/{submission.code}").content.decode()
    assert address in page
    assert desk.get(address).status_code == 200
    Obligation.objects.filter(pk=owed(submission).pk).update(
        from_at=cast.later(days=3000), due_at=cast.later(days=3010)
    )
    form = {"until_on": "2035-12-31", "reason": "Phải đào đường", "approved_by": leader.pk}
    refused = desk.post(address, form)
    assert refused.status_code == 422
    assert "Phải đào đường" in refused.content.decode()
    form["until_on"] = f"{cast.later(days=3011):%Y-%m-%d}"
    assert desk.post(address, form).status_code == 302
    page = desk.get(f"/submissions/{submission.code}").content.decode()
    assert "Phải đào đường" in page
    assert leader.full_name in page
    assert signed_in(cast.officer()).get(address).status_code == 404
