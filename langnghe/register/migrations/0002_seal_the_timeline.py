"""The timeline is append-only and chained: the database seals each row at commit."""

from django.db import migrations

SEAL = """
CREATE FUNCTION register_entry_words(e register_entry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(E'\\x1f', e.id::text, e.kind,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    coalesce(e.by_id::text, '-'), coalesce(e.contact_id::text, '-'),
    coalesce(e.submission_id::text, '-'), coalesce(e.case_id::text, '-'), e.facts::text)
$$;

CREATE FUNCTION register_entry_seal_of(before text, e register_entry) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(before || E'\\x1e' || register_entry_words(e), 'UTF8')), 'hex')
$$;

-- Runs at commit, when every other lock of the transaction is already held: no deadlocks.
CREATE FUNCTION register_entry_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_link bigint;
  last_seal text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('register_entry'));
  SELECT link, seal INTO last_link, last_seal FROM register_entry
    WHERE link IS NOT NULL ORDER BY link DESC LIMIT 1;
  UPDATE register_entry e
    SET link = coalesce(last_link, 0) + 1,
        seal = register_entry_seal_of(coalesce(last_seal, ''), e)
    WHERE e.id = NEW.id AND e.link IS NULL;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER register_entry_sealed AFTER INSERT ON register_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION register_entry_seal();

CREATE FUNCTION register_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.link IS NULL AND NEW.link IS NOT NULL
     AND register_entry_words(OLD) = register_entry_words(NEW) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER register_entry_append_only BEFORE UPDATE OR DELETE ON register_entry
  FOR EACH ROW EXECUTE FUNCTION register_entry_refuse();

-- Without this the planner walks the date index for rare words (measured at a million rows).
ALTER TABLE register_searchdocument ALTER COLUMN words SET STATISTICS 1000;
"""

UNDO = """
DROP TRIGGER register_entry_append_only ON register_entry;
DROP TRIGGER register_entry_sealed ON register_entry;
DROP FUNCTION register_entry_refuse();
DROP FUNCTION register_entry_seal();
DROP FUNCTION register_entry_seal_of(text, register_entry);
DROP FUNCTION register_entry_words(register_entry);
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0001_the_book")]
    operations = [migrations.RunSQL(SEAL, UNDO)]
