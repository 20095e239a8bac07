"""Accepting an original is one statement: contact, raw bytes and reading job in one commit."""

from django.db import migrations

ACCEPT = """
CREATE FUNCTION intake_accept(
  p_channel text, p_external_id text, p_source text, p_received_at timestamptz,
  p_raw bytea, p_envelope jsonb
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  found bigint;
BEGIN
  INSERT INTO register_contact
    (channel, external_id, source, received_at, original_size, original_sha256)
  VALUES (p_channel, p_external_id, p_source, p_received_at, length(p_raw),
          encode(sha256(p_raw), 'hex'))
  ON CONFLICT (channel, external_id) DO NOTHING
  RETURNING id INTO found;
  IF found IS NULL THEN
    SELECT id INTO found FROM register_contact
      WHERE channel = p_channel AND external_id = p_external_id;
    RETURN found;
  END IF;
  INSERT INTO intake_arrival (contact_id, raw, envelope) VALUES (found, p_raw, p_envelope);
  -- One waiting job reads all that has arrived; a second would find nothing to do.
  IF NOT EXISTS (SELECT 1 FROM procrastinate_jobs
                 WHERE queueing_lock = 'intake.read' AND status = 'todo') THEN
    BEGIN
      INSERT INTO procrastinate_jobs (queue_name, task_name, priority, queueing_lock, args)
      VALUES ('intake', 'intake.read_arrivals', 10, 'intake.read', '{}');
    EXCEPTION WHEN unique_violation THEN
      NULL;
    END;
  END IF;
  RETURN found;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_tables"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        migrations.RunSQL(
            ACCEPT,
            "DROP FUNCTION intake_accept(text, text, text, timestamptz, bytea, jsonb)",
        )
    ]
