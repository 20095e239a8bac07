"""Issues of the made-up year: what the job proposes, and what a made-up shift leader decided."""

from datetime import datetime, timedelta

from langnghe.access.models import Officer
from langnghe.triage.actions.issues import accept_issue, decline_issue, note_issue
from langnghe.triage.actions.propose_issues import propose_issues
from langnghe.triage.models import Issue
from langnghe.triage.states import IssueState

BEFORE = timedelta(days=12)
"""So long ago the decisions were taken: what came since is proposed to what lives."""

_NOTE = (
    "Đã thống nhất một hướng xử lý cho cả nhóm; đề nghị cơ quan chủ trì báo cáo chung vào thứ Sáu."
)
_DECLINED = "Việc thường ngày, từng cơ quan xử lý theo thẩm quyền."


def gather_issues(leader: Officer, *, at: datetime) -> None:
    """Propose issues as of some days ago, let three live and one be declined, then look again."""
    then = at - BEFORE
    propose_issues(at=then)
    open_ones = Issue.objects.filter(state=IssueState.PROPOSED, is_sensitive=False)
    largest = sorted(open_ones, key=lambda issue: (-issue.members.count(), issue.pk))[:4]
    for place, issue in enumerate(largest):
        moment = then + timedelta(minutes=20 + 7 * place)
        if place == 3:
            decline_issue(issue.pk, note=_DECLINED, by=leader, at=moment)
            continue
        accept_issue(issue.pk, name=issue.name, by=leader, at=moment)
        note_issue(issue.pk, text=_NOTE, by=leader, at=moment + timedelta(minutes=5))
    propose_issues(at=at)
