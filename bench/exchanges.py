"""An exchange beside a whole hotline, and one by itself: the same Asterisk, the same recording."""

import contextlib
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.recordings import Kept, digest
from langnghe.telephony.exchange.engine import Engine, own_addresses
from langnghe.telephony.exchange.plan import Plan, Ports, Trunk
from langnghe.telephony.exchange.prompts import Placeholders, read_words
from langnghe.telephony.exchange.talk import Place, Refused, Unreachable, ask, events_of
from tests.browser.conftest import PASSWORD
from tests.hotline import ROOT, Hotline, until
from tests.phone.callers.desk import Desk
from tests.phone.callers.speech import OFFICER, followed_by_silence, speak
from tests.servers.programs import own_port

PROGRAM = ROOT / ".tools" / "exchange"
NAME, SECRET, DESK, BROWSER = "tong-dai", "secret-of-the-bench", "101", "102"
RTP = (40_000, 44_999)
NOT_IN_USE = "1"
FILED_WITHIN = 900
_ALONE = """
[from-trunk]
exten => _[+0-9a-zA-Z].,1,Set(CDR(recording)=${{UNIQUEID}}.raw)
 same => n,MixMonitor({recordings}/${{UNIQUEID}}.raw,D)
 same => n,Answer()
 same => n,Playback(hotline/greeting-day&hotline/choice)
 same => n,MusicOnHold(hotline)
"""
_CAST = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.line.actions.duty import sign_on
from langnghe.line.models import Telephone
now = timezone.now()
lan = add_officer(Person(username="lan", full_name="Nguyễn Thị Lan (mẫu)"),
                  roles=["shift_leader"], password={password!r}, at=now)
desk = Telephone.objects.create(name={desk!r}, kind="desk", secret="secret-101")
own = Telephone.objects.create(name={browser!r}, kind="browser", officer=lan, secret="secret-102")
sign_on({telephone}.pk, by=lan, at=now)
"""
_FILED = """
SELECT c.external_id, a.sha256
FROM register_contact c JOIN register_attachment a ON a.contact_id = c.id AND a.role = 'recording'
"""


class Side(Protocol):
    """What is measured: an exchange that takes calls at a port and leaves their recordings.

    `settle` waits until all that follows the calls is done, `faults` says what is missing then.
    """

    sip: int

    @property
    def recordings(self) -> Path: ...

    def start(self) -> None: ...

    def settle(self, kept: Kept) -> None: ...

    def faults(self, kept: Kept) -> list[str]: ...

    def stop(self) -> None: ...


@dataclass
class Alone:
    """Asterisk by itself: it answers, records, greets, plays music. No program of ours."""

    folder: Path
    sip: int = field(default_factory=own_port)
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        ports = [own_port() for _each in range(4)]
        spool = self.folder / "spool" / NAME
        self.recordings = spool / "recordings"
        plan = Plan(
            run=self.folder / "exchange",
            spool=spool,
            sounds=self.folder / "exchange" / "sounds",
            modules=self.folder,
            secret=SECRET,
            number="0900000098",
            ports=Ports(sip=self.sip, tls=ports[0], http=ports[1], wss=ports[2], manager=ports[3],
                        rtp_first=RTP[0], rtp_last=RTP[1]),
            trunks=(Trunk(name="city", host="127.0.0.1", port=own_port()),),
            ice_addresses=own_addresses(),
        )  # fmt: skip
        self.engine = Engine(PROGRAM, plan)

    def start(self) -> None:
        """Start it with a dialplan of a few lines."""
        plan = self.engine.plan
        words = read_words(ROOT / "profiles" / "hanoi" / "prompts.json")
        Placeholders(plan.sounds, PROGRAM / "bin" / "espeak-ng", words).make()
        self.engine.prepare()
        said = _ALONE.format(recordings=self.recordings)
        (plan.run / "etc" / "extensions.conf").write_text(said)
        self.engine.start()

    def settle(self, kept: Kept) -> None:
        """Wait until everything is written."""
        until(kept.are_at_rest, "the recordings are written")

    def faults(self, kept: Kept) -> list[str]:
        """Say nothing: it has no books."""
        return []

    def stop(self) -> None:
        """Stop it; its recordings go."""
        self.engine.stop()
        for path in self.recordings.iterdir():
            path.unlink()


class Whole:
    """`langnghe run --phone`: a hotline with its exchange, and an officer who is signed on."""

    def __init__(self, home: Path, *, telephone: str = "desk") -> None:
        self.sip, self.telephone = own_port(), telephone
        self.recordings = home / "spool" / "calls" / NAME / "recordings"
        self.hotline = Hotline(home, "--phone")
        self.http = own_port()
        trunks = home / "trunks.json"
        trunks.write_text(json.dumps([{"name": "city", "host": "127.0.0.1", "port": own_port()}]))
        self.hotline.environment |= {
            "LANGNGHE_TRUNKS": str(trunks),
            "LANGNGHE_TRIAL_CALLS": "0",
            "LANGNGHE_EXCHANGE_SECRET": SECRET,
            "LANGNGHE_EXCHANGE_SIP_PORT": str(self.sip),
            "LANGNGHE_EXCHANGE_HTTP_PORT": str(self.http),
            "LANGNGHE_EXCHANGE_WSS_PORT": str(own_port()),
            "LANGNGHE_EXCHANGE_MANAGER_PORT": str(own_port()),
            "LANGNGHE_EXCHANGE_RTP_FIRST": str(RTP[0]),
            "LANGNGHE_EXCHANGE_RTP_LAST": str(RTP[1]),
        }
        self.officer: Desk | None = None
        self.starts = 0

    def start(self) -> None:
        """Start everything; an officer at the desk telephone is on duty then."""
        self.hotline.start()
        self.starts += 1
        if self.starts == 1:
            telephone = "desk" if self.telephone == "desk" else "own"
            cast = {"password": PASSWORD, "desk": DESK, "browser": BROWSER}
            self.hotline.python(_CAST.format(**cast, telephone=telephone))
            self.hotline.run("phone", "config", "--apply")
        if self.telephone == "desk":
            self._plug_in()
            self.is_on_duty()

    def is_on_duty(self) -> None:
        """Wait until the exchange would ring the officer."""
        until(self._rings, "the exchange rings the officer")

    def settle(self, kept: Kept) -> None:
        """Wait until every recording is written and filed; the worker encodes them later."""
        until(kept.are_at_rest, "the recordings are written")
        with contextlib.suppress(AssertionError):  # what never came is a fault of the step
            until(lambda: not any(self.recordings.iterdir()), "all is filed", seconds=FILED_WITHIN)

    def faults(self, kept: Kept) -> list[str]:
        """Say which of the recordings are not in the register, or not as they were."""
        rows = self.hotline.query(_FILED)
        filed = Counter((key.partition(":")[2], sha256) for key, sha256 in rows)
        wanted = [(call, digest(path)) for call, path in kept.paths().items()]
        wrong = sum(filed[each] != 1 for each in wanted)
        failed = self._jobs("'failed'")
        return [
            *([f"{wrong} recordings are not in the register once"] if wrong else []),
            *([f"{failed} jobs failed"] if failed else []),
        ]

    def _jobs(self, states: str) -> int:
        return self.hotline.count(
            f"procrastinate_jobs WHERE status IN ({states}) AND task_name = 'intake.keep_recording'"
        )

    def stop(self) -> None:
        """Stop everything."""
        if self.officer is not None:
            self.officer.stop()
        self.hotline.stop()

    def place(self) -> Place:
        """Return where its exchange is spoken to."""
        return Place(name=NAME, host="127.0.0.1", port=self.http, secret=SECRET)

    def _plug_in(self) -> None:
        folder = self.hotline.home / "desks"
        folder.mkdir(exist_ok=True)
        voice = followed_by_silence(speak(folder, "officer", OFFICER))
        place = folder / str(self.starts)
        self.officer = Desk(place, DESK, voice, self.sip, secret=f"secret-{DESK}")
        self.officer.start()

    def _rings(self) -> bool:
        with ThreadPoolExecutor(1) as apart:  # a browser's run has a loop of its own
            asked = apart.submit(ask, self.place(), "QueueStatus", Queue="hotline")
            try:
                told = events_of(asked.result(), "QueueMember")
            except (Unreachable, Refused):  # it starts beside the pages
                return False
        return any(each["Name"] == "lan" and each["Status"] == NOT_IN_USE for each in told)
