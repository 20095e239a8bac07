"""One order on an issue of many cases: until it is given, until all are reached, its page."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bench.figures import median, percentile, times
from bench.parts import database
from bench.past import past
from bench.result import Goal, Result

CASES, QUICK_CASES, SINGLY = 5_000, 400, 200
RUNS, WARM = 30, 3
SOURCE = "bench"
MOST_TIMES_PLAIN, MOST_TIMES_PAGE = 10, 5

_PLAIN = """
WITH chosen AS (SELECT unnest(%(cases)s) AS id),
sent AS (
  INSERT INTO direction_assignment (case_id, agency_id, part, state, message, sent_at, sent_by_id,
    due_at, first_due_at, return_reason, result, result_document, redo_reason, redos, handler,
    handler_phone, override_reason, shows_reporter)
  SELECT id, %(agency)s, 'lead', 'sent', %(words)s, now(), %(officer)s, now() + interval '8 days',
    now() + interval '8 days', '', '', '', '', 0, '', '', '', false FROM chosen RETURNING case_id),
moved AS (
  UPDATE register_case SET status = 'forwarded', lead_agency_id = %(agency)s,
    due_at = now() + interval '8 days', version = version + 1
  WHERE id IN (SELECT id FROM chosen) RETURNING id),
voices AS (
  UPDATE register_submission SET status = 'forwarded', agency_id = %(agency)s,
    due_at = now() + interval '8 days', version = version + 1
  WHERE id IN (SELECT submission_id FROM register_item WHERE case_id IN (SELECT id FROM chosen))
  RETURNING id)
INSERT INTO register_entry (kind, at, by_id, case_id, facts)
SELECT kind, now(), %(officer)s, id, %(facts)s::jsonb
FROM chosen, unnest(ARRAY['directive.reached', 'assignment.sent']) AS kind
"""


def measure(*, quick: bool) -> Result:
    """Give an order on an issue, forward singly, write the same rows plainly, ask the pages."""
    count = QUICK_CASES if quick else CASES
    with database():
        leader, client = _leader()
        cases = _open_cases(2 * count + SINGLY)
        ordered, plain, singly = cases[:count], cases[count : 2 * count], cases[2 * count :]
        issue = _issue(ordered, leader)
        given, reached, code = _order(issue, leader)
        each = _one_by_one(singly, leader) / len(singly)
        rows = _plainly(plain, leader)
        page = _seconds(client, f"/orders/{code}")
        book = _seconds(client, "/register")
    return _result(count, (given, reached, each, rows), page, book)


def _leader() -> tuple[Any, Any]:
    from django.test import Client
    from django.utils import timezone

    from langnghe.access.actions import Person, add_officer

    person = Person(username="hoa", full_name="Phạm Thu Hoa (mẫu)")
    leader = add_officer(person, roles=["office_leader"], password=SOURCE * 4, at=timezone.now())
    client = Client(SERVER_NAME="localhost")
    client.force_login(leader, backend="django.contrib.auth.backends.ModelBackend")
    return leader, client


def _open_cases(count: int) -> list[int]:
    """Load past submissions and let the work on each of their cases begin anew."""
    from django.db import connection
    from django.utils import timezone

    from langnghe.register.actions.history import load_past
    from langnghe.register.models import Case, Submission

    for _made in load_past(
        past(count, at=timezone.now()), source=SOURCE, by=None, at=timezone.now()
    ):
        pass
    Case.objects.update(status="open", lead_agency=None, due_at=None, closed_at=None)
    Case.objects.update(sensitivity="S0", urgency="K1")
    Submission.objects.update(status="registered", agency=None, due_at=None, closed_at=None)
    Submission.objects.filter(kind="to_cao").update(kind="phan_anh")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return list(Case.objects.order_by("pk").values_list("pk", flat=True))


def _issue(cases: Sequence[int], leader: Any) -> Any:
    from django.utils import timezone

    from langnghe.triage.models import Issue, IssueCase

    at = timezone.now()
    issue = Issue.objects.create(
        code="NV-26-900001", name="Ví dụ", state="living", proposed_at=at, decided_at=at,
        decided_by=leader, last_case_at=at,
    )  # fmt: skip
    IssueCase.objects.bulk_create(
        IssueCase(issue=issue, case_id=pk, state="in", added_at=at) for pk in cases
    )
    return issue


def _order(issue: Any, leader: Any) -> tuple[float, float, str]:
    """Return how long until the leader's order is given, and until all cases are reached."""
    from django.utils import timezone

    from langnghe.access.models import Agency
    from langnghe.direction.actions.directives import order_at_once
    from langnghe.direction.actions.reach import reach_cases
    from langnghe.direction.orders import Order

    at = timezone.now()
    lead = Agency.objects.order_by("pk")[0]
    order = Order(text="Dọn sạch.", agency_id=lead.pk, due_at=at + timedelta(days=8))
    began = time.perf_counter()
    directive = order_at_once(order, issue_id=issue.pk, by=leader, at=at)
    given = time.perf_counter() - began
    reach_cases(directive.pk)
    return given, time.perf_counter() - began, directive.code


def _one_by_one(cases: Sequence[int], leader: Any) -> float:
    from django.utils import timezone

    from langnghe.access.models import Agency
    from langnghe.direction.actions import forward_case

    at = timezone.now()
    lead = Agency.objects.order_by("pk")[0]
    began = time.perf_counter()
    for pk in cases:
        forward_case(
            pk, agency_id=lead.pk, message="Dọn sạch.", due_at=at + timedelta(days=8),
            by=leader, at=at,
        )  # fmt: skip
    return time.perf_counter() - began


def _plainly(cases: Sequence[int], leader: Any) -> float:
    """Write the same rows by one SQL statement, without any rule; sealed as all entries are."""
    from django.db import connection, transaction

    from langnghe.access.models import Agency

    given = {
        "cases": list(cases), "agency": Agency.objects.order_by("pk")[0].pk,
        "officer": leader.pk, "words": "Dọn sạch.", "facts": '{"directive_code": "CD-26-000001"}',
    }  # fmt: skip
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLAIN, given)
    return time.perf_counter() - began


def _seconds(client: Any, address: str) -> list[float]:
    taken = []
    for _run in range(WARM + RUNS):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        taken.append(time.perf_counter() - began)
    return taken[WARM:]


def _result(
    count: int, took: tuple[float, float, float, float], page: list[float], book: list[float]
) -> Result:
    given, reached, each, plain = took
    singly = each * count
    of_plain, of_book = reached / plain, median(page) / median(book)
    rows = [
        [f"{count:,} rows of each kind by one SQL statement (baseline)", f"{plain:.2f}", "1.00x"],
        ["until the leader's order is given", f"{given:.2f}", times(given / plain)],
        [f"until all {count:,} cases are reached", f"{reached:.2f}", times(of_plain)],
        ["the same forwarded one by one (reckoned)", f"{singly:.2f}", times(singly / plain)],
        ["the register's page, p50 (baseline)", f"{median(book):.3f}", "1.00x"],
        ["the order's page, p50", f"{median(page):.3f}", times(of_book)],
        ["the order's page, p95", f"{percentile(page, 0.95):.3f}",
         times(percentile(page, 0.95) / percentile(book, 0.95))],
    ]  # fmt: skip
    return Result(
        name="directive",
        title="One order on an issue of many cases",
        sizes=f"{count:,} cases of one issue, {SINGLY} forwarded singly, {RUNS} runs of each page",
        columns=["", "seconds", "ratio"],
        rows=rows,
        goals=[
            Goal(f"all cases are reached within {MOST_TIMES_PLAIN} times the plain statement",
                 times(of_plain), met=of_plain <= MOST_TIMES_PLAIN),
            Goal("sooner than forwarding them one by one", f"{times(reached / singly)} of its time",
                 met=reached < singly),
            Goal(f"the order's page within {MOST_TIMES_PAGE} times the register's",
                 times(of_book), met=of_book <= MOST_TIMES_PAGE),
        ],
        notes=[
            "The plain statement writes the assignments, cases, voices and timeline entries of as "
            "many other cases; the timeline seals them at commit just the same. It checks nothing, "
            "tells no screen, owes nothing to anybody.",
            "The order's page counts each case by agency and shows a hundred of them.",
        ],
    )  # fmt: skip
