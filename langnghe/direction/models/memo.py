"""Memos to leaders, what was asked and spoken about them, who decides for whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction import labels
from langnghe.direction.states import OPEN_MEMOS, Desk, MemoState, check_memo
from langnghe.register.models import Case


class DelegationRule(models.Model):
    """Who is competent for which cases (quy định ủy quyền), with its source and validity.

    The first rule in force whose `conditions` a case meets decides; `position` is the order.
    """

    code = models.CharField(max_length=40)
    position = models.IntegerField()
    name = models.CharField(max_length=200)
    conditions = models.JSONField(default=dict)
    desk = models.CharField(max_length=20, choices=labels.DESKS)
    limit = models.IntegerField(default=0)
    unit = models.CharField(max_length=2, blank=True)
    is_after = models.BooleanField(default=False)
    basis = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position", "code")
        constraints = [
            models.UniqueConstraint(fields=("code", "valid_from"), name="delegation_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class StandIn(models.Model):
    """A leader is absent and another decides for them (thay mặt), from one day to another."""

    leader = models.ForeignKey(Officer, models.PROTECT, related_name="stand_ins")
    deputy = models.ForeignKey(Officer, models.PROTECT, related_name="stands_in_for")
    from_on = models.DateField()
    to_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    named_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-from_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="stand_in_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=~Q(leader=F("deputy")), name="stand_in_is_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.leader_id}"


class MemoQuerySet(models.QuerySet["Memo"]):
    """Memos as people may see them."""

    def visible_to(self, officer: Officer) -> "MemoQuerySet":
        """Memos of cases this officer may see; an agency sees none."""
        if not officer.may(Right.READ):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(officer).order_by().values("pk"))


class Memo(models.Model):
    """A case laid before the leader who is competent for it (phiếu trình).

    `summary`, `voices`, `law`, `options`, `proposal` are what the leader reads; `agency`,
    `co_agencies`, `due_at` what is proposed and, once decided, what was decided. `desk` and
    `rule` say who is competent and why; `leader` is named where one person is meant.
    `acting_for`: for whom a stand-in decided. `is_after`: the case went first, as danger asks.
    """

    code = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="memos")
    state = models.CharField(max_length=10, choices=labels.MEMO_STATES, default=MemoState.DRAFT)
    summary = models.TextField(blank=True)
    voices = models.TextField(blank=True)
    law = models.TextField(blank=True)
    options = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    co_agencies = models.ManyToManyField(Agency, related_name="+")
    due_at = models.DateTimeField(null=True)
    desk = models.CharField(max_length=20, choices=labels.DESKS, default=Desk.OFFICE)
    rule = models.ForeignKey(DelegationRule, models.PROTECT, null=True, related_name="+")
    leader = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    is_after = models.BooleanField(default=False)
    answer_by = models.DateTimeField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decision = models.TextField(blank=True)
    assignment = models.ForeignKey("Assignment", models.PROTECT, null=True, related_name="memos")
    directive = models.ForeignKey("Directive", models.PROTECT, null=True, related_name="memos")
    version = models.IntegerField(default=1)

    objects: ClassVar[MemoQuerySet] = MemoQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-drafted_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("case",), name="memo_one_open", condition=Q(state__in=sorted(OPEN_MEMOS))
            )
        ]
        indexes = [models.Index(fields=("state", "-drafted_at"), name="memo_state")]

    def __str__(self) -> str:
        return self.code

    def step_to(self, state: MemoState) -> None:
        """Step along the life of a memo; raises WrongMemoState."""
        check_memo(MemoState(self.state), state)
        self.state = state


class MemoQuestion(models.Model):
    """What a leader asked about a memo, and the answer."""

    memo = models.ForeignKey(Memo, models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    acting_for = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return f"question {self.pk}"


class SpokenOrder(models.Model):
    """An order as a leader spoke it; its bytes lie in the store. `text` is the typed record."""

    memo = models.ForeignKey(Memo, models.CASCADE, related_name="spoken")
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=150)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    spoken_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    spoken_at = models.DateTimeField()
    acting_for = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    typed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    typed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("spoken_at", "pk")

    def __str__(self) -> str:
        return self.name
