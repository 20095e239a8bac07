"""Looking for issues: cases of one nature are proposed to people, who decide."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.register import timeline
from langnghe.register.actions.codes import next_code
from langnghe.register.models import Case, Item, Submission, Topic
from langnghe.triage.actions.suggest import hear_voice
from langnghe.triage.issues import (
    SAID_BY,
    Window,
    nature_of,
    vocabulary_of,
    window_at,
)
from langnghe.triage.models import Issue, IssueCase, IssueRun, Voice
from langnghe.triage.states import IssueState, MemberState
from langnghe.understanding.characteristic import Vocabulary
from langnghe.understanding.natures import (
    ALIKE_ENOUGH,
    WINDOW,
    Nature,
    Told,
    likeness,
    nature_from,
    natures_of,
    nearest,
    weighed,
)

EVERY = timedelta(hours=1)
AFTER_CASES = 50
"""So many new cases are a reason to look before the hour is over."""

SAME_SHARE = 0.5
"""A proposal goes on as a nature that holds so much of its cases; so does a declined one."""

GROWN = 2.0
"""A declined nature is proposed again once it has so many times the cases it had."""

_HEARD = 3000
_RUNS = 200


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", name="triage.issues", queueing_lock="triage.issues")
def look_for_issues(timestamp: int) -> None:
    """Look again when an hour is over, or sooner when many cases are new."""
    at = datetime.fromtimestamp(timestamp, UTC)
    last = IssueRun.objects.first()
    if last is not None and at - last.at < EVERY:
        new = Case.objects.filter(opened_at__gt=last.at, opened_at__lte=at)
        if new.count() < AFTER_CASES:
            return
    propose_issues(at=at)


def propose_issues(*, at: datetime) -> IssueRun:
    """Propose cases to living issues, and issues of the others. May be repeated.

    Nothing that a person decided is touched: a case put out of an issue stays out, a declined
    issue stays declined until it has GROWN.
    """
    began = time.monotonic()
    _hear(at=at)
    window = window_at(at)
    cases = weighed(window.cases)
    with transaction.atomic():
        free = _propose_to_living(cases, window, at=at)
        found: list[Issue] = []
        for is_sensitive in (False, True):
            part = [case for case in free if (case.key in window.secret) == is_sensitive]
            found += _propose(part, window, is_sensitive=is_sensitive, at=at)
        _forget({issue.pk for issue in found})
        run = IssueRun.objects.create(
            at=at,
            cases=len(cases),
            proposed=len(found),
            seconds=round(time.monotonic() - began, 2),
        )
        old = IssueRun.objects.values_list("pk", flat=True)[_RUNS:]
        IssueRun.objects.filter(pk__in=list(old)).delete()
        timeline.tell_screens("issue", run.pk, what="triage.looked")
    return run


def _hear(*, at: datetime) -> None:
    """Keep by what they are compared for voices that came before anything was suggested."""
    told = Item.objects.filter(case__opened_at__gte=at - WINDOW, case__opened_at__lte=at)
    ids = set(told.values_list("submission_id", flat=True))
    # Two plain questions: one that joins both has no good plan before the tables are counted.
    ids -= set(Voice.objects.filter(pk__in=ids).values_list("pk", flat=True))
    newest = sorted(ids, reverse=True)[:_HEARD]
    for submission in Submission.objects.filter(pk__in=newest).select_related("reporter"):
        hear_voice(submission)


def _propose_to_living(cases: Sequence[Told], window: Window, *, at: datetime) -> list[Told]:
    """Propose cases to the living issue they are likest to; return those that stay free."""
    issues = list(Issue.objects.filter(state=IssueState.LIVING).order_by("pk"))
    members = IssueCase.objects.filter(issue__in=issues)
    decided = set(members.values_list("case_id", "issue_id"))
    inside = members.filter(state=MemberState.IN).values_list("case_id", "issue_id")
    taken = {case_id for case_id, _issue in inside}
    natures = _living_natures(issues, cases, set(inside))
    free, proposed = [], []
    for case in cases:
        if case.key in taken:
            continue
        known = natures[case.key in window.secret]
        place, odds = nearest(case, [nature for _issue, nature in known])
        if odds < ALIKE_ENOUGH:
            free.append(case)
        elif (case.key, known[place][0].pk) not in decided:
            proposed.append(_member(known[place][0], case.key, odds, at=at))
    IssueCase.objects.bulk_create(proposed)
    return free


def _living_natures(
    issues: Sequence[Issue], cases: Sequence[Told], inside: set[tuple[int, int]]
) -> dict[bool, list[tuple[Issue, Nature]]]:
    """Return the nature of each living issue: that of its cases of the window, else the kept one.

    By whether the issue is for who may see sensitive cases only.
    """
    by_key = {case.key: case for case in cases}
    own: dict[int, list[Told]] = {issue.pk: [] for issue in issues}
    for case_id, issue_id in sorted(inside):
        if case_id in by_key:
            own[issue_id].append(by_key[case_id])
    found: dict[bool, list[tuple[Issue, Nature]]] = {False: [], True: []}
    for issue in issues:
        nature = nature_from(own[issue.pk]) if own[issue.pk] else nature_of(issue)
        found[issue.is_sensitive].append((issue, nature))
    return found


def _member(issue: Issue, case_id: int, odds: float, *, at: datetime) -> IssueCase:
    return IssueCase(issue=issue, case_id=case_id, odds=round(odds, 3), added_at=at)


def _propose(
    cases: Sequence[Told], window: Window, *, is_sensitive: bool, at: datetime
) -> list[Issue]:
    """Bring the proposals in line with the natures that are there now."""
    natures = natures_of(cases)
    known = _known(is_sensitive=is_sensitive)
    by_key = {case.key: case for case in cases}
    newest = sorted(by_key, key=lambda key: window.opened[key], reverse=True)[:SAID_BY]
    inside = {key for nature in natures for key in nature.keys}
    vocabulary = vocabulary_of(inside | set(newest)) if natures else None
    found = []
    for nature in natures:
        issue = _going_on(nature, known)
        if issue is not None and issue.state == IssueState.DECLINED:
            continue
        if issue is None:
            issue = Issue(
                code=next_code(settings.ISSUE_PREFIX, at),
                proposed_at=at,
                is_sensitive=is_sensitive,
            )
        if vocabulary is not None:
            _describe(issue, nature, vocabulary)
        issue.last_case_at = max(window.opened[key] for key in nature.keys)
        issue.save()
        _fill(issue, nature, by_key, at=at)
        known.pop(issue.pk, None)
        found.append(issue)
    return found


def _known(*, is_sensitive: bool) -> dict[int, tuple[Issue, set[int]]]:
    """Return the issues that a nature may go on as, with the cases they have."""
    issues = Issue.objects.select_for_update().filter(
        state__in=(IssueState.PROPOSED, IssueState.DECLINED), is_sensitive=is_sensitive
    )
    known = {issue.pk: (issue, set[int]()) for issue in issues.order_by("pk")}
    members = IssueCase.objects.filter(issue__in=known).exclude(state=MemberState.OUT)
    for issue_id, case_id in members.values_list("issue_id", "case_id"):
        known[issue_id][1].add(case_id)
    return known


def _going_on(nature: Nature, known: dict[int, tuple[Issue, set[int]]]) -> Issue | None:
    """Return the issue that is this nature already; a declined one only while it has not grown."""
    shared = [
        (len(had & set(nature.keys)), -issue.pk, issue, len(had))
        for issue, had in known.values()
        if had & set(nature.keys)
    ]
    for count, _key, issue, size in sorted(shared, key=lambda each: each[:2], reverse=True):
        is_same = count >= SAME_SHARE * min(size, len(nature.keys))
        has_grown = issue.state == IssueState.DECLINED and len(nature.keys) >= GROWN * size
        if is_same and not has_grown:
            return issue
    return None


def _describe(issue: Issue, nature: Nature, vocabulary: Vocabulary) -> None:
    """Name a proposal by its topic and its characteristic words; what a person named, stays."""
    topic = Topic.objects.filter(code=nature.topic).first()
    issue.topic = topic
    issue.words = vocabulary.characteristic(nature.keys, nature.topic)
    issue.centre = {str(term): round(weight, 5) for term, weight in nature.centre.items()}
    issue.topics = {code: round(share, 4) for code, share in nature.topics.items()}
    issue.name = name_of(topic, issue.words)


def name_of(topic: Topic | None, words: Sequence[str]) -> str:
    """Return "topic: word, word, word", as far as there are any."""
    parts = [topic.name if topic else "", ", ".join(words[:3])]
    return ": ".join(part for part in parts if part)[:300]


def _fill(issue: Issue, nature: Nature, cases: dict[int, Told], *, at: datetime) -> None:
    """Let a proposal have the cases of its nature; those put out by a person stay out."""
    proposed = IssueCase.objects.filter(issue=issue, state=MemberState.PROPOSED)
    proposed.exclude(case__in=nature.keys).delete()
    known = set(IssueCase.objects.filter(issue=issue).values_list("case_id", flat=True))
    IssueCase.objects.bulk_create(
        _member(issue, key, likeness(cases[key], nature), at=at)
        for key in nature.keys
        if key not in known
    )


def _forget(found: set[int]) -> None:
    """Drop proposals that are no nature any more, unless a person wrote something to them."""
    gone = Issue.objects.filter(state=IssueState.PROPOSED, steps=None).exclude(pk__in=found)
    for issue in gone:
        issue.delete()
