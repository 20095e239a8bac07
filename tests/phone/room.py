"""The exchange of the tests: short words, short patience, and a look at what it does."""

import contextlib
import fcntl
import json
import os
import shutil
import urllib.request
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from langnghe.telephony.exchange.engine import Engine, own_addresses
from langnghe.telephony.exchange.plan import Limits, Plan, Ports, Telephone, Trunk
from langnghe.telephony.exchange.prompts import Placeholders, Words, read_words
from langnghe.telephony.exchange.talk import Block, Place, Refused, ask
from langnghe.telephony.records import CallRecord, merge, read_lines
from tests.hotline import ROOT, SHARED, until
from tests.phone.callers.citizen import Line
from tests.phone.callers.desk import Desk
from tests.phone.callers.speech import (
    Sound,
    followed_by_silence,
    likeness_in_parts,
    sides_of,
    sound_of,
)
from tests.servers.programs import own_port

PROGRAM = ROOT / ".tools" / "exchange"
NUMBER = "0900000098"
MOBILE = "0900000777"
SHORT = {
    "greeting-day": "Xin chào ban ngày.",
    "greeting-night": "Ca đêm xin nghe.",
    "greeting-holiday": "Ngày nghỉ xin nghe.",
    "choice": "Bấm một, bấm hai.",
    "urgent": "Việc khẩn được nghe trước.",
    "code": "Bấm mã hồ sơ.",
    "leave-message": "Xin để lại lời nhắn.",
    "queue-place": "Quý vị ở vị trí thứ",
    "queue-of-waiting": "trong hàng.",
    "queue-next": "Người tiếp theo.",
    "queue-stay": "Xin giữ máy.",
    "call-back-offer": "Bấm hai để gọi lại.",
    "call-back": "Chúng tôi sẽ gọi lại.",
    "message-kept": "Lời nhắn đã ghi.",
    "notice": "Cuộc gọi này được ghi âm để ghi lại đúng lời của quý vị.",
    "survey": "Bấm từ một đến năm.",
    "survey-thanks": "Xin cảm ơn quý vị.",
    "take": "Bấm phím một.",
}
LIMITS = Limits(
    choice=2,
    ring=3,
    rounds=2,
    wrap_up=0,
    longest_wait=12,
    announce=15,
    offer=3,
    silence=2,
    message=20,
)


PATIENT = replace(LIMITS, ring=40, longest_wait=90, announce=60, offer=60)
"""Where an officer's steps are tried out, not what becomes of those who do not lift."""


_FREE = "1"
"""A telephone that is there and not in use, as the queue numbers it."""


def lay_out_sounds(folder: Path) -> None:
    """Put the short words where an exchange looks; they are spoken once for a run of the tests."""
    shared = Path(os.environ[SHARED]) / "sounds"
    half = shared.with_suffix(".coming")
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            words = read_words(ROOT / "profiles" / "hanoi" / "prompts.json")
            words = Words({**words.prompts, **SHORT}, words.voice)
            Placeholders(half, PROGRAM / "bin" / "espeak-ng", words).make()
            half.rename(shared)
    shutil.copytree(shared, folder, dirs_exist_ok=True)


@dataclass
class Room:
    """An exchange with its citizens' line and officers' telephones."""

    folder: Path
    limits: Limits = LIMITS
    city: int = field(default_factory=own_port)
    trunks: tuple[Trunk, ...] = ()
    authority: str = ""
    desks: list[Desk] = field(default_factory=list)
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        if not (PROGRAM / "bin" / "asterisk").exists():
            raise AssertionError("there is no exchange to call: scripts/exchange fetches one")
        ports = [own_port() for _each in range(5)]
        rtp = 32_100 + (ports[0] % 100) * 200
        self.plan = Plan(
            run=self.folder / "exchange",
            spool=self.folder / "spool" / "tong-dai",
            sounds=self.folder / "exchange" / "sounds",
            modules=self.folder,
            secret="secret-of-the-tests",
            number=NUMBER,
            ports=Ports(
                sip=ports[0], tls=ports[1], http=ports[2], wss=ports[3], manager=ports[4],
                rtp_first=rtp, rtp_last=rtp + 199,
            ),
            trunks=self.trunks or (
                Trunk(name="dead", host="127.0.0.9", port=9, look_every=2),
                Trunk(name="city", host="127.0.0.1", port=self.city, look_every=1),
            ),
            authority=self.authority,
            telephones=(
                Telephone(name="101", secret="secret-101", label="An"),
                Telephone(name="102", secret="secret-102", label="Binh"),
                Telephone(name="103", secret="secret-103", kind="browser"),
                Telephone(name="201", kind="outside", number=MOBILE),
            ),
            limits=self.limits,
            ice_addresses=own_addresses(),
        )  # fmt: skip
        self.engine = Engine(PROGRAM, self.plan)
        self.place = Place(
            name="tong-dai", host="127.0.0.1", port=self.plan.ports.http, secret=self.plan.secret
        )
        lines = self.folder / "citizens"
        lines.mkdir(parents=True, exist_ok=True)
        self.line = Line(self.plan.ports.sip, lines)

    def start(self) -> None:
        """Make what is missing and start the exchange."""
        lay_out_sounds(self.plan.sounds)
        self.engine.prepare()
        self.engine.start()

    def stop(self) -> None:
        """Stop everything."""
        for desk in self.desks:
            desk.stop()
        self.line.end_all()
        self.engine.stop()

    # --- telephones ---------------------------------------------------------------------------
    def desk(self, name: str, voice: Path, *, lifts: bool = True, outside: bool = False) -> Desk:
        """Plug in an officer's telephone, or one that is reached through the trunk."""
        desk = Desk(
            self.folder / "desks" / f"{name}-{len(self.desks)}",
            name,
            followed_by_silence(voice),
            self.plan.ports.sip,
            secret="" if outside else f"secret-{name}",
            lifts=lifts,
        )
        if outside:
            desk.port = self.city
        desk.start()
        self.desks.append(desk)
        endpoint = "city" if outside else name
        until(lambda: self.is_there(endpoint), f"{endpoint} is there")
        return desk

    def is_there(self, endpoint: str) -> bool:
        """Tell whether a telephone has signed in."""
        found = {each["resource"]: each["state"] for each in self.ari("endpoints")}
        return found.get(endpoint) == "online"

    def sign_on(self, name: str) -> None:
        """Let calls ring at a telephone."""
        interface = next(each.interface for each in self.plan.telephones if each.name == name)
        self.ask("QueueAdd", Queue="hotline", Interface=interface, MemberName=name)
        until(lambda: name in self.members(), f"{name} has signed on")

    def sign_off(self, name: str) -> None:
        """Let calls ring there no longer."""
        interface = next(each.interface for each in self.plan.telephones if each.name == name)
        self.ask("QueueRemove", Queue="hotline", Interface=interface)

    def members(self) -> dict[str, Block]:
        """Return who is signed on, by name."""
        told = self.ask("QueueStatus", Queue="hotline")
        return {each["Name"]: each for each in told if each.get("Event") == "QueueMember"}

    def somebody_is_free(self) -> bool:
        """Tell whether the queue would ring a telephone at once."""
        return any(
            each["Status"] == _FREE and each["Paused"] == "0" for each in self.members().values()
        )

    def clear(self) -> None:
        """Send everybody home: no calls, no officers, no telephones, the day's mode."""
        for channel in self.channels():
            with contextlib.suppress(Refused):  # it may just have ended by itself
                self.ask("Hangup", Channel=channel["name"])
        for block in self.members().values():
            self.ask("QueueRemove", Queue="hotline", Interface=block["Location"])
        for desk in self.desks:
            desk.stop()
        if any(desk.port == self.city for desk in self.desks):
            until(lambda: not self.is_there("city"), "the city is known to be away")
        self.desks.clear()
        self.line.end_all()
        self.set_mode("day")
        until(lambda: not self.channels(), "no call is left")

    # --- what goes on -------------------------------------------------------------------------
    def ask(self, action: str, **fields: str) -> list[Block]:
        """Ask the exchange's manager; in a thread, as a browser's test runs a loop of its own."""
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(ask, self.place, action, **fields).result()

    def set_mode(self, mode: str) -> None:
        """Say what the roster says: day, night, holiday, or nothing."""
        if mode:
            self.ask("DBPut", Family="hotline", Key="mode", Val=mode)
        else:
            self.ask("DBDel", Family="hotline", Key="mode")

    def ari(self, what: str) -> Any:
        """Ask the exchange by its other way."""
        key = b64encode(f"hotline:{self.plan.secret}".encode()).decode()
        address = f"{self.place.address}/ari/{what}"
        asked = urllib.request.Request(address, headers={"Authorization": f"Basic {key}"})  # noqa: S310
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
            return json.loads(answer.read())

    def channels(self) -> list[dict[str, Any]]:
        """Return the legs of calls that are up."""
        found: list[dict[str, Any]] = self.ari("channels")
        return found

    def leg_of(self, number: str) -> dict[str, Any] | None:
        """Return the leg of a caller."""
        return next((e for e in self.channels() if e["caller"]["number"] == number), None)

    def leg_at(self, context: str, extension: str = "") -> dict[str, Any] | None:
        """Return a leg that is at this place of the dialplan."""
        for leg in self.channels():
            place = leg["dialplan"]
            if place["context"] == context and extension in {"", place["exten"]}:
                return leg
        return None

    def talks_with_somebody(self, number: str) -> bool:
        """Tell whether a caller is connected with anybody."""
        leg = self.leg_of(number)
        together = [each["channels"] for each in self.ari("bridges")]
        return leg is not None and any(leg["id"] in ids and len(ids) > 1 for ids in together)

    def wait_for_app(self, number: str, app: str) -> dict[str, Any]:
        """Wait until the exchange does this for a caller (Read, Queue, Record, Playback)."""

        def there() -> dict[str, Any] | None:
            leg = self.leg_of(number)
            return leg if leg and leg["dialplan"]["app_name"] == app else None

        found: dict[str, Any] = until(there, f"{number} is in {app}")
        return found

    # --- what is left -------------------------------------------------------------------------
    def records(self) -> list[CallRecord]:
        """Return the calls in the exchange's book."""
        return merge(read_lines(self.plan.spool / "calls.jsonl", 0, "").records)

    def record_of(self, number: str, *, alone: bool = True) -> CallRecord:
        """Wait for the end of a caller's call, of all calls if alone, and return its record."""
        until(lambda: not self.leg_of(number), f"{number} has hung up")

        def filed() -> CallRecord | None:
            return next((each for each in self.records() if each.number == number), None)

        until(filed, f"the call of {number} is in the book")
        until(lambda: not (alone and self.channels()), "no leg is left")
        found = filed()
        assert found is not None
        return found

    def queue_log(self, record: CallRecord) -> str:
        """Return what the queue wrote down about a call."""
        lines = (self.plan.run / "log" / "queue_log").read_text().splitlines()
        return "\n".join(line for line in lines if f"|{record.unique_id}|" in line)

    @staticmethod
    def noted(record: CallRecord, name: str) -> str:
        """Return what the book says about a call, in whichever of its lines."""
        return next((str(line[name]) for line in record.lines if line.get(name)), "")

    def recording(self, name: str) -> Path:
        """Return a recording of the spool."""
        return self.plan.spool / "recordings" / name

    def hotline_side(self, number: str) -> Sound:
        """Return what the hotline said in the recording of a call, as it is now."""
        leg = self.leg_of(number)
        assert leg is not None
        return sides_of(self.recording(f"{leg['id']}.raw"))[1]

    def caller_said(self, record: CallRecord, said: Path) -> float:
        """Return how surely the caller's side of the recording holds a sound."""
        return likeness_in_parts(sound_of(said), sides_of(self.recording(record.recordings[0]))[0])

    def hotline_said(self, record: CallRecord, said: Path) -> float:
        """Return how surely the hotline's side holds a sound."""
        return likeness_in_parts(sound_of(said), sides_of(self.recording(record.recordings[0]))[1])

    def heard(self, record: CallRecord, prompt: str) -> bool:
        """Tell whether the caller heard a prompt."""
        path = self.plan.sounds / "vi" / "hotline" / f"{prompt}.wav"
        return self.hotline_said(record, path) >= 0.9
