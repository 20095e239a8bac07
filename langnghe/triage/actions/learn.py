"""Learning: models are trained from what officers confirmed, measured, used where better."""

import base64
import contextlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.children import ending_with
from langnghe.register import timeline
from langnghe.register.gates import Missing
from langnghe.register.models import Contact
from langnghe.triage.actions.decide import decided_values
from langnghe.triage.events import ModelUsed
from langnghe.triage.models import Model, Suggestion
from langnghe.triage.states import ModelState
from langnghe.understanding.learned import pack
from langnghe.understanding.learning import LEAST, Decided, task_of

logger = logging.getLogger(__name__)
REMEMBERED = 20_000
"""So many of the newest decisions are learned from."""

KEPT = 60
"""So many versions that were not better are remembered with their scores."""

LONGEST_SECONDS = 3600
_ONE = "triage.learn"
"""One learns at a time, whoever asked: each builds on the version that the one before left."""
_BATCH = 500
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@app.periodic(cron="50 19 * * *")  # 02:50 in Hanoi, when the line is quiet
@app.task(queue="upkeep", name="triage.learn", queueing_lock="triage.learn", lock=_ONE)
def learn_nightly(timestamp: int) -> None:
    """Learn from what was decided since the last time, if anything was."""
    at = datetime.fromtimestamp(timestamp, UTC)
    newest = Model.objects.values_list("trained_at", flat=True).first()
    decided = Suggestion.objects.filter(confirmed_at__isnull=False)
    if newest is None or decided.filter(confirmed_at__gt=newest).exists():
        learn(at=at)


@app.task(queue="upkeep", name="triage.learn_now", queueing_lock="triage.learn_now", lock=_ONE)
def learn_now(timestamp: int) -> None:
    """Learn because somebody asked."""
    learn(at=datetime.fromtimestamp(timestamp, UTC))


def learn_soon(*, by: Officer, at: datetime) -> None:
    """Ask the worker to learn at once; asking twice is asking once. Raises NotAllowed."""
    require(by, Right.BALANCE)
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        learn_now.defer(timestamp=int(at.timestamp()))


def learn(*, at: datetime) -> Model | None:
    """Train, measure, and use what is better; None while there are too few decisions.

    The training runs in a process of its own, after everything else on the machine. May be
    repeated.
    """
    decided = decisions()
    if len(decided) < LEAST:
        logger.info("nothing was learned: %s decisions are too few", len(decided))
        return None
    live = Model.objects.filter(state=ModelState.LIVE).first()
    task = task_of(
        decided,
        profile=Path(settings.PROFILE),
        kept_in=Path(settings.HOME) / "models",
        present=bytes(live.packed) if live else b"",
    )
    return _keep(_in_its_own_process(task), at=at)


def decisions() -> list[Decided]:
    """Return what officers decided, in order of time, with the words they decided on."""
    confirmed = list(
        Suggestion.objects.filter(confirmed_at__isnull=False)
        .select_related("submission__topic", "submission__ward")
        .order_by("-confirmed_at", "-pk")[:REMEMBERED]
    )
    newest_first = [
        each
        for start in range(0, len(confirmed), _BATCH)
        for each in _with_words(confirmed[start : start + _BATCH])
    ]
    return newest_first[::-1]


def _with_words(suggestions: list[Suggestion]) -> Iterator[Decided]:
    contacts = Contact.objects.in_bulk([each.facts.get("contact") for each in suggestions])
    for suggestion in suggestions:
        contact = contacts.get(suggestion.facts.get("contact"))
        if contact is None:
            continue
        values = decided_values(suggestion.submission)
        values.pop("ward")
        yield Decided(text=contact.text, subject=contact.subject, channel=contact.channel, **values)


def _in_its_own_process(task: dict[str, Any]) -> dict[str, Any]:
    """Let a child learn; raises RuntimeError with its last words where it could not."""
    command = [sys.executable, "-m", "langnghe.understanding.learning"]
    done = subprocess.run(  # noqa: S603 - our own module; what citizens said goes in by stdin
        command,
        input=json.dumps(task).encode(),
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
        cwd=Path(__file__).parents[3],
        env={**os.environ, **_ONE_THREAD},
        preexec_fn=ending_with(os.getpid()),
    )
    if done.returncode:
        raise RuntimeError(f"learning ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@transaction.atomic
def _keep(found: dict[str, Any], *, at: datetime) -> Model:
    versions = Model.objects.select_for_update().order_by("pk")
    if not versions:
        Model.objects.create(
            trained_at=at, examples=0, packed=pack({}), state=ModelState.LIVE, live_at=at
        )
    model = Model.objects.create(
        trained_at=at,
        examples=found["taught"],
        packed=base64.b64decode(found["packed"]),
        scores=found["verdicts"],
        seconds=found["seconds"],
        megabytes=found["megabytes"],
    )
    live = Model.objects.filter(state=ModelState.LIVE).first()
    if found["packed"] and not (live and live.is_held):
        _use(model, by=None, at=at)
    unused = Model.objects.filter(state=ModelState.CANDIDATE, packed=b"")
    Model.objects.filter(pk__in=list(unused.values_list("pk", flat=True)[KEPT:])).delete()
    timeline.tell_screens("suggestions", model.pk, what="triage.learned")
    return model


@transaction.atomic
def use_model(model_id: int, *, by: Officer, at: datetime) -> Model:
    """Let suggestions be made by a version from now on.

    An older one is held: learning goes on, but does not replace it until a person chooses the
    newest again. Raises NotAllowed, Missing. May be repeated.
    """
    require(by, Right.BALANCE)
    usable = [each for each in Model.objects.select_for_update().order_by("pk") if each.packed]
    model = next((each for each in usable if each.pk == model_id), None)
    if model is None:
        raise Missing(model_id)
    if model.state != ModelState.LIVE:
        _use(model, by=by, at=at)
    model.is_held = model.pk != usable[-1].pk
    model.save(update_fields=["is_held"])
    return model


def _use(model: Model, *, by: Officer | None, at: datetime) -> None:
    Model.objects.filter(state=ModelState.LIVE).update(
        state=ModelState.RETIRED, retired_at=at, is_held=False
    )
    model.state, model.live_at, model.retired_at = ModelState.LIVE, at, None
    model.decided_by = by
    model.save(update_fields=["state", "live_at", "retired_at", "decided_by"])
    timeline.record(ModelUsed(version=model.pk, examples=model.examples), by=by, at=at)
    timeline.tell_screens("suggestions", model.pk, what="triage.model_used")
