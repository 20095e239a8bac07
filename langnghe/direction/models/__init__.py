"""What the office orders and agencies report."""

from langnghe.direction.models.assignment import Assignment, Evidence
from langnghe.direction.models.directive import (
    Directive,
    DirectiveCase,
    DirectiveExtension,
    DirectiveReport,
    ReportFile,
)
from langnghe.direction.models.extension import Extension
from langnghe.direction.models.joint import JointCase, JointStep
from langnghe.direction.models.letter import Letter, LetterCase, LetterCounter
from langnghe.direction.models.memo import (
    DelegationRule,
    Memo,
    MemoQuestion,
    SpokenOrder,
    StandIn,
)

__all__ = [
    "Assignment",
    "DelegationRule",
    "Directive",
    "DirectiveCase",
    "DirectiveExtension",
    "DirectiveReport",
    "Evidence",
    "Extension",
    "JointCase",
    "JointStep",
    "Letter",
    "LetterCase",
    "LetterCounter",
    "Memo",
    "MemoQuestion",
    "ReportFile",
    "SpokenOrder",
    "StandIn",
]
