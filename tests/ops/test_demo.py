"""The made-up year looks like a real office's: it agrees with itself and names nobody real."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.test import override_settings

from langnghe.access.models import Officer
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING
from langnghe.ops import filling
from langnghe.ops.demo import fill as demo
from langnghe.register.desk import Queue, rows
from langnghe.register.models import Attachment, Case, Contact, Entry, Reporter, Submission
from langnghe.register.queries import desk_counts
from langnghe.register.states import CaseStatus, Status
from langnghe.reply.models import Outgoing

pytestmark = pytest.mark.xdist_group("demo")
EARLY = datetime(2026, 11, 25, 6, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
"""Wednesday morning, when a desk filled by chance would be empty."""
IN_THE_BOOK = ~Q(status__in=(Status.NEW, Status.SET_ASIDE))


def silent(_line: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module", autouse=True)
def _year(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Fill the register once for all tests of this file; it is rolled back behind them."""
    folder = tmp_path_factory.mktemp("demo")
    kept = override_settings(ORIGINALS=folder / "originals", CALL_SPOOL=folder / "calls")
    with django_db_blocker.unblock(), kept, transaction.atomic():  # type: ignore[attr-defined]
        filling.load_profile(settings.PROFILE, silent)
        demo.fill(settings.PROFILE, silent, at=EARLY)
        yield
        transaction.set_rollback(True)


def officer(name: str) -> Officer:
    return Officer.objects.get(username=name)


def test_about_a_dozen_a_day_mostly_by_telephone() -> None:
    count = Submission.objects.count()
    assert 3400 < count < 4500
    mails = Submission.objects.filter(channel="mail").count()
    assert 0.18 < mails / count < 0.26
    assert not Submission.objects.filter(is_demo=False).exists()


def test_codes_are_unique_and_in_order_of_arrival() -> None:
    codes = Submission.objects.order_by("received_at", "pk").values_list("code", flat=True)
    assert list(codes) == sorted(set(codes))


def test_what_is_in_the_book_has_a_case_and_nothing_else_has() -> None:
    assert not Submission.objects.filter(IN_THE_BOOK, items__isnull=True).exists()
    assert not Submission.objects.exclude(IN_THE_BOOK).filter(items__isnull=False).exists()
    assert not Submission.objects.filter(IN_THE_BOOK, registered_at__isnull=True).exists()


def test_spam_is_set_aside_and_goes_to_nobody() -> None:
    aside = Submission.objects.filter(status=Status.SET_ASIDE)
    assert aside.count() > 20
    assert set(aside.values_list("kind", flat=True)) == {"spam"}
    assert not aside.filter(Q(agency__isnull=False) | Q(answered_at__isnull=False)).exists()
    assert not aside.exclude(contacts__state="set_aside").exists()


def test_states_follow_from_the_timelines() -> None:
    last = {
        "submission.registered": Status.REGISTERED,
        "submission.closed": Status.CLOSED,
        "submission.reopened": Status.REGISTERED,
        "submission.set_aside": Status.SET_ASIDE,
        "submission.opened": Status.NEW,
        "assignment.sent": Status.FORWARDED,
        "assignment.redo": Status.FORWARDED,
        "assignment.returned": Status.REGISTERED,
        "assignment.resulted": Status.RESULTED,
        "case.own_result": Status.RESULTED,
        "reply.answered": Status.ANSWERED,
    }
    own: dict[int, list[tuple[datetime, int, str]]] = {}
    case_of = dict(Submission.objects.filter(IN_THE_BOOK).values_list("pk", "items__case"))
    of_case: dict[int, list[tuple[datetime, int, str]]] = {}
    for entry in Entry.objects.exclude(submission=None, case=None):
        kind = entry.kind
        if kind == "reply.told_by_phone" and entry.facts["call_result"] == "told":
            kind = "reply.answered"
        fact = (entry.at, entry.pk, kind)
        if entry.submission_id:
            own.setdefault(entry.submission_id, []).append(fact)
        elif entry.case_id:
            of_case.setdefault(entry.case_id, []).append(fact)
    for submission in Submission.objects.exclude(items__case__items__submission__lt=F("pk")):
        told = [*own[submission.pk], *of_case.get(case_of.get(submission.pk, 0), [])]
        said = [last[kind] for _at, _pk, kind in sorted(told) if kind in last]
        assert said[-1] == submission.status, submission.code


def test_a_case_is_closed_with_its_last_voice_and_not_before() -> None:
    living = ~Q(items__submission__status=Status.CLOSED)
    assert not Case.objects.filter(living, status=CaseStatus.CLOSED).exists()
    done = Case.objects.exclude(living)
    assert not done.exclude(status=CaseStatus.CLOSED, closed_at__isnull=False).exists()
    voices = Counter(Case.objects.values_list("code", "items")).total()
    assert voices > Case.objects.count() + 80  # the great events: one case, many voices


def test_assignments_agree_with_their_cases() -> None:
    living = Assignment.objects.filter(state__in=LIVING)
    assert living.count() == Case.objects.filter(status=CaseStatus.FORWARDED).count()
    assert not living.exclude(agency=F("case__lead_agency"), due_at=F("case__due_at")).exists()
    assert Assignment.objects.filter(state="returned").exclude(return_reason="").count() > 50
    ended = Assignment.objects.filter(resulted_at__isnull=False)
    late = ended.filter(resulted_at__gt=F("due_at")).count() / ended.count()
    assert 0.03 < late < 0.09
    assert not Assignment.objects.filter(accepted_at__lt=F("sent_at")).exists()
    assert not ended.filter(resulted_at__lt=F("sent_at")).exists()


def test_nothing_happened_after_now_or_before_it_was_received() -> None:
    assert not Entry.objects.filter(at__gt=EARLY).exists()
    assert not Entry.objects.filter(at__lt=F("submission__received_at")).exists()
    assert not Submission.objects.filter(registered_at__lt=F("received_at")).exists()
    assert not Submission.objects.filter(closed_at__lt=F("registered_at")).exists()


def test_nobody_real_is_named() -> None:
    phones = set(Reporter.objects.exclude(phone="").values_list("phone", flat=True))
    assert all(re.fullmatch(r"0900000\d{3}", phone) for phone in phones)
    addresses = set(Reporter.objects.exclude(email="").values_list("email", flat=True))
    addresses |= set(Outgoing.objects.values_list("to_address", flat=True))
    assert all(address.endswith("@example.com") for address in addresses)


def test_nobody_speaks_about_everything() -> None:
    from_file = [f"0900000{number:03d}" for number in range(1, 61)]
    phones = Reporter.objects.exclude(phone="").exclude(phone__in=from_file)
    matters = Counter(phones.values_list("phone", flat=True))
    assert max(matters.values()) <= 3
    addresses = Counter(Reporter.objects.exclude(email="").values_list("email", flat=True))
    del addresses["quang.cao@example.com"]
    assert max(addresses.values()) <= 3


def test_hardly_any_text_is_said_twice_and_titles_are_short() -> None:
    texts = Counter(Contact.objects.exclude(text="").values_list("text", flat=True))
    assert len(texts) > 0.93 * texts.total()
    titles = Case.objects.values_list("title", flat=True)
    assert all(0 < len(title) <= 80 for title in titles)
    assert not Contact.objects.filter(Q(text__contains="{") | Q(text__regex=r"\[.*\|")).exists()


def test_words_and_ward_agree() -> None:
    made = Submission.objects.filter(contacts__external_id__regex=r":\d{8}-\d{3}$", language="vi")
    names = re.compile(r"(?:phường|xã) ([A-ZĐÂÔ]\w+(?: [A-ZĐÂÔ]\w+)*)")
    wrong = 0
    for text, ward in made.filter(IN_THE_BOOK).values_list("contacts__text", "ward__short_name"):
        said = names.search(text)
        wrong += bool(said) and not said[1].startswith(str(ward).split(" - ")[0])
    assert wrong == 0


def test_officers_work_in_shifts() -> None:
    by = Counter(
        Entry.objects.filter(kind="submission.registered").values_list("by__username", flat=True)
    )
    assert set(by) == {"lan", "binh", "minh"}
    assert min(by.values()) > 0.2 * by.total()


def test_letters_of_the_last_weeks_lie_under_sent() -> None:
    letters = Outgoing.objects.all()
    assert not letters.exclude(state="kept", submission__is_demo=True).exists()
    purposes = Counter(letters.values_list("purpose", flat=True))
    assert purposes["acknowledgement"] > 80
    assert purposes["answer"] > 60
    assert not letters.filter(Q(text__contains="{") | Q(html="")).exists()
    assert not letters.exclude(is_automatic=Q(purpose="acknowledgement")).exists()


def test_the_desk_is_alive_in_the_early_morning() -> None:
    lan = officer("lan")
    counts = desk_counts(lan, at=EARLY)
    assert 3 <= counts["new"] <= 8
    assert counts["call_back"] == 3
    assert 2 <= counts["mine"] <= 5
    assert counts["hot"] >= 1
    assert counts["due"] >= 6
    assert counts["resulted"] >= 3
    for queue in Queue:
        assert len(rows(queue, lan, at=EARLY)) == counts[queue]
    late = [row for row in rows(Queue.DUE, lan, at=EARLY) if row.due_at and row.due_at < EARLY]
    assert len(late) >= 3
    assert any(row.mark == "asks_reopen" for row in rows(Queue.NEW, lan, at=EARLY))


def test_a_voice_message_can_be_heard() -> None:
    message = Contact.objects.get(outcome="voice_message")
    sound = Attachment.objects.get(contact=message)
    assert sound.role == "voice_message"
    assert (sound.seconds or 0) > 3
    assert sound.peaks
