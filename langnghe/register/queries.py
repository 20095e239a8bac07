"""What pages and other capabilities ask of the register; nothing here writes."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.register import finding
from langnghe.register.asking import read_question
from langnghe.register.models import Case, Contact, Entry, Presence, Submission, ViewHit
from langnghe.register.rules import codes_in
from langnghe.register.states import OPEN_STATUSES, Status
from langnghe.vietnamese.phones import read_number

PRESENT_FOR = timedelta(seconds=40)


def submission_by_code(code: str, officer: Officer) -> Submission | None:
    """Find a submission by its code, written in any way, among those the officer may see."""
    found = codes_in(code)
    if not found:
        return None
    return Submission.objects.visible_to(officer).filter(code=found[0]).first()


def sender_key_of(text: str) -> str:
    """Bring a number or address into the form in which contacts keep it; "" if neither."""
    if "@" in text:
        return text.strip().lower()
    return read_number(text).e164 or ""


def contacts_of(sender: str, officer: Officer) -> QuerySet[Contact]:
    """Contacts from a number (any way of writing it) or an address, newest first."""
    key = sender_key_of(sender)
    if not key:
        return Contact.objects.none()
    return Contact.objects.visible_to(officer).filter(sender_key=key).order_by("-received_at")


def submissions_of(sender: str, officer: Officer) -> QuerySet[Submission]:
    """Submissions whose reporter gave this number or address, newest first."""
    key = sender_key_of(sender)
    if not key:
        return Submission.objects.none()
    # One index each, then together: an OR across the tables would read all of them.
    ways = (Q(reporter__phone_key=key), Q(reporter__email=key), Q(contacts__sender_key=key))
    first, *others = (Submission.objects.filter(way).order_by().values("pk") for way in ways)
    return (
        Submission.objects.visible_to(officer)
        .filter(pk__in=first.union(*others))
        .select_related("reporter", "topic", "ward")
        .order_by("-received_at", "-id")
    )


def cases_to_join(text: str, officer: Officer, *, limit: int = 12) -> list[Case]:
    """Find open cases by code, title, place or ward, for an officer who wants to join one."""
    cases = Case.objects.visible_to(officer).open()
    cases = cases.select_related("topic", "ward").annotate(voices=Count("items"))
    words = text.strip()
    if codes := codes_in(words):
        return list(cases.filter(code__in=codes)[:limit])
    if not words:
        return list(cases.order_by("-opened_at")[:limit])
    hits = Submission.objects.filter(finding.matching(words))
    return list(cases.filter(items__submission__in=hits).order_by("-opened_at")[:limit])


def timeline_of_submission(submission: Submission) -> QuerySet[Entry]:
    """Everything that happened to a submission and its cases, oldest first."""
    case_ids = list(submission.items.values_list("case_id", flat=True))  # few; lets indexes serve
    return (
        Entry.objects.filter(
            Q(submission=submission) | Q(case__in=case_ids, submission__isnull=True)
        )
        .select_related("by", "contact", "case")
        .order_by("at", "id")
    )


def timeline_of_case(case: Case) -> QuerySet[Entry]:
    """Everything that happened to a case and to each of its voices, oldest first."""
    voices = list(case.items.values_list("submission_id", flat=True))  # lets indexes serve
    return (
        Entry.objects.filter(Q(case=case) | Q(submission__in=voices))
        .select_related("by", "submission", "contact")
        .order_by("at", "id")
    )


def others_present(submission: Submission, officer: Officer, *, at: datetime) -> list[Officer]:
    """Officers, other than this one, who have the submission open now."""
    rows = (
        Presence.objects.filter(submission=submission, seen_at__gte=at - PRESENT_FOR)
        .exclude(officer=officer)
        .select_related("officer")
        .order_by("officer__full_name")
    )
    return [row.officer for row in rows]


def desk_counts(officer: Officer, *, at: datetime) -> dict[str, int]:
    """Count the queues of the desk, in one query each for contacts and submissions."""
    contacts = (
        Contact.objects.visible_to(officer)
        .waiting()
        .aggregate(
            call_back=Count("pk", filter=CALL_BACK),
            waiting=Count("pk", filter=~CALL_BACK),
            mine=Count("pk", filter=Q(taken_by=officer)),
        )
    )
    submissions = (
        Submission.objects.visible_to(officer)
        .filter(status__in=OPEN_STATUSES)
        .aggregate(
            new=Count("pk", filter=Q(status=Status.NEW)),
            mine=Count("pk", filter=TO_DO & Q(holder=officer)),
            due=Count("pk", filter=Q(due_at__lt=end_of_day(at)) & TO_DO),
            hot=Count("pk", filter=HOT),
            resulted=Count("pk", filter=Q(status=Status.RESULTED)),
        )
    )
    asks = Submission.objects.visible_to(officer).filter(asks_reopen_at__isnull=False).count()
    return {
        "new": contacts["waiting"] + submissions["new"] + asks,
        "mine": contacts["mine"] + submissions["mine"],
        "call_back": contacts["call_back"],
        "due": submissions["due"],
        "hot": submissions["hot"],
        "resulted": submissions["resulted"],
    }


CALL_BACK = Q(outcome__in=("missed", "abandoned", "voice_message", "call_back", "refused"))
TO_DO = Q(status__in=(Status.NEW, Status.REGISTERED, Status.FORWARDED, Status.RESULTED))
HOT = TO_DO & (Q(urgency="K3") | Q(sensitivity="S2"))


def end_of_day(at: datetime) -> datetime:
    """Return the coming midnight of the office's day that holds `at`."""
    return start_of_day(at) + timedelta(days=1)


def start_of_day(at: datetime) -> datetime:
    """Return the midnight with which the office's day that holds `at` began."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def news_of(officer: Officer) -> QuerySet[ViewHit]:
    """Return what the officer's saved views told of, unseen, of what the officer may see now."""
    seen = Submission.objects.visible_to(officer).order_by().values("pk")
    return ViewHit.objects.filter(view__owner=officer, seen_at=None, submission__in=seen)


def lone_contacts(text: str, officer: Officer, *, limit: int = 10) -> list[Contact]:
    """Find contacts that belong to no submission (bounces, machines' mail, what was set aside)."""
    question = read_question(text)
    if question is None:
        return []
    hits = finding.meeting(question).filter(contact__isnull=False).values("contact_id")
    found = Contact.objects.visible_to(officer).filter(pk__in=hits)
    return list(found.order_by("-received_at")[:limit])
