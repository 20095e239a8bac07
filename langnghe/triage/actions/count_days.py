"""Counting voices by day: a small table instead of a million rows, kept up by counting anew."""

from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction

from langnghe.triage.models import DayCount

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('triage.count_days', 0))"
_VOICES = """
WITH voice AS (
    SELECT s.id, (s.received_at AT TIME ZONE %(zone)s)::date AS day,
           coalesce(t.code, g.topic, '') AS topic,
           split_part(coalesce(t.code, g.topic, ''), '.', 1) AS "group",
           coalesce(w.code, g.ward, '') AS ward, coalesce(a.code, '') AS agency
    FROM register_submission s
    LEFT JOIN register_topic t ON t.id = s.topic_id
    LEFT JOIN register_ward w ON w.id = s.ward_id
    LEFT JOIN access_agency a ON a.id = s.agency_id
    LEFT JOIN triage_suggestion g ON g.submission_id = s.id
    WHERE s.received_at >= (%(begin)s::date)::timestamp AT TIME ZONE %(zone)s
      AND s.received_at < (%(end)s::date + 1)::timestamp AT TIME ZONE %(zone)s
      AND s.status <> 'set_aside' AND s.kind <> 'spam'
      AND NOT (s.status = 'new' AND coalesce(g.kind, '') = 'spam')
)
INSERT INTO triage_daycount (day, scope, key, count)
"""
_BY_KIND = """
SELECT day, 'all', '', count(*) FROM voice GROUP BY day
UNION ALL SELECT day, 'group', "group", count(*) FROM voice
          WHERE "group" <> '' GROUP BY day, "group"
UNION ALL SELECT day, 'topic', topic, count(*) FROM voice
          WHERE topic LIKE '%%.%%' GROUP BY day, topic
UNION ALL SELECT day, 'ward', ward, count(*) FROM voice WHERE ward <> '' GROUP BY day, ward
UNION ALL SELECT day, 'agency', agency, count(*) FROM voice
          WHERE agency <> '' GROUP BY day, agency
UNION ALL SELECT day, 'place', "group" || ':' || ward, count(*) FROM voice
          WHERE "group" <> '' AND ward <> '' GROUP BY day, "group", ward
UNION ALL SELECT voice.day, 'issue', issue.code, count(DISTINCT voice.id) FROM voice
          JOIN register_item item ON item.submission_id = voice.id
          JOIN triage_issuecase member ON member.case_id = item.case_id AND member.state = 'in'
          JOIN triage_issue issue ON issue.id = member.issue_id AND issue.state = 'living'
          GROUP BY voice.day, issue.code
"""


@transaction.atomic
def count_days(*, begin: date, end: date) -> None:
    """Count the voices of some days anew, both days included. May be repeated, by many at once.

    A voice counts by what an officer decided, else by what was suggested; what was set aside and
    spam do not count. Sensitive ones do: a count names nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        DayCount.objects.filter(day__range=(begin, end)).delete()
        given: dict[str, date | str] = {"begin": begin, "end": end, "zone": settings.TIME_ZONE}
        cursor.execute(_VOICES + _BY_KIND, given)


def days_to_count(today: date, *, history: int, anew: int) -> tuple[date, date]:
    """Return which days must be counted: the last ones, or all that matter where none were."""
    counted = DayCount.objects.exists()
    return today - timedelta(days=(anew if counted else history) - 1), today
