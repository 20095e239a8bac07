"""Speaking prompts: recorded, uploaded or read by a machine; made even, kept, put live."""

import logging
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.originals.store import Store
from langnghe.prompts import events, places
from langnghe.prompts.models import PromptSource, PromptVersion
from langnghe.register import timeline
from langnghe.register.gates import Missing
from langnghe.telephony.exchange.prompts import NoVoice
from langnghe.telephony.loudness import prompt_from, write_prompt

logger = logging.getLogger(__name__)
SPEAKING_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A sound somebody gave us for a prompt: where it lies and what is said in it."""

    path: Path
    text: str
    source: PromptSource


def add_version(name: str, spoken: Spoken, *, by: Officer, at: datetime) -> PromptVersion:
    """Keep a new version of a prompt: one side, 8 kHz, as loud as the others. It is not live yet.

    Raises NotAllowed, Missing (no such prompt), NotSound, TooLong.
    """
    require(by, Right.ADMINISTER)
    if name not in places.texts():
        raise Missing(name)
    signal, store = prompt_from(spoken.path), Store(settings.ORIGINALS)
    original = store.put_file(spoken.path)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "prompt.wav"
        seconds = write_prompt(signal, made)
        kept = store.put_file(made)
    return PromptVersion.objects.create(
        name=name,
        text=spoken.text.strip()[:2000] or places.texts()[name],
        source=spoken.source,
        sha256=kept.sha256,
        original_sha256=original.sha256,
        seconds=round(seconds, 2),
        made_by=by,
        made_at=at,
    )


def speak_version(name: str, *, text: str, by: Officer, at: datetime) -> PromptVersion:
    """Let the machine read a text. Raises NotAllowed, Missing, NoVoice, NotSound."""
    require(by, Right.ADMINISTER)
    speaker = _speaker()
    text = text.strip()[:2000] or places.texts().get(name, "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        order = [speaker, "-v", places.words().voice, "-s", "150", "-w", str(path), "--stdin"]
        try:
            done = subprocess.run(  # noqa: S603 (the text goes in by stdin, never as an option)
                order,
                input=text.encode(),
                capture_output=True,
                timeout=SPEAKING_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as failure:
            raise NoVoice(str(failure)) from failure
        if done.returncode or not path.exists():
            raise NoVoice(done.stderr.decode(errors="replace")[:200])
        spoken = Spoken(path=path, text=text, source=PromptSource.SPOKEN)
        return add_version(name, spoken, by=by, at=at)


def _speaker() -> str:
    """Return the program that speaks: the exchange's own, else the machine's. Raises NoVoice."""
    own = Path(settings.EXCHANGE_PROGRAM) / "bin" / "espeak-ng"
    found = str(own) if own.exists() else shutil.which("espeak-ng")
    if found is None:
        raise NoVoice(f"no espeak-ng: run scripts/exchange, which puts it into {own.parent}")
    return found


@transaction.atomic
def put_live(version_id: int, *, by: Officer, at: datetime) -> PromptVersion:
    """Let callers hear a version from now on; an earlier one can come back the same way.

    Raises NotAllowed, Missing. The worker brings it to the exchange in a moment.
    """
    require(by, Right.ADMINISTER)
    found = PromptVersion.objects.filter(pk=version_id).first()
    if found is None or found.name not in places.texts():
        raise Missing(version_id)
    list(PromptVersion.objects.select_for_update().filter(name=found.name).order_by("pk"))
    PromptVersion.objects.filter(name=found.name, is_live=True).update(is_live=False)
    version = PromptVersion.objects.get(pk=version_id)
    version.is_live, version.live_at = True, at
    version.save(update_fields=["is_live", "live_at"])
    fact = events.PromptPutLive(
        name=version.name, version=version.pk, words=version.text, sha256=version.sha256
    )
    timeline.record(fact, by=by, at=at)
    bring_out.defer()
    return version


@app.task(queue="upkeep", name="prompts.bring_out", lock="prompts.bring_out")
def bring_out() -> int:
    """Write every live version into the exchange's folder where it differs; return how many did.

    Safe to repeat; a caller hears the old or the new one, never half of one.
    """
    known, store = places.texts(), Store(settings.ORIGINALS)
    changed = 0
    for version in PromptVersion.objects.filter(is_live=True, name__in=known):
        with store.open(version.sha256) as file:
            changed += places.put_sound(version.name, file.read())
    if changed:
        logger.info("%s prompts were brought to the exchange", changed)
    return changed


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", name="prompts.keep_live", queueing_lock="prompts.keep_live")
def keep_live(timestamp: int) -> None:
    """Bring the office's voice back where the exchange's folder was made anew."""
    bring_out()
