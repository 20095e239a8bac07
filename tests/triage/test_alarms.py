"""Danger calls a person at once: from mails, from words being typed, from a machine's draft."""

import json

import pytest
from django.test import Client
from django.utils.translation import override

from langnghe.access.rules import RoleCode
from langnghe.duty.models import Alarm
from langnghe.duty.queries import figures_by_rule
from langnghe.duty.states import AlarmState
from langnghe.intake.actions.hear_call import hear_draft
from langnghe.register.models import Draft, Entry, Submission
from langnghe.register.timeline import sentence
from langnghe.triage.actions.decide import Decision, accept_suggestion
from langnghe.triage.actions.hear import hear_words
from langnghe.triage.actions.suggest import suggest
from langnghe.triage.knowing import knowledge
from langnghe.triage.models import Suggestion
from tests import cast
from tests.triage.voices import FIRE, GARBAGE, suggested, with_profile
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _profile() -> None:
    with_profile()


def leader() -> Client:
    return signed_in(cast.officer(RoleCode.SHIFT_LEADER))


def keep_draft(client: Client, key: str, text: str, sequence: int) -> None:
    body = json.dumps({"sequence": sequence, "body": {"text": text}})
    answer = client.put(f"/drafts/call:{key}", body, content_type="application/json")
    assert answer.status_code == 200
    (draft,) = Draft.objects.all()
    hear_draft(draft.officer_id, draft.key)


def test_a_mail_of_danger_shows_over_every_page() -> None:
    submission = suggested(FIRE)
    client = leader()
    said = client.get("/alarms/bar").content.decode()
    assert submission.code in said
    assert "Cháy đang xảy ra" in said
    page = client.get("/register").content.decode()
    bar = page[page.index('id="alarms"') : page.index('<div role="status">')]
    assert submission.code in bar  # with the page: nothing under it moves once it is asked for
    raised = Entry.objects.get(kind="duty.alarm_raised")
    assert [_said_in(language, raised) for language in ("vi", "en")] == [
        "Báo động: Cháy đang xảy ra", "Alarm: Fire now",
    ]  # fmt: skip


def _said_in(language: str, entry: Entry) -> str:
    with override(language):
        return sentence(entry)


def test_one_key_takes_it_and_a_false_one_needs_a_reason() -> None:
    suggested(FIRE)
    alarm = Alarm.objects.get()
    client = leader()
    refused = client.post(f"/alarms/{alarm.pk}/dismiss", {"reason": " "})
    assert refused.status_code == 409
    client.post(f"/alarms/{alarm.pk}/dismiss", {"reason": "Diễn tập"})
    alarm.refresh_from_db()
    assert (alarm.state, alarm.reason) == (AlarmState.DISMISSED, "Diễn tập")
    (figures,) = figures_by_rule(cast.officer(RoleCode.SHIFT_LEADER))
    assert (figures.raised, figures.false, figures.false_share) == (1, 1, 100)
    assert "Diễn tập" in client.get("/alarms").content.decode()


def test_whoever_decides_ends_the_alarm() -> None:
    by = cast.officer(RoleCode.SHIFT_LEADER)
    for number, (urgency, state) in enumerate(
        [("K3", AlarmState.ACKNOWLEDGED), ("K1", AlarmState.DISMISSED)]
    ):
        submission = suggested(FIRE, minutes=number)
        accept_suggestion(
            submission.pk, Decision(urgency=urgency), by=by, at=cast.later(9),
            version=submission.version,
        )  # fmt: skip
        assert Alarm.objects.get(submission=submission).state == state


def test_a_typed_call_alarms_once_and_the_alarm_becomes_the_submissions() -> None:
    client = leader()
    keep_draft(client, "abc", "Alo, tôi báo", 1)
    assert not Alarm.objects.exists()
    keep_draft(client, "abc", FIRE, 2)
    keep_draft(client, "abc", f"{FIRE} Nhanh lên!", 3)
    alarm = Alarm.objects.get()
    assert alarm.submission is None
    client.post("/calls/new", {
        "key": "abc", "text": FIRE, "kind": "phan_anh", "legal_form": "dien_thoai",
        "reporter_kind": "person", "m0-title": "Cháy nhà trọ", "m0-urgency": "K3",
        "m0-sensitivity": "S0", "channel": "call",
    })  # fmt: skip
    submission = Submission.objects.get()
    suggest(submission.pk, at=cast.later(9))
    alarm.refresh_from_db()
    assert alarm.submission_id == submission.pk
    assert Alarm.objects.count() == 1


def test_a_call_saved_at_once_alarms_too_though_it_is_in_the_book() -> None:
    client = leader()
    client.post("/calls/new", {
        "key": "abd", "text": FIRE, "kind": "phan_anh", "legal_form": "dien_thoai",
        "reporter_kind": "person", "m0-title": "Cháy", "m0-urgency": "K1",
        "m0-sensitivity": "S0", "channel": "call",
    })  # fmt: skip
    submission = Submission.objects.get()
    suggest(submission.pk, at=cast.later(9))
    alarm = Alarm.objects.get()
    assert (alarm.submission_id, alarm.state) == (submission.pk, AlarmState.RAISED)


def test_a_machines_draft_is_heard_for_its_submission_once() -> None:
    submission = suggested(GARBAGE)
    for _each in range(2):
        hear_words(FIRE, source="exchange:1", submission=submission, at=cast.later(3))
    assert Alarm.objects.get().submission_id == submission.pk
    assert hear_words("  ", source="exchange:2", at=cast.later(3)) == []


def test_the_call_form_is_told_what_it_may_be_and_nothing_is_stored() -> None:
    by = cast.officer(RoleCode.SHIFT_LEADER)
    earlier = suggested(GARBAGE)
    accept_suggestion(
        earlier.pk, Decision(), by=by, at=cast.later(2), version=earlier.version
    )  # fmt: skip
    before = Suggestion.objects.count(), Submission.objects.count(), Alarm.objects.count()
    knowledge()
    client = leader()
    said = client.post("/calls/understood", {"text": FIRE}).content.decode()
    for number in ("111", "113", "114", "115"):
        assert number in said
    assert 'data-fill="m0-urgency" data-value="K3"' in said
    assert client.post("/calls/understood", {"text": "Alo"}).content == b""
    assert before == (
        Suggestion.objects.count(), Submission.objects.count(), Alarm.objects.count()
    )  # fmt: skip


def test_who_may_not_read_hears_nothing() -> None:
    suggested(FIRE)
    clerk = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    for answer in (clerk.get("/alarms"), clerk.get("/alarms/bar")):
        assert answer.status_code == 404
    assert clerk.post("/calls/understood", {"text": FIRE}).status_code == 404
