"""What a database needs before the first call: tables, profile, roles."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from langnghe.access.actions import load_first_roles
from langnghe.deadlines.actions import load_rules
from langnghe.direction.actions.delegation import load_delegation
from langnghe.ops import profile_files
from langnghe.ops.home import Say
from langnghe.register.actions import profile
from langnghe.reply.actions import load_templates
from langnghe.understanding.starter import starter_path

LOCK = 3_141_592


def migrate(say: Say) -> None:
    """Bring the tables up to date; several processes at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            if not _has_all_migrations():
                say("bringing the tables up to date")
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _has_all_migrations() -> bool:
    """Tell whether every migration that lies there was applied; none is loaded for that."""
    applied = MigrationRecorder(connection).applied_migrations()
    return all(
        (app.label, file.stem) in applied
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[!_]*.py")
    )


@transaction.atomic
def load_profile(folder: Path, say: Say) -> None:
    """Load agencies, topics, wards, deadlines, texts and roles; changes nothing twice.

    Several processes at once wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    load_first_roles()
    agencies = profile.load_agencies(profile_files.agency_rows(folder))
    topics = profile.load_topics(profile_files.topic_rows(folder))
    wards = profile.load_wards(profile_files.ward_rows(folder))
    rules = load_rules(profile_files.deadline_rows(folder))
    competences = load_delegation(profile_files.delegation_rows(folder))
    texts = load_templates(profile_files.template_rows(folder))
    say(
        f"profile {folder.name}: {agencies} agencies, {topics} topics, {wards} wards, "
        f"{rules} deadline rules, {competences} rules of delegation, {texts} texts"
    )


def teach(folder: Path, kept_in: Path, say: Say) -> None:
    """Train what triage knows on its first day, before anybody waits for it. May be repeated.

    In a process of its own: the trainer is large, and done in a moment.
    """
    if starter_path(folder, kept_in).exists():
        return
    say("learning kinds and topics from the profile's sentences")
    command = [sys.executable, "-m", "langnghe.understanding.starter", str(folder), str(kept_in)]
    subprocess.run(command, check=True)
