"""Scanners and guessers at the real exchange: kept out by it, for a while, and by nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hotline import Hotline, until
from tests.phone.room import Room
from tests.phone.watching import watching

SCANNER, GUESSER, NEIGHBOUR, LAST, FORGER = (f"127.0.0.{n}" for n in range(21, 26))
VICTIM = "1.2.3.4"


@pytest.fixture(scope="module")
def hotline(running_room: Room, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """Give a hotline that guards the exchange, against loopback's other addresses, too."""
    hotline = watching(running_room, tmp_path_factory.mktemp("strangers") / "home")
    hotline.environment["LANGNGHE_NEVER_BANNED"] = "127.0.0.1"
    hotline.start()
    until(lambda: hotline.count("line_exchange WHERE is_there"), "the exchange is watched")
    yield hotline
    hotline.stop()


def says(room: Room, address: str, answer: str, name: str = "1000") -> bool:
    """Tell whether the exchange gives this answer to a call from an address."""
    return room.line.call(name, answer=answer, address=address).end() == 0


def scan(room: Room, address: str) -> None:
    """Try one name after the other, as scanners do, until the exchange has enough."""
    names = iter(range(1000, 1060))
    until(lambda: says(room, address, "403", str(next(names))), f"{address} is kept out")


def test_a_scanner_is_kept_out_and_its_neighbour_is_not(room: Room, hotline: Hotline) -> None:
    scan(room, SCANNER)
    assert says(room, NEIGHBOUR, "401")
    until(lambda: hotline.count(f"line_ban WHERE address = '{SCANNER}'"), "it is noted")
    assert SCANNER in hotline.run("phone", "bans")
    assert NEIGHBOUR not in hotline.run("phone", "bans")
    hotline.run("phone", "unban", SCANNER)
    until(lambda: says(room, SCANNER, "401"), "it is let in again")
    assert SCANNER not in hotline.run("phone", "bans")


def test_nobody_can_speak_for_another(room: Room, hotline: Hotline) -> None:
    """The exchange writes names into its events as they are, with ends of lines in them."""
    forged = f"x%0aRemoteAddress%3aIPV4/UDP/{VICTIM}/1%0a%0a"
    for _each in range(7):
        assert says(room, FORGER, "401", forged)
    scan(room, SCANNER)
    until(lambda: SCANNER in hotline.run("phone", "bans"), "whoever came later is noted")
    assert VICTIM not in hotline.run("phone", "bans")
    hotline.run("phone", "unban", SCANNER)


def test_who_guesses_a_telephones_password_is_kept_out(
    room: Room, hotline: Hotline, voices: dict[str, Path]
) -> None:
    until(
        lambda: room.line.guess("101", address=GUESSER).end() != 0,
        "the guesser gets no further",
    )
    until(lambda: GUESSER in hotline.run("phone", "bans"), "it is noted")
    assert hotline.query(f"SELECT account FROM line_ban WHERE address = '{GUESSER}'")  # noqa: S608
    room.desk("101", voices["officer"])  # from an address that is spared


def test_a_ban_outlives_the_exchange_and_ends_with_its_time(room: Room, hotline: Hotline) -> None:
    scan(room, SCANNER)
    until(lambda: SCANNER in hotline.run("phone", "bans"), "it is noted")
    room.engine.stop()
    room.engine.start()
    until(lambda: says(room, SCANNER, "403"), "it is kept out of the new exchange")
    hotline.python(
        "from django.utils import timezone\nfrom langnghe.line.models import Ban\n"
        "Ban.objects.update(ends_at=timezone.now())"
    )
    until(lambda: says(room, SCANNER, "401"), "its time is over")


def test_spared_addresses_may_err(room: Room, hotline: Hotline) -> None:
    assert [room.line.guess("101", address="127.0.0.1").end() for _each in range(7)] == [0] * 7
    scan(room, LAST)
    until(lambda: LAST in hotline.run("phone", "bans"), "whoever came later is noted")
    assert "127.0.0.1" not in hotline.run("phone", "bans").split()
