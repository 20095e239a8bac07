"""A very large register, made in the database: a million submissions in a few minutes.

Texts are three sentences of the profile's starter texts and a tail of their own: a street, a
house, a name, a number. Some sentences are kept back: each stands in one submission alone, so
that a search for it has one right answer. Nothing differs from run to run.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from langnghe.vietnamese.fold import fold

A_DAY = 900
"""Submissions a day, so that a million are three years."""

KNOWN, TEMPLATES = 240, 800
_TABLES = (
    "register_reporter", "register_submission", "register_contact", "register_searchdocument",
    "triage_voice",
)  # fmt: skip
_STREETS = ("Hoa Sữa", "Ví Dụ", "Bằng Lăng", "Thí Dụ", "Minh Họa", "Giả Định", "Cơm Nguội")
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi", "Đỗ")
_GIVEN = ("Mẫu", "Thí", "Dụ", "Họa", "Định", "An", "Bình", "Châu", "Dương", "Giang", "Hà", "Khôi")
_KINDS = ("phan_anh", "phan_anh", "kien_nghi", "hoi_dap")
_STAGE = """
CREATE TEMP TABLE IF NOT EXISTS stage (
  id bigint, received_at timestamptz, one int, two int, three int, tail text, folded text,
  name text, phone text, topic bigint, ward bigint, agency bigint, kind text, urgency text,
  sensitivity text, channel text, status text);
TRUNCATE stage;
CREATE TEMP TABLE IF NOT EXISTS sentence (id int primary key, words text, vector tsvector);
"""
_FILL = (
    """
INSERT INTO register_reporter (id, kind, name, folded, people, phone, phone_key, email, address,
  asks_secrecy)
SELECT id, 'person', name, lower(name), 1, '0' || substr(phone, 4), phone, '', '', false
FROM stage""",
    """
INSERT INTO register_submission (id, code, received_at, created_at, channel, kind, legal_form,
  status, summary, language, reporter_id, topic_id, ward_id, agency_id, urgency, sensitivity,
  close_reason, is_demo, version)
SELECT g.id, 'HN-' || to_char(received_at, 'YY') || '-' || lpad(g.id::text, 6, '0'), received_at,
  received_at, channel, kind, 'khac', status, left(s.words, 300), 'vi', g.id, topic, ward, agency,
  urgency, sensitivity, '', false, 1
FROM stage g JOIN sentence s ON s.id = one""",
    """
INSERT INTO register_contact (id, channel, external_id, source, received_at, state, sender_name,
  sender_key, text, submission_id)
SELECT g.id, channel, 'crowd-' || g.id, 'bench', received_at, 'registered', name, phone,
  concat_ws(' ', a.words, b.words, c.words, tail), g.id
FROM stage g JOIN sentence a ON a.id = one JOIN sentence b ON b.id = two
JOIN sentence c ON c.id = three""",
    """
INSERT INTO register_searchdocument (submission_id, received_at, words)
SELECT g.id, received_at, a.vector || b.vector || c.vector
  || setweight(to_tsvector('simple', lower(tail)), 'A')
  || setweight(to_tsvector('simple', folded || ' ' || phone || ' 0' || substr(phone, 4)), 'B')
  || register_pairs(to_tsvector('simple', folded))
FROM stage g JOIN sentence a ON a.id = one JOIN sentence b ON b.id = two
JOIN sentence c ON c.id = three""",
    """
INSERT INTO triage_voice (submission_id, received_at, "group", ward, terms, weights, topics, wards,
  places, names, things, size, author, is_apart, is_told, passing, danger)
SELECT g.id, g.received_at, v."group", w.code, v.terms, v.weights, v.topics,
  jsonb_build_object(w.code, 0.9), v.places, v.names, v.things, v.size, md5(phone),
  v.is_apart, v.is_told, v.passing, v.danger
FROM stage g JOIN template v ON v.number = g.id % %(templates)s
JOIN register_ward w ON w.id = g.ward""",
)


@dataclass(frozen=True)
class Known:
    """A submission with a sentence that stands nowhere else."""

    submission_id: int
    sentence: str


class Crowd:
    """A register that grows: first its newest submissions, then all the older ones."""

    def __init__(self, sentences: list[str], at: datetime) -> None:
        self.dice = random.Random(6)  # noqa: S311 (made-up data)
        long = [text for text in dict.fromkeys(sentences) if len(text.split()) > 11]
        self.dice.shuffle(long)
        self.kept_back, self.common = long[:KNOWN], long[KNOWN:]
        self.at, self.next_id = at, 1
        self.known: list[Known] = []

    def prepare(self) -> None:
        """Bring the sentences into the database, each with its words as documents have them."""
        from django.db import connection

        every = [*self.kept_back, *self.common]
        rows = [
            (index, text, text.lower(), fold(text), fold(text)) for index, text in enumerate(every)
        ]
        with connection.cursor() as cursor:
            cursor.execute(_STAGE)
            cursor.executemany(
                "INSERT INTO sentence VALUES (%s, %s, setweight(to_tsvector('simple', %s), 'A')"
                " || setweight(to_tsvector('simple', %s), 'B')"
                " || register_pairs(to_tsvector('simple', %s)))",
                rows,
            )
            make_templates(cursor, self.common)

    def grow_to(self, total: int, known: int) -> None:
        """Load older submissions until there are `total`, `known` kept-back sentences in them."""
        from django.db import connection

        first, self.next_id = self.next_id, total + 1
        places = self.dice.sample(range(first, total + 1), known - len(self.known))
        for place in sorted(places):
            self.known.append(Known(place, self.kept_back[len(self.known)]))
        numbers = {each.submission_id: index for index, each in enumerate(self.known)}
        rows = self._rows(first, total, numbers, _register_keys())
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica; SET work_mem = '256MB'")
            cursor.execute("SET maintenance_work_mem = '1GB'; TRUNCATE stage")
            indexes = _without_indexes(cursor)
            with cursor.cursor.copy("COPY stage FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute("ANALYZE stage")
            for statement in _FILL:
                cursor.execute(statement.replace("%(templates)s", str(TEMPLATES)))
            for index in indexes:
                cursor.execute(index)
            cursor.execute("RESET session_replication_role; RESET work_mem")
            for table in _TABLES:
                cursor.execute(f"VACUUM ANALYZE {table}")

    def _rows(
        self, first: int, total: int, known: dict[int, int], keys: list[list[int]]
    ) -> Iterator[tuple[Any, ...]]:
        dice, count = self.dice, len(self.common)
        topics, wards, agencies = keys
        for number in range(first, total + 1):
            name = f"{dice.choice(_FAMILIES)} {dice.choice(_GIVEN)} {dice.choice(_GIVEN)}"
            tail = f"Số {number % 997} ngõ {number % 89} phố {dice.choice(_STREETS)}. {name}."
            one, two, three = (KNOWN + int(count * dice.random() ** 1.5) for _each in range(3))
            yield (
                number, self.at - timedelta(days=number / A_DAY), one,
                known.get(number, two), three, tail, fold(tail), name,
                f"+849000{number % 100_000:05d}", dice.choice(topics), dice.choice(wards),
                dice.choice(agencies), dice.choice(_KINDS),
                dice.choice(("K1", "K1", "K1", "K2")), "S2" if number % 97 == 0 else "S0",
                dice.choice(("call", "call", "mail")), "closed" if number > 3_000 else "registered",
            )  # fmt: skip


def _register_keys() -> list[list[int]]:
    """Return the keys of topics, wards and agencies, asked for before anything is copied."""
    from langnghe.access.models import Agency
    from langnghe.register.models import Topic, Ward

    topics = Topic.objects.filter(parent__isnull=False)
    every = (topics, Ward.objects.all(), Agency.objects.all())
    return [list(rows.values_list("pk", flat=True)) for rows in every]


def _without_indexes(cursor: Any) -> list[str]:
    """Drop the indexes that hold no constraint; return how to make them again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
        [list(_TABLES)],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def make_templates(cursor: Any, sentences: list[str]) -> None:
    """Understand some texts, and keep their traces to be used for many voices."""
    from langnghe.triage.knowing import knowledge, rarity
    from langnghe.understanding.reading import understand
    from langnghe.understanding.trace import trace_of
    from langnghe.understanding.words import read_words

    cursor.execute(
        "CREATE TEMP TABLE template AS SELECT 0 AS number, v.* FROM triage_voice v WITH NO DATA"
    )
    known, rare = knowledge(), rarity()
    at = datetime.fromisoformat("2026-11-20T05:00:00+00:00")
    for number in range(TEMPLATES):
        text = " ".join(sentences[(number * 3 + step) % len(sentences)] for step in range(3))
        trace = trace_of(read_words(text), understand(text, known), rare, received_at=at)
        group = max(trace.topics, key=trace.topics.__getitem__, default="").partition(".")[0]
        _keep_template(cursor, number, group, trace)


def _keep_template(cursor: Any, number: int, group: str, trace: Any) -> None:
    import json

    cursor.execute(
        'INSERT INTO template (number, "group", terms, weights, topics, places, names, things,'
        " size, is_apart, is_told, passing, danger)"
        " VALUES (%s,%s,%s,%s,%s::jsonb,%s,%s::jsonb,%s::jsonb,%s,%s,%s,%s,%s)",
        [
            number, group, list(trace.terms), list(trace.terms.values()),
            json.dumps(dict(trace.topics)), sorted(trace.places), json.dumps(dict(trace.names)),
            json.dumps({sort: sorted(names) for sort, names in trace.things.items()}),
            trace.size, trace.is_apart, trace.is_told, trace.passing, trace.danger,
        ],
    )  # fmt: skip
