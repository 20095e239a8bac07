"""Whatever is killed, whenever: what was acknowledged is there, once."""

import itertools
import os
import random
import signal
import smtplib
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest

from langnghe.telephony.demo import drop_demo_call
from tests.hotline import ADDRESS, Hotline, until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    running = Hotline(tmp_path_factory.mktemp("kills"))
    running.start()
    yield running
    running.stop()


class Senders:
    """Citizens' mail programs: each tries until it is told 250, then writes the next mail."""

    def __init__(self, hotline: Hotline, name: str, count: int = 3) -> None:
        self.hotline, self.name = hotline, name
        self.acknowledged: list[str] = []
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self._send, args=(number,)) for number in range(count)
        ]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _send(self, sender: int) -> None:
        for number in itertools.count():
            if self.stopping.is_set():
                return
            key = f"{self.name}-{sender}-{number}"
            while not self._try(key) and not self.stopping.is_set():
                time.sleep(0.1)

    def _try(self, key: str) -> bool:
        raw = (
            f"From: Mau <mau{key}@example.com>\r\nTo: {ADDRESS}\r\nSubject: {key}\r\n"
            f"Message-ID: <{key}@example.com>\r\n\r\nRac thai {key}\r\n"
        ).encode()
        try:
            with smtplib.SMTP("127.0.0.1", self.hotline.smtp_port, timeout=15) as server:
                server.sendmail(f"mau{key}@example.com", [ADDRESS], raw)
        except (OSError, smtplib.SMTPException):
            return False
        self.acknowledged.append(key)
        return True


def check_books(hotline: Hotline, senders: Senders) -> None:
    """Each acknowledged mail is one contact, read, with one submission and one letter."""
    name = senders.name

    def all_read() -> bool:
        waiting = hotline.count("intake_arrival")
        spooled = list((hotline.home / "spool" / "mail").glob("*.mail"))
        return waiting == 0 and not spooled

    until(all_read, "everything that was accepted is read")
    rows = hotline.query(
        "SELECT subject, count(*), count(submission_id) FROM register_contact "  # noqa: S608
        f"WHERE subject LIKE '{name}-%' GROUP BY subject"
    )
    found = {subject: (count, submissions) for subject, count, submissions in rows}
    assert senders.acknowledged, "nothing was sent: the test proves nothing"
    missing = [key for key in senders.acknowledged if key not in found]
    assert not missing
    assert {key: counts for key, counts in found.items() if counts != (1, 1)} == {}
    (letters,) = hotline.query(
        "SELECT count(*), count(DISTINCT submission_id) FROM reply_outgoing "  # noqa: S608
        f"WHERE to_address LIKE 'mau{name}-%'"
    )
    assert letters[0] == letters[1] == len(found)


@pytest.mark.parametrize("victim", ["mail", "work", "web", "phone"])
def test_a_process_is_killed_again_and_again(hotline: Hotline, victim: str) -> None:
    dice = random.Random(victim)  # noqa: S311 (moments of a test)
    with Senders(hotline, f"kill{victim}") as senders:
        for _each in range(3):
            time.sleep(dice.uniform(0.3, 1.2))
            hotline.kill(victim)
            until(lambda: hotline.children(victim), f"{victim} is back")
        until(hotline.is_ready, "all is ready again")
        time.sleep(0.5)
    check_books(hotline, senders)


def test_the_database_is_killed(hotline: Hotline) -> None:
    note = hotline.home / "postgres" / "data" / "postmaster.pid"
    with Senders(hotline, "killdatabase") as senders:
        time.sleep(0.5)
        os.kill(int(note.read_text().split("\n")[0]), signal.SIGKILL)
        time.sleep(1)
        until(hotline.is_ready, "the database is back")
        time.sleep(1)
    check_books(hotline, senders)


def test_the_database_is_away_for_a_while(hotline: Hotline) -> None:
    """Frozen, not gone: no error comes, only silence; mail goes to the spool meanwhile."""
    note = hotline.home / "postgres" / "data" / "postmaster.pid"
    server = int(note.read_text().split("\n")[0])
    with Senders(hotline, "frozen") as senders:
        time.sleep(0.5)
        frozen = [server, *_children_of(server)]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        until(
            lambda: list((hotline.home / "spool" / "mail").glob("*.mail")),
            "mail waits in the spool",
        )
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
        until(hotline.is_ready, "all is ready again")
        time.sleep(0.5)
    check_books(hotline, senders)


def _children_of(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in listed.split()]


def test_the_whole_hotline_is_killed_at_once_and_starts_again(hotline: Hotline) -> None:
    with Senders(hotline, "killall") as senders:
        time.sleep(0.7)
        assert hotline.process is not None
        hotline.process.kill()
        hotline.process.wait()
        until(lambda: not hotline.children("mail"), "the others end with their supervisor")
        hotline.start()
        time.sleep(0.7)
    check_books(hotline, senders)


def test_everything_is_delivered_twice(hotline: Hotline) -> None:
    with Senders(hotline, "twice", count=1) as senders:
        until(lambda: len(senders.acknowledged) >= 5, "five mails were sent")
    for key in list(senders.acknowledged):
        assert senders._try(key)
    check_books(hotline, senders)


def test_calls_are_filed_once_whatever_is_killed(hotline: Hotline) -> None:
    folder = hotline.home / "spool" / "calls" / "tong-dai"
    ids = []
    for number in range(30):
        kind = ("answered", "missed", "abandoned", "voice_message")[number % 4]
        ids.append(drop_demo_call(folder, at=datetime.now(UTC), kind=kind))
        if number % 8 == 3:
            hotline.kill("phone")
    sql = (
        "SELECT external_id, count(*) FROM register_contact "
        "WHERE source LIKE '%tong-dai' GROUP BY external_id"
    )
    until(lambda: len(hotline.query(sql)) == len(set(ids)), "every call is filed")
    assert {count for _key, count in hotline.query(sql)} == {1}
    until(lambda: not list((folder / "recordings").glob("*.wav")), "every recording is filed")
    doubles = hotline.query(
        "SELECT a.name FROM register_attachment a JOIN register_contact c ON c.id = a.contact_id "
        "WHERE c.source LIKE '%tong-dai' GROUP BY a.name HAVING count(*) > 1"
    )
    assert doubles == []


def test_afterwards_the_books_balance_and_the_timeline_is_whole(hotline: Hotline) -> None:
    hotline.run("reconcile")
    assert hotline.count("intake_difference WHERE state = 'open'") == 0
    broken = hotline.query(
        "SELECT count(*) FROM (SELECT e.*, lag(e.seal) OVER (ORDER BY e.link) AS before "
        "FROM register_entry e) e JOIN register_entry r USING (id) "
        "WHERE r.seal IS DISTINCT FROM register_entry_seal_of(coalesce(e.before, ''), r)"
    )
    assert broken == [(0,)]
