"""The timeline cannot be emptied, either: triggers for rows do not see a TRUNCATE."""

from django.db import migrations

REFUSE = """
CREATE TRIGGER register_entry_never_emptied BEFORE TRUNCATE ON register_entry
  FOR EACH STATEMENT EXECUTE FUNCTION register_entry_refuse();
"""
UNDO = "DROP TRIGGER register_entry_never_emptied ON register_entry;"


class Migration(migrations.Migration):
    dependencies = [("register", "0004_refused_calls")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
