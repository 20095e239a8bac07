"""What direction does when something happens below: orders follow issues, results end orders."""

from collections.abc import Sequence

from langnghe.direction import events, order_events
from langnghe.direction.actions.course import look_again
from langnghe.direction.actions.memos import lay_before, write_draft
from langnghe.direction.actions.reach import reach
from langnghe.direction.competence import rule_for
from langnghe.direction.models import Assignment, Directive, DirectiveCase, Memo
from langnghe.direction.states import LIVING, LIVING_ORDERS, MemoState, Part
from langnghe.register import timeline
from langnghe.register.models import Case, Entry
from langnghe.register.states import Urgency
from langnghe.triage import events as issue_events


def listen() -> None:
    """Hear of cases that join or leave issues, and of what becomes of cases under orders."""
    timeline.listen(reach_joined, issue_events.CaseAdded)
    timeline.listen(let_go, issue_events.CaseRemoved)
    timeline.listen(tie_to_orders, events.Forwarded)
    timeline.listen(approve_afterwards, events.Forwarded)
    timeline.listen(
        look_at_orders,
        events.Resulted, events.Returned, events.RedoAsked, events.OwnResult, events.Forwarded,
    )  # fmt: skip


def reach_joined(entries: Sequence[Entry]) -> None:
    """Let the living orders on an issue hold for the cases that joined it."""
    for code in sorted({entry.facts["issue_code"] for entry in entries}):
        joined = [e.case_id for e in entries if e.facts["issue_code"] == code and e.case_id]
        orders = Directive.objects.living().filter(issue__code=code).order_by("pk")
        for directive in orders.select_for_update(no_key=True, of=("self",)):
            known = directive.reached.filter(left_at=None).values_list("case_id", flat=True)
            new = sorted(set(joined) - set(known.filter(case__in=joined)))
            reach(directive, new, at=entries[-1].at, joined_later=True)
            look_again([directive.pk], at=entries[-1].at)


def let_go(entries: Sequence[Entry]) -> None:
    """End the hold of an issue's orders on cases that do not belong to it; agencies keep them."""
    for entry in entries:
        held = DirectiveCase.objects.filter(
            case=entry.case_id, directive__issue__code=entry.facts["issue_code"], left_at=None
        ).select_related("directive")
        for each in held.filter(directive__state__in=LIVING_ORDERS).order_by("pk"):
            each.left_at = entry.at
            each.save(update_fields=["left_at"])
            Assignment.objects.filter(case=entry.case_id, directive=each.directive).update(
                directive=None
            )
            fact = order_events.DirectiveLeft(directive_code=each.directive.code)
            timeline.record(fact, case=each.case, by=entry.by, at=entry.at)
            look_again([each.directive_id], at=entry.at)


def tie_to_orders(entries: Sequence[Entry]) -> None:
    """Tie what was handed over anew to the newest living order that holds for its case."""
    cases = [entry.case_id for entry in entries]
    loose = Assignment.objects.filter(
        case__in=cases, part=Part.LEAD, state__in=LIVING, directive=None
    )
    for assignment in loose:
        order = (
            Directive.objects.living()
            .filter(reached__case=assignment.case_id, reached__left_at=None)
            .order_by("-given_at", "-pk")
            .first()
        )
        if order is not None:
            assignment.directive = order
            assignment.save(update_fields=["directive"])


def approve_afterwards(entries: Sequence[Entry]) -> None:
    """Lay before its leader what went first, as danger asks: approved within the day.

    What a leader sent, by a memo or an order, is approved already.
    """
    cases = Case.objects.filter(pk__in=[entry.case_id for entry in entries], urgency=Urgency.K3)
    known = Memo.objects.exclude(state=MemoState.WITHDRAWN).values("case")
    for case in cases.exclude(pk__in=known).exclude(assignments__directive__isnull=False):
        rule = rule_for(case, at=entries[-1].at)
        if rule is not None and rule.is_after:
            memo = write_draft(case, by=None, at=entries[-1].at)
            lay_before(memo, leader_id=None, by=None, at=entries[-1].at)


def look_at_orders(entries: Sequence[Entry]) -> None:
    """Bring the orders that hold for these cases in line with them."""
    cases = [entry.case_id for entry in entries]
    held = DirectiveCase.objects.filter(case__in=cases, left_at=None)
    look_again(list(held.values_list("directive_id", flat=True).distinct()), at=entries[-1].at)
