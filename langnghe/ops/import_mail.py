"""`langnghe import mail`: old mail becomes contacts; nobody is written to because of it."""

import sys
from pathlib import Path

from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from langnghe.intake.accept import Original, accept_original, open_pool
from langnghe.intake.actions.read_mail import read_batch
from langnghe.intake.models import Arrival
from langnghe.mail.archives import NotAnArchive, count_in, messages_in
from langnghe.mail.digest import delivery_digest
from langnghe.ops.home import CannotStart
from langnghe.register.models import Contact
from langnghe.register.states import Channel


def import_mail(path: Path) -> None:
    """File the mails of an archive; those that are known already are counted, not doubled."""
    try:
        total = count_in(path)
    except (NotAnArchive, OSError) as failure:
        raise CannotStart(str(failure)) from None
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, disable=not sys.stderr.isatty()) as progress:
        new, known = _accept(path, progress, total)
        _read(progress)
    print(f"{new + known:,} mails: {new:,} new, {known:,} known already.")


def _accept(path: Path, progress: Progress, total: int) -> tuple[int, int]:
    """Keep all mails; return how many were new and how many were known."""
    task = progress.add_task("keeping", total=total)
    new = known = 0
    pool = open_pool(1)
    try:
        for mail in messages_in(path):
            digest = delivery_digest(mail.raw)
            if Contact.objects.filter(channel=Channel.MAIL, external_id=digest).exists():
                known += 1
                progress.advance(task)
                continue
            original = Original(
                channel=Channel.MAIL.value,
                external_id=digest,
                source="import",
                received_at=mail.received_at or timezone.now(),
                raw=mail.raw,
                envelope={"import": True, "mail_from": None, "place": mail.place},
            )
            accept_original(pool, original)
            new += 1
            progress.advance(task)
    finally:
        pool.close()
    return new, known


def _read(progress: Progress) -> None:
    """Read what was kept, side by side with the worker if one runs."""
    waiting = Arrival.objects.filter(tries=0)
    left = waiting.count()
    task = progress.add_task("reading", total=left)
    while read_batch(at=timezone.now()):
        progress.update(task, completed=max(0, left - waiting.count()))
    progress.update(task, completed=left)
