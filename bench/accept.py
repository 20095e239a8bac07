"""Durable acceptance: 250 after the commit, beside bare connections committing the same rows."""

import json
from dataclasses import dataclass

import psycopg

from bench.figures import median, milliseconds, percentile, times
from bench.parts import database, mail_door_is_open, process, told
from bench.result import Goal, Result
from langnghe.ops.postgres import Postgres
from tests.hotline import until

CLIENTS, SIZE = 8, 6_000
RATIO = 0.5


@dataclass(frozen=True)
class Sent:
    """One round: mails a second, and the time of each acceptance in seconds."""

    rate: float
    taken: list[float]


def measure(*, quick: bool) -> Result:
    """Run rounds of both by turns, then one with the worker reading what arrives."""
    rounds, count = (1, 300) if quick else (5, 2000)
    shared = {"LANGNGHE_SMTP_SHARE_PORT": "1"}
    with database() as cluster, process("mail", **shared), process("mail", **shared):
        mail_door_is_open()
        _by_smtp("warm", 40)
        _bare(cluster, "warm", 40)
        bare, ours = [], []
        for number in range(rounds):
            bare.append(_bare(cluster, f"r{number}", count))
            ours.append(_by_smtp(f"r{number}", count))
        with process("work"):
            _all_are_readable()
            reading = _by_smtp("read", count)
            _all_are_readable()
        kept = _kept()
        readable, lags = _readable("read.")
    assert kept == rounds * count + count + 40, f"{kept} contacts"
    return _result(bare, ours, reading, (readable, lags), f"{rounds} rounds of {count:,} mails")


def _by_smtp(name: str, count: int) -> Sent:
    from langnghe import settings

    host, port = settings.SMTP_HOST, str(settings.SMTP_PORT)
    return _sent("bench.smtp_clients", host, port, str(CLIENTS), str(count), str(SIZE), name)


def _bare(cluster: Postgres, name: str, count: int) -> Sent:
    written = _sent("bench.bare_writers", cluster.url(), str(CLIENTS), str(count), str(SIZE), name)
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        for table, key in (("intake_arrival", "contact_id"), ("register_contact", "id")):
            connection.execute(
                f"DELETE FROM {table} WHERE {key} IN "  # noqa: S608 (our own words)
                "(SELECT id FROM register_contact WHERE source = 'bare')".encode()
            )
    return written


def _sent(*command: str) -> Sent:
    found = json.loads(told(*command))
    return Sent(len(found["taken"]) / found["seconds"], found["taken"])


def _all_are_readable() -> None:
    from langnghe.intake.models import Arrival

    until(lambda: not Arrival.objects.exists(), "everything accepted is read", seconds=1200)


def _kept() -> int:
    from langnghe.register.models import Contact

    return Contact.objects.count()


def _readable(name: str) -> tuple[float, list[float]]:
    """Return submissions a second of a round, and how long each mail waited to be one."""
    from langnghe.register.models import Entry

    opened = Entry.objects.filter(
        kind="submission.opened", submission__contacts__sender_key__startswith=name
    ).values_list("submission__received_at", "recorded_at")
    moments = list(opened)
    first, last = min(row[0] for row in moments), max(row[1] for row in moments)
    lags = [(row[1] - row[0]).total_seconds() for row in moments]
    return len(moments) / (last - first).total_seconds(), lags


def _result(
    bare: list[Sent],
    ours: list[Sent],
    reading: Sent,
    read: tuple[float, list[float]],
    sizes: str,
) -> Result:
    base = median([each.rate for each in bare])
    ratio = median([mine.rate / plain.rate for mine, plain in zip(ours, bare, strict=True)])
    readable, lags = read
    lines = [
        ("bare connections committing the same rows (baseline)", base, _taken(bare)),
        ("250 said by the mail door", median([each.rate for each in ours]), _taken(ours)),
        ("the same while the worker reads", reading.rate, reading.taken),
        ("from acceptance to a readable submission", readable, lags),
    ]
    return Result(
        name="accept",
        title="Durable acceptance of mail",
        sizes=f"{sizes} of {SIZE:,} bytes, {CLIENTS} connections",
        columns=["", "a second", "ratio", "p50 ms", "p95 ms"],
        rows=[
            [
                words,
                f"{rate:,.0f}",
                times(rate / base),
                milliseconds(percentile(taken, 0.5)),
                milliseconds(percentile(taken, 0.95)),
            ]
            for words, rate, taken in lines
        ],
        goals=[
            Goal(
                f"at least {RATIO} of what bare connections commit",
                f"{times(ratio)}, median of the rounds",
                ratio >= RATIO,
            )
        ],
        notes=[
            "fsync is on; 250 is said after contact, bytes and reading job are committed.",
            "All clients, the door, PostgreSQL and the worker share the machine.",
            "The last two lines are a burst: the mails come as fast as the door takes them, "
            "and the last one waits until all before it are read.",
        ],
    )


def _taken(rounds: list[Sent]) -> list[float]:
    return [each for sent in rounds for each in sent.taken]
