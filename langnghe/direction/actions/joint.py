"""One step for many cases: kept at once, then taken case by case by a job, each once."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.models import Agency
from langnghe.direction.actions.assignments import KeptFile, accept_assignment, record_result
from langnghe.direction.gates import Actor, Correspondent, signed
from langnghe.direction.models import JointCase, JointStep
from langnghe.direction.states import AssignmentState, IllegalStep, JointState, JointWhat, WhyLeft
from langnghe.register.gates import Missing

WHY = {
    AssignmentState.ACCEPTED: WhyLeft.ACCEPTED,
    AssignmentState.REDO: WhyLeft.CAME_BACK,
    AssignmentState.RESULTED: WhyLeft.REPORTED,
    AssignmentState.RETURNED: WhyLeft.RETURNED,
    AssignmentState.WITHDRAWN: WhyLeft.WITHDRAWN,
    AssignmentState.DONE: WhyLeft.ENDED,
}
"""Why a case is left that stands there, where the step does not lead from."""


@transaction.atomic
def accept_jointly(assignment_ids: Iterable[int], *, by: Actor, at: datetime) -> JointStep:
    """Keep that an agency takes several cases on; a job accepts them.

    Raises Missing where they are not all of one agency.
    """
    return _keep(assignment_ids, _step(JointWhat.ACCEPT, by=by, at=at))


@transaction.atomic
def tell_joint_result(
    assignment_ids: Iterable[int],
    *,
    result: str,
    document: str = "",
    files: Sequence[KeptFile] = (),
    by: Actor,
    at: datetime,
) -> JointStep:
    """Keep one result, with its evidence, for several cases of one agency; a job writes it.

    Raises Missing where they are not all of one agency.
    """
    joint = _step(JointWhat.RESULT, by=by, at=at)
    joint.result, joint.document = result.strip(), document.strip()
    joint.files = [asdict(file) for file in files]
    return _keep(assignment_ids, joint)


def _step(what: JointWhat, *, by: Actor, at: datetime) -> JointStep:
    address = by.address if isinstance(by, Correspondent) else ""
    return JointStep(what=what, said_at=at, said_by=signed(by), said_from=address)


def _keep(assignment_ids: Iterable[int], joint: JointStep) -> JointStep:
    ids = sorted(set(assignment_ids))
    agencies = Agency.objects.filter(assignments__in=ids).distinct()
    if agencies.count() != 1:
        raise Missing(ids)
    joint.agency = agencies.get()
    joint.save()
    JointCase.objects.bulk_create(JointCase(joint=joint, assignment_id=pk) for pk in ids)
    take_joint_step.defer(joint_id=joint.pk)
    return joint


@app.task(
    queue="direction", name="direction.take_joint_step", aliases=["direction.write_joint_result"]
)
def take_joint_step(joint_id: int) -> None:
    """Take a joint step for the cases that wait; safe to repeat, by two workers at once too."""
    joint = JointStep.objects.select_related("said_by", "agency").get(pk=joint_id)
    for pk in list(joint.cases.waiting().values_list("pk", flat=True)):
        _take_one(joint, pk)
    JointStep.objects.filter(pk=joint_id, done_at=None).update(done_at=datetime.now(UTC))


@transaction.atomic
def _take_one(joint: JointStep, joint_case_id: int) -> None:
    """Take the step for one case, and say that it is taken, or why not, in one transaction."""
    waiting = JointCase.objects.waiting().select_for_update(no_key=True)
    row = waiting.filter(pk=joint_case_id).first()
    if row is None:
        return
    try:
        with transaction.atomic():
            _take(joint, row.assignment_id)
    except IllegalStep as refusal:
        row.leave(WHY[refusal.old])
    except Missing:
        row.leave(WhyLeft.MISSING)
    else:
        row.state = JointState.DONE
    row.save(update_fields=["state", "why"])


def _take(joint: JointStep, assignment_id: int) -> None:
    by = joint.said_by or Correspondent(joint.agency_id, joint.said_from)
    if joint.what == JointWhat.ACCEPT:
        accept_assignment(assignment_id, by=by, at=joint.said_at)
        return
    record_result(
        assignment_id,
        result=joint.result,
        document=joint.document,
        files=tuple(KeptFile(**file) for file in joint.files),
        by=by,
        at=joint.said_at,
    )
