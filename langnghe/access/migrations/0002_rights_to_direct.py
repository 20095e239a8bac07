"""Whoever led or answered before may also prepare, plan or direct; two roles are new."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations

ADDED: dict[str, list[str]] = {
    "shift_leader": ["plan_duty", "prepare"],
    "office_leader": ["direct", "plan_duty", "prepare"],
}


def add_rights(apps: Apps, _schema: Any) -> None:
    """Add the new rights to the roles that an installation started with."""
    for role in apps.get_model("access", "Role").objects.filter(code__in=ADDED):
        role.rights = sorted({*role.rights, *ADDED[role.code]})
        role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("access", "0001_tables")]
    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
