"""A hotline with something in every room: each address of it, for each role."""

from dataclasses import dataclass
from itertools import product

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction.actions import KeptFile, forward_case, record_result
from langnghe.direction.models import Assignment
from langnghe.intake.models import Difference
from langnghe.originals.store import Store
from langnghe.register.actions.desk import save_view
from langnghe.register.actions.submissions import write_note
from langnghe.register.models import Attachment, Case, Contact, SavedView, Submission
from langnghe.register.states import Channel, Sensitivity
from langnghe.reply.actions import Verdict, answer_by_mail, rate_by_link
from langnghe.reply.actions.batches import draft_for_case
from langnghe.reply.models import Batch, Outgoing, ReplyTemplate, Telling
from langnghe.triage.models import Issue, Signal
from langnghe.triage.states import IssueState, MemberState
from tests import cast

PROBE = "<script>alert('ẩn')</script>\"'><img src=x onerror=alert(1)>{{ 7|add:7 }}"


def signed_in(by: Officer) -> Client:
    """Return a browser in which an officer is signed in; faults come out as pages."""
    client = Client(raise_request_exception=False)
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    return client


def let_go(answer: HttpResponse) -> HttpResponse:
    """Close the file that an answer may be, without the end of a request that closing tells."""
    for close in answer._resource_closers:  # type: ignore[attr-defined]
        close()
    return answer


def all_roles() -> list[Officer]:
    """Return one officer of each role, the clerk with an agency."""
    return [
        cast.officer(role, agency=cast.agency() if role == RoleCode.AGENCY_CLERK else None)
        for role in RoleCode
    ]


@dataclass(frozen=True)
class Rooms:
    """What was put into the hotline; `words` stand wherever people write."""

    submission: Submission
    waiting: Contact
    attachment: Attachment
    assignment: Assignment
    outgoing: Outgoing
    difference: Difference
    view: SavedView
    signal: Signal
    issue: Issue
    batch: Batch
    telling: Telling

    def addresses(self) -> dict[str, str]:
        """Return every address of the hotline by its name, filled with what is there."""
        item = self.submission.items.order_by("pk").first()
        assert item is not None
        known = {
            "code": self.submission.code, "contact_id": self.waiting.pk, "key": "note:1",
            "attachment_id": self.attachment.pk, "assignment_id": self.assignment.pk,
            "evidence_id": self.assignment.evidence.get().pk, "case_id": item.case_id,
            "outgoing_id": self.outgoing.pk, "difference_id": self.difference.pk,
            "view_id": self.view.pk, "what": "submission", "identity": self.submission.pk,
            "steps": "1/2", "version_id": 1, "likeness_id": 1, "alarm_id": 1, "model_id": 1,
            "signal_id": self.signal.pk, "batch_id": self.batch.pk,
            "submission_id": self.submission.pk, "telling_id": self.telling.pk,
            "stand_in_id": 1, "spoken_id": 1, "file_id": 1, "device_id": 1, "book_id": 1,
            "letter_id": 1, "promise_id": 1, "rule_id": 1, "swap_id": 1, "change_id": 1,
            "year": 2026, "number": 1, "form": "pdf", "secret": "x", "how": "copy",
            "extension_id": 1, "token": "x", "joint_id": 1, "obligation_id": 1,
        }  # fmt: skip
        found = {}
        for name, pattern in named_patterns().items():
            route = str(pattern.pattern)
            for part, value in known.items():
                of_case = part == "code" and name.startswith("case")
                filled = item.case.code if of_case else str(value)
                if name.startswith("issue"):
                    filled = {"code": self.issue.code, "what": "note"}.get(part, filled)
                for kind in ("str", "int", "path", "slug"):
                    route = route.replace(f"<{kind}:{part}>", filled)
            assert "<" not in route, route
            found[name] = f"/{route}"
        found["preview-contact"] = f"/desk/preview/contact/{self.waiting.pk}"
        return found


def named_patterns() -> dict[str, URLPattern]:
    """Return the patterns of all pages by name."""
    (included,) = get_resolver().url_patterns
    return {each.name or str(each.pattern): each for each in included.url_patterns}


def furnish(words: str = "Rác thải", *, sensitivity: Sensitivity = Sensitivity.S0) -> Rooms:
    """Put something into every room, with the same words wherever people write."""
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    kept = Store(settings.ORIGINALS).put(b"bytes of a file")
    ReplyTemplate.objects.get_or_create(
        code="answer", language="vi",
        defaults={"name": "Trả lời", "subject": "[{code}]", "text": "{name}: {summary}"},
    )  # fmt: skip
    waiting = _contact(words, Channel.MAIL)
    attachment = Attachment.objects.create(
        contact=waiting, position=0, name=f"{words}.html"[:300], content_type="text/html",
        size=15, sha256=kept.sha256,
    )  # fmt: skip
    submission = cast.registered(leader, words, title=words, place=words, sensitivity=sensitivity)
    reporter = submission.reporter
    reporter.name, reporter.address, reporter.phone = words[:300], words[:300], "0900 000 012"
    reporter.save()
    Contact.objects.filter(submission=submission).update(
        sender_name=words, subject=words, text=words, original_sha256=kept.sha256
    )
    case = submission.items.get().case
    write_note(submission.pk, text=words, by=leader, at=cast.later(6))
    assignment = forward_case(
        case.pk, agency_id=cast.agency().pk, message=words, due_at=cast.later(days=9000),
        by=leader, at=cast.later(7),
    )  # fmt: skip
    file = KeptFile(name=words[:300], content_type="text/html", size=15, sha256=kept.sha256)
    record_result(
        assignment.pk, result=words, document=words[:200], files=(file,), by=leader,
        at=cast.later(8),
    )  # fmt: skip
    outgoing = answer_by_mail(
        submission.pk, subject=words[:200], text=words, once_key=f"k{submission.pk}", final=True,
        by=leader, at=cast.later(9),
    )  # fmt: skip
    difference = Difference.objects.create(
        day=timezone.localdate(), channel="mail", source="smtp", what="missing", key=words[:100],
        found_at=cast.NOON,
    )  # fmt: skip
    view = save_view(words, query="q=x", is_shared=True, by=leader, at=cast.NOON)
    submission.refresh_from_db()
    signal = _signal("" if sensitivity == Sensitivity.S2 else words)
    batch = draft_for_case(case.pk, is_final=True, by=leader, at=cast.later(10))
    telling = Telling.objects.create(
        submission=submission, text=words, asked_at=cast.NOON, next_at=cast.NOON, result="busy",
        tried_at=[cast.NOON],
    )  # fmt: skip
    rate_by_link(outgoing.ask_key, Verdict(score=2, words=words[:4000]), at=cast.later(11))
    return Rooms(submission, waiting, attachment, assignment, outgoing, difference, view, signal,
                 _issue(words, case), batch, telling)  # fmt: skip


def _signal(note: str) -> Signal:
    """Keep something unusual, with what somebody said of it."""
    day = timezone.localdate()
    facts = {"from": day.isoformat(), "days": [day.isoformat()], "ears": True, "told_by": None}
    facts |= {"counts": [9], "mean": [1.5], "low": [0.0], "high": [4.1]}
    return Signal.objects.update_or_create(
        scope="topic", key=cast.topic().code, ended_at=None,
        defaults={
            "method": "young", "since": day, "day": day, "seen": 9, "expected": 1.5,
            "odds": 0.0001, "facts": facts, "found_at": cast.NOON, "last_at": cast.NOON,
            "note": note, "state": "explained",
        },
    )[0]  # fmt: skip


def _issue(words: str, case: Case) -> Issue:
    """Keep an issue with one case, named and described by what people write."""
    issue = Issue.objects.create(
        code=f"NV-26-{900_000 + case.pk:06d}", name=words[:300], words=[words], topic=case.topic,
        state=IssueState.LIVING, is_sensitive=case.sensitivity == Sensitivity.S2,
        proposed_at=cast.NOON, last_case_at=cast.NOON,
    )  # fmt: skip
    issue.members.create(case=case, state=MemberState.IN, added_at=cast.NOON)
    return issue


def _contact(words: str, channel: Channel) -> Contact:
    contact = cast.contact(words, channel=channel)
    contact.sender_name, contact.subject = words[:300], words[:900]
    contact.quoted = contact.signature = words
    contact.original_sha256 = Store(settings.ORIGINALS).put(b"an original").sha256
    contact.save()
    return contact


GARBAGE = (
    "-1", "0", "99999999999999999999999", "\0", "\ud7ff\U0001f600'\"<>&%00;--", "x" * 10_000,
    "9999-12-31", "0001-01-01", "2026-13-45T99:99:99Z", "²", "NaN", "1e999", "../../etc", "",
)  # fmt: skip
FIELDS = (
    "version", "kind", "legal_form", "reporter_kind", "people", "phone", "email", "name", "text",
    "reason", "result", "note", "code", "due_on", "agency", "message", "subject", "key", "joins",
    "started_at", "channel", "m0-title", "m0-topic", "m0-case", "m²-title", "m99999999999-title",
    "until", "once_key", "query", "back", "submission", "next", "language", "document", "username",
    "password", "shared", "final", "leaving", "decline", "summary", "address",
)  # fmt: skip
QUESTIONS = (
    "q", "status", "kind", "since", "until", "topic", "ward", "agency", "work", "after", "before",
    "state", "queue", "number", "key", "format", "template", "download", "leaving", "next", "day",
)  # fmt: skip


def odd_posts() -> list[dict[str, str]]:
    """Return forms in which every field holds the same nonsense, and one with nothing."""
    return [{}, *(dict.fromkeys(FIELDS, junk) for junk in GARBAGE)]


def odd_questions() -> list[dict[str, str]]:
    """Return queries with one nonsensical value each."""
    return [{name: junk} for name, junk in product(QUESTIONS, GARBAGE)]
