"""The statements by which `finding` reads the documents of the register.

Each is made so that the planner cannot choose badly: documents of rare words are fetched by the
index of words first (a materialised step), those of common words by walking from the newest
back. Neither reads more than a few thousand documents.
"""

HITS = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ (to_tsquery('simple', %(query)s) && %(pairs)s::tsquery)
    AND submission_id IS NOT NULL)
SELECT submission_id FROM hits LIMIT %(limit)s
"""
CLOSE = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ %(close)s::tsquery AND submission_id IS NOT NULL)
SELECT submission_id FROM hits LIMIT %(limit)s
"""
TOGETHER = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ to_tsquery('simple', %(query)s) AND submission_id IS NOT NULL),
read AS MATERIALIZED (SELECT submission_id FROM hits LIMIT %(read)s)
SELECT submission_id FROM read ORDER BY submission_id DESC LIMIT %(limit)s
"""
CLOSENESS = """
SELECT submission_id,
       (words @@ to_tsquery('simple', %(together)s))::int * 2
       + CASE WHEN %(loose)s THEN ts_rank_cd(words, to_tsquery('simple', %(query)s), 32)
         ELSE (words @@ to_tsquery('simple', %(exact)s))::int END
FROM register_searchdocument WHERE submission_id = ANY(%(ids)s)
"""
NEWEST = """
SELECT submission_id FROM (
  SELECT submission_id, words FROM register_searchdocument
  WHERE received_at <= coalesce(%(until)s::timestamptz, 'infinity')
  ORDER BY received_at DESC OFFSET %(beyond)s LIMIT %(walked)s) AS newest
WHERE words @@ (to_tsquery('simple', %(query)s) && %(pairs)s::tsquery)
  AND submission_id IS NOT NULL
"""
EXPECTED = """
EXPLAIN (FORMAT JSON) SELECT 1 FROM register_searchdocument
WHERE words @@ (to_tsquery('simple', %(query)s) && %(pairs)s::tsquery)
"""
NEWEST_BY_INDEX = """
WITH hits AS MATERIALIZED (
  SELECT submission_id, received_at FROM register_searchdocument
  WHERE words @@ (to_tsquery('simple', %(query)s) && %(pairs)s::tsquery)
    AND submission_id IS NOT NULL
    AND received_at <= coalesce(%(until)s::timestamptz, 'infinity'))
SELECT submission_id FROM hits ORDER BY received_at DESC LIMIT %(read)s
"""
BY_INDEX = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ (to_tsquery('simple', %s) && %s::tsquery) AND submission_id IS NOT NULL)
SELECT submission_id FROM hits
"""
AND_THESE = " UNION ALL SELECT unnest(%s::bigint[])"
MEETS = "(words @@ (to_tsquery('simple', %s) && %s::tsquery)) IS TRUE"
