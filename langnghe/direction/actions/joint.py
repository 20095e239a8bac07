"""One result for many cases: kept at once, then written case by case by a job, each once."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.models import Agency
from langnghe.direction.actions.assignments import KeptFile, record_result
from langnghe.direction.gates import Actor, Correspondent, signed
from langnghe.direction.models import JointCase, JointResult
from langnghe.direction.states import AssignmentState, IllegalStep, JointState, WhyLeft
from langnghe.register.gates import Missing

_WHY = {
    AssignmentState.RESULTED: WhyLeft.REPORTED,
    AssignmentState.RETURNED: WhyLeft.RETURNED,
    AssignmentState.WITHDRAWN: WhyLeft.WITHDRAWN,
    AssignmentState.DONE: WhyLeft.ENDED,
}


@transaction.atomic
def tell_joint_result(
    assignment_ids: Iterable[int],
    *,
    result: str,
    document: str = "",
    files: Sequence[KeptFile] = (),
    by: Actor,
    at: datetime,
) -> JointResult:
    """Keep one result, with its evidence, for several cases of one agency; a job writes it.

    Raises Missing where they are not all of one agency.
    """
    ids = sorted(set(assignment_ids))
    agencies = Agency.objects.filter(assignments__in=ids).distinct()
    if agencies.count() != 1:
        raise Missing(ids)
    joint = JointResult.objects.create(
        agency=agencies.get(),
        result=result.strip(),
        document=document.strip(),
        files=[asdict(file) for file in files],
        said_at=at,
        said_by=signed(by),
        said_from=by.address if isinstance(by, Correspondent) else "",
    )
    JointCase.objects.bulk_create(JointCase(joint=joint, assignment_id=pk) for pk in ids)
    write_joint_result.defer(joint_id=joint.pk)
    return joint


@app.task(queue="direction", name="direction.write_joint_result")
def write_joint_result(joint_id: int) -> None:
    """Write a joint result to the cases that wait; safe to repeat, by two workers at once too."""
    joint = JointResult.objects.select_related("said_by", "agency").get(pk=joint_id)
    for pk in list(joint.cases.waiting().values_list("pk", flat=True)):
        _write_one(joint, pk)
    JointResult.objects.filter(pk=joint_id, done_at=None).update(done_at=datetime.now(UTC))


@transaction.atomic
def _write_one(joint: JointResult, joint_case_id: int) -> None:
    """Write the result of one case, and that it is written, or why not, in one transaction."""
    waiting = JointCase.objects.waiting().select_for_update(no_key=True)
    row = waiting.filter(pk=joint_case_id).first()
    if row is None:
        return
    try:
        with transaction.atomic():
            record_result(
                row.assignment_id,
                result=joint.result,
                document=joint.document,
                files=tuple(KeptFile(**file) for file in joint.files),
                by=joint.said_by or Correspondent(joint.agency_id, joint.said_from),
                at=joint.said_at,
            )
    except IllegalStep as refusal:
        row.leave(_WHY[refusal.old])
    except Missing:
        row.leave(WhyLeft.MISSING)
    else:
        row.state = JointState.DONE
    row.save(update_fields=["state", "why"])
