"""Lines to the public network, each to a second exchange that plays the provider or the gateway."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import psycopg
import pytest

from langnghe.register.timeline import LIVE_CHANNEL
from langnghe.telephony import records
from langnghe.telephony.exchange.plan import Trunk
from langnghe.telephony.exchange.talk import events_of
from tests.hotline import Hotline, until
from tests.phone.callers.citizen import Key, Listen, Say, Wait
from tests.phone.callers.desk import Desk
from tests.phone.callers.provider import CITIZENS, PROGRAM, Provider
from tests.phone.callers.speech import again_and_again, likeness_in_parts, sides_of, sound_of
from tests.phone.room import LIMITS, MOBILE, NUMBER, Room
from tests.phone.watching import watching
from tests.servers.programs import own_port

Voices = dict[str, Path]
Providers = dict[str, Provider]
WAYS = ("registered", "by-address", "by-tls", "gateway")
ENTERED = Wait(0.8)
A_LAW = ("alaw",)


def trunk(name: str, address: str) -> Trunk:
    """Return a trunk as an office would write it down."""
    plain = Trunk(name=name, host=address, port=own_port(), codecs=A_LAW, look_every=1)
    if name == "registered":
        return replace(plain, user="842400000000", password="secret-of-the-line")
    if name == "by-tls":
        return replace(plain, transport="tls")
    if name == "gateway":
        return Trunk(
            name=name, signs_in_here=True, password="secret-of-the-box", look_every=1, codecs=A_LAW
        )
    return plain


def authority(folder: Path, addresses: list[str]) -> tuple[Path, Path, Path]:
    """Make an authority and let it vouch for these addresses; return it, certificate and key."""
    folder.mkdir()
    names = ",".join(f"IP:{each}" for each in addresses)
    openssl = [str(PROGRAM / "bin" / "openssl")]
    (folder / "settings").write_text(
        "[req]\ndistinguished_name=n\n[n]\n[ca]\nbasicConstraints=critical,CA:TRUE\n"
        f"[it]\nsubjectAltName={names}\n"
    )
    new = ["-newkey", "rsa:2048", "-nodes", "-config", str(folder / "settings")]
    paths = {name: folder / name for name in ("ca.crt", "ca.key", "it.csr", "it.key", "it.crt")}
    ask = ["req", *new, "-subj", "/CN=provider.example", "-keyout", str(paths["it.key"])]
    signed = ["-CA", str(paths["ca.crt"]), "-CAkey", str(paths["ca.key"]), "-days", "2"]
    for order in (
        ["req", "-x509", *new, "-subj", "/CN=Authority of the tests", "-extensions", "ca",
         "-days", "2", "-keyout", str(paths["ca.key"]), "-out", str(paths["ca.crt"])],
        [*ask, "-out", str(paths["it.csr"])],
        ["x509", "-req", "-in", str(paths["it.csr"]), *signed, "-extfile",
         str(folder / "settings"), "-extensions", "it", "-out", str(paths["it.crt"])],
    ):  # fmt: skip
        subprocess.run([*openssl, *order], check=True, capture_output=True, cwd=folder)
    for path in paths.values():
        path.chmod(0o644)
    return paths["ca.crt"], paths["it.crt"], paths["it.key"]


@pytest.fixture(scope="module")
def running_room(phone_folder: Path) -> Iterator[Room]:
    """Give an exchange with four ways to the public network, all of them dead at first."""
    folder = phone_folder / "test_trunks"
    folder.mkdir()
    trunks = tuple(trunk(name, f"127.0.0.{31 + n}") for n, name in enumerate(WAYS))
    ca, _certificate, _key = authority(folder / "authority", [each.host for each in trunks[:3]])
    limits = replace(LIMITS, longest_wait=20)
    room = Room(folder / "room", limits=limits, trunks=trunks, authority=str(ca))
    room.start()
    yield room
    room.stop()


@pytest.fixture
def providers(room: Room) -> Iterator[Providers]:
    """Give the providers of the trunks, by name; none is plugged in."""
    folder = room.folder.parent
    found = {}
    for n, each in enumerate(room.plan.trunks):
        found[each.name] = Provider(
            folder / each.name,
            each,
            each.host or f"127.0.0.{31 + n}",
            room.plan,
            port=each.port if each.host and each.transport != "tls" else own_port(),
            certificate=folder / "authority" / "it.crt",
            key=folder / "authority" / "it.key",
        )
    yield found
    for provider in found.values():
        provider.line.end_all()
        provider.stop()


def is_up(room: Room, provider: Provider) -> bool:
    """Tell whether the exchange says that a trunk can be used, as the line's page would."""
    told = events_of(room.ask("PJSIPShowRegistrationsOutbound"), "OutboundRegistrationDetail")
    away = {each["ObjectName"] for each in told if each["Status"] != "Registered"}
    return room.is_there(provider.trunk.name) and provider.trunk.name not in away


def plug_in(room: Room, provider: Provider) -> None:
    """Start a provider and wait until its trunk works."""
    provider.start()
    until(lambda: is_up(room, provider), f"{provider.trunk.name} works")


def citizens_telephone(provider: Provider, voices: Voices) -> Desk:
    """Return a citizen's telephone behind a provider."""
    telephone = Desk(
        provider.folder / "telephone", MOBILE, again_and_again(voices["citizen"], "wav"), 0,
        port=provider.called,
    )  # fmt: skip
    telephone.start()
    return telephone


def call_in(room: Room, provider: Provider, voices: Voices, number: str) -> records.CallRecord:
    """Call the hotline through a provider, press 1, talk with an officer; return the record."""
    desk = room.desk("101", again_and_again(voices["officer"], "wav"))
    room.sign_on("101")
    said = Say(again_and_again(voices["citizen"], "al"))
    spoken = (ENTERED, Key("1"), Wait(3), said, Listen())
    provider.line.call(number, *spoken, called=NUMBER, address=CITIZENS)
    until(desk.is_talking, "the officer has it")
    leg = room.leg_of(number)
    assert leg is not None
    assert leg["name"].startswith(f"PJSIP/{provider.trunk.name}-")
    told = room.ask("Getvar", Channel=leg["name"], Variable="CHANNEL(rtp,secure,audio)")
    assert told[0]["Value"] == ("1" if provider.trunk.transport == "tls" else "0")
    until(lambda: room.ari(f"channels/{leg['id']}"), "it goes on")
    recorded = room.recording(f"{leg['id']}.raw")
    until(lambda: is_heard(recorded, 0, voices["citizen"]), "the citizen is recorded")
    until(lambda: is_heard(recorded, 1, voices["officer"]), "the officer is recorded")
    desk.tell("hangup")
    return room.record_of(number)


def said_on(room: Room, record: records.CallRecord, side: int, voice: Path) -> bool:
    """Tell whether a side of a call's recording (0: the citizen) holds a voice."""
    return is_heard(room.recording(record.recordings[0]), side, voice)


def is_heard(recorded: Path, side: int, voice: Path) -> bool:
    """Tell the same of a recording that may go on; a packet may be late."""
    return likeness_in_parts(sound_of(voice), sides_of(recorded)[side]) >= 0.9


def call_back(room: Room, provider: Provider, voices: Voices, name: str) -> records.CallRecord:
    """Call a citizen back from an officer's telephone; return the record."""
    before = {each.unique_id for each in room.records()}
    citizen = citizens_telephone(provider, voices)
    if not any(desk.name == "101" for desk in room.desks):
        room.desk("101", voices["officer"])
    room.ask(
        "Originate", Channel="PJSIP/101", Context="call-back", Exten=MOBILE, Priority="1",
        Async="true", ChannelId=name,
    )  # fmt: skip
    try:
        until(citizen.is_talking, "the citizen answers")
        recorded = room.recording(f"{name}.raw")
        until(lambda: is_heard(recorded, 0, voices["citizen"]), "the citizen is recorded")
        assert any(
            leg["name"].startswith(f"PJSIP/{provider.trunk.name}-") for leg in room.channels()
        )
    finally:
        citizen.tell("hangup")
        citizen.stop()
    room.record_of(MOBILE)
    return next(each for each in room.records() if each.unique_id not in before)


@pytest.mark.parametrize("way", WAYS)
def test_calls_go_in_and_out(room: Room, providers: Providers, voices: Voices, way: str) -> None:
    provider = providers[way]
    plug_in(room, provider)
    number = f"09000003{WAYS.index(way):02}"
    came = call_in(room, provider, voices, number)
    assert (came.outcome, came.number) == (records.ANSWERED, number)
    assert room.noted(came, "choice") == "urgent", "keys came as telephone events"
    assert said_on(room, came, 0, voices["citizen"])
    assert said_on(room, came, 1, voices["officer"])
    went = call_back(room, provider, voices, f"back-{way}")
    assert (went.is_outward, went.outcome) == (True, records.ANSWERED)
    assert said_on(room, went, 0, voices["citizen"])
    assert room.noted(went, "taken_at")
    provider.stop()
    until(lambda: not is_up(room, provider), f"{way} is known to be lost")


def test_the_loss_of_a_trunk_is_told_and_its_return(
    room: Room, providers: Providers, tmp_path: Path
) -> None:
    first, gateway = providers["registered"], providers["gateway"]
    hotline = watching(room, tmp_path / "home")
    trunks = room.folder / "trunks.json"
    trunks.write_text(json.dumps([asdict(each) for each in room.plan.trunks]))
    hotline.environment["LANGNGHE_TRUNKS"] = str(trunks)
    hotline.start()
    try:
        for provider in (first, gateway):
            plug_in(room, provider)
        until(lambda: states(hotline) == {"registered", "gateway"}, "both are shown as there")
        with listening(hotline) as heard:
            first.stop()
            until(lambda: states(hotline) == {"gateway"}, "the loss is shown")
            until(lambda: "line.trunk_gone" in "".join(heard()), "the alarm is raised")
        plug_in(room, first)
        until(lambda: states(hotline) == {"registered", "gateway"}, "it is shown as back")
    finally:
        hotline.stop()


def test_a_gateway_takes_over_from_the_first_trunk(
    room: Room, providers: Providers, voices: Voices
) -> None:
    first, gateway = providers["registered"], providers["gateway"]
    for provider in (first, gateway):
        plug_in(room, provider)
    assert call_back(room, first, voices, "back-first").outcome == records.ANSWERED
    first.stop()
    until(lambda: not is_up(room, first), "the first is known to be lost")
    assert call_in(room, gateway, voices, "0900000310").outcome == records.ANSWERED
    assert call_back(room, gateway, voices, "back-over").outcome == records.ANSWERED


def states(hotline: Hotline) -> set[str]:
    """Return the trunks that the line's page shows as there."""
    told = hotline.query("SELECT trunks FROM line_exchange WHERE is_there")
    return {name for (row,) in told for name, there in row.items() if there}


@contextmanager
def listening(hotline: Hotline) -> Iterator[Callable[[], list[str]]]:
    """Hear what screens are told."""
    conninfo = (hotline.home / "run" / "database_url").read_text().strip()
    heard: list[str] = []
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(f"LISTEN {LIVE_CHANNEL}")

        def so_far() -> list[str]:
            heard.extend(each.payload for each in connection.notifies(timeout=0.2))
            return heard

        yield so_far
