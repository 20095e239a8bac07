"""Documents hold each two folded neighbours as one word, too: found at once in any register."""

from django.db import migrations

_MAKE = """
CREATE FUNCTION register_pairs(folded tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH place AS MATERIALIZED (
    SELECT lexeme, unnest(positions) AS position FROM unnest(folded) WHERE length(lexeme) <= 40)
  SELECT coalesce(
    array_to_tsvector(array_agg(DISTINCT '_' || one.lexeme || '_' || other.lexeme)), ''::tsvector)
  FROM place one JOIN place other ON other.position = one.position + 1
  WHERE one.position < 16382  -- all that comes later is said to stand at 16383
$$;
ALTER TABLE register_searchdocument SET (toast_tuple_target = 4080);
DROP INDEX search_words;  -- made anew afterwards: much quicker than each document by itself
UPDATE register_searchdocument SET words = words || register_pairs(ts_filter(words, '{b}'));
CREATE INDEX search_words ON register_searchdocument USING gin (words) WITH (fastupdate = off);
"""
_DROP = "DROP FUNCTION register_pairs(tsvector)"


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0010_contacts_that_are_sensitive"),
    ]

    operations = [migrations.RunSQL(_MAKE, _DROP)]
