"""The desk: queues, the list, the preview beside it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.desk import LIMIT, Queue, rows
from langnghe.register.models import Contact, Submission
from langnghe.register.queries import contacts_of, desk_counts, submissions_of
from langnghe.register.states import Status
from langnghe.triage.gatherings import gatherings
from langnghe.web.clock import now
from langnghe.web.desk_shown import lines_of
from langnghe.web.marked import SHOWN
from langnghe.web.shell import officer_of
from langnghe.web.sounds import shown_sounds
from langnghe.web.suggested import chips_of_rows, first_on_desk
from langnghe.web.triaged import suggested_context
from langnghe.web.views import agency

QUEUES = {
    Queue.NEW: (_("New"), "inbox"),
    Queue.HOT: (_("Emergency, sensitive"), "alert-triangle"),
    Queue.CALL_BACK: (_("Call back"), "phone-outgoing"),
    Queue.MINE: (_("Mine"), "user"),
    Queue.DUE: (_("Due today or overdue"), "clock"),
    Queue.RESULTED: (_("Result in, to be answered"), "send"),
}


def queue_of(request: HttpRequest) -> Queue:
    """Read which queue the address names; the new ones if none."""
    name = request.GET.get("queue", Queue.NEW)
    return Queue(name) if name in set(Queue) else Queue.NEW


def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk; htmx asks for its parts alone."""
    officer = officer_of(request)
    if officer.may(Right.OWN_AGENCY) and not officer.may(Right.READ):
        return agency.home(request)
    require(officer, Right.READ)
    queue, at = queue_of(request), now()
    shown = rows(queue, officer, at=at, ranks=first_on_desk(LIMIT))
    chips = chips_of_rows(row.identity for row in shown if row.status == Status.NEW)
    counts = desk_counts(officer, at=at)
    context = {
        "queue": queue,
        "queue_name": QUEUES[queue][0],
        "queues": [
            {"code": code, "name": name, "icon": icon, "count": counts[code]}
            for code, (name, icon) in QUEUES.items()
        ],
        "lines": lines_of(shown, chips),
        "more": max(0, counts[queue] - LIMIT) if len(shown) == LIMIT else 0,
        "new_count": counts[Queue.NEW],
        "gathered": _gathered(queue, officer),
    }
    part = request.headers.get("HX-Target", "")
    template = "desk/_live.html" if part == "desk-live" else "desk/desk.html"
    return render(request, template, context)


def _gathered(queue: Queue, officer: Officer) -> int:
    """Count the events of which several new voices tell, for who may put them into one case."""
    return len(gatherings(officer)) if queue == Queue.NEW and officer.may(Right.CLASSIFY) else 0


def preview(request: HttpRequest, what: str, identity: int) -> HttpResponse:
    """Show what is under the cursor, without leaving the desk."""
    officer = officer_of(request)
    if what == "contact":
        contact = get_object_or_404(Contact.objects.visible_to(officer), pk=identity)
        context: dict[str, object] = {"contact": contact}
        sender = contact.sender_key
    else:
        visible = Submission.objects.visible_to(officer).select_related("reporter", "topic", "ward")
        submission = get_object_or_404(visible, pk=identity)
        context = {
            "submission": submission,
            "contact": submission.contacts.order_by("received_at").first(),
            **suggested_context(submission, officer, limit=SHOWN),
        }
        sender = submission.reporter.phone_key or submission.reporter.email
    shown = context["contact"]
    context["sounds"] = shown_sounds(shown, officer) if isinstance(shown, Contact) else []
    context["earlier"] = [
        each for each in submissions_of(sender, officer)[:6] if each.pk != identity
    ]
    return render(request, "desk/_preview.html", context)


def caller(request: HttpRequest) -> HttpResponse:
    """Say who may be calling from a number, and what they said before."""
    officer = officer_of(request)
    require(officer, Right.REGISTER)
    number = request.GET.get("number", "")
    found = list(submissions_of(number, officer)[:12])
    context = {
        "number": number,
        "submissions": found,
        "contacts": contacts_of(number, officer).filter(submission__isnull=True)[:6],
        "names": sorted({each.reporter.name for each in found if each.reporter.name}),
    }
    return render(request, "calls/_caller.html", context)
