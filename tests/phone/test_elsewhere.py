"""The written configuration, given to an exchange that is not ours: plain, or like a FreePBX."""

import json
import logging
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from langnghe.telephony.exchange.engine import modules_of
from langnghe.telephony.exchange.talk import Place, Refused, Unreachable, ask, events_of
from tests.hotline import Hotline, until
from tests.phone.callers.citizen import Line, Say, Wait
from tests.phone.callers.provider import MAIN
from tests.phone.room import PROGRAM
from tests.servers.programs import end, hand_over, own_certificate, own_port, start

logger = logging.getLogger(__name__)
ELSEWHERE = "/var/lib/langnghe-exchange"
SECRET = "secret-of-elsewhere"
STARTS = 2
CALLER = "127.0.0.1"
OPTIONS = "[options]\ndefaultlanguage = vi\n"
FREEPBX = {
    "modules.conf": "[modules]\nautoload=yes\nnoload=res_fax.so\n",
    "extensions.conf": (
        "#include extensions_custom.conf\n[from-pstn]\nexten => _X.,1,Goto(hotline,s,1)\n"
    ),
    "pjsip.conf": (
        "[0.0.0.0-udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{sip}\n"
        "[city]\ntype=endpoint\ncontext=from-pstn\nallow=alaw\naors=city\n"
        "[city]\ntype=aor\ncontact=sip:127.0.0.1:9\n"
        "[city]\ntype=identify\nendpoint=city\nmatch=127.0.0.1\n"
    ),
    "queues.conf": "[general]\npersistentmembers=yes\n#include queues_custom.conf\n",
    "musiconhold.conf": "[general]\n#include musiconhold_custom.conf\n",
    "confbridge.conf": "[general]\n#include confbridge_custom.conf\n",
    "manager.conf": (
        "[general]\nenabled=yes\nwebenabled=yes\nbindaddr=127.0.0.1\nport={manager}\n"
        "#include manager_custom.conf\n"
    ),
    "ari.conf": "[general]\nenabled=yes\n#include ari_additional_custom.conf\n",
    "http.conf": "[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport={http}\n",
    "cdr.conf": "[general]\nenable=yes\nunanswered=yes\n",
    "rtp.conf": "[general]\nrtpstart={rtp}\nrtpend={rtp_last}\n",
    "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error\n",
}
"""What a FreePBX has of its own, as far as a call of the hotline meets it."""


class Elsewhere:
    """An Asterisk with folders of its own, that takes the configuration we write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.etc, self.run = folder / "etc", folder / "run"
        self.spool = folder / "langnghe" / "spool" / "tong-dai"
        names = ("sip", "http", "wss", "manager")
        self.ports = {name: own_port() for name in names}
        self.ports["rtp"] = own_port() & ~1
        self.ports["rtp_last"] = self.ports["rtp"] + 99
        self.process: subprocess.Popen[bytes] | None = None

    def write(self, home: Path, *options: str) -> None:
        """Let the hotline write its part, and bring it to the folders that this exchange has."""
        trunks = self.folder / "trunks.json"
        trunks.write_text(json.dumps([{"name": "city", "host": CALLER, "port": 9}]))
        hotline = Hotline(home)
        hotline.environment |= {
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
            "LANGNGHE_TRUNKS": str(trunks),
            "LANGNGHE_EXCHANGE_SECRET": SECRET,
            "LANGNGHE_EXCHANGE_SIP_PORT": str(self.ports["sip"]),
            "LANGNGHE_EXCHANGE_HTTP_PORT": str(self.ports["http"]),
            "LANGNGHE_EXCHANGE_WSS_PORT": str(self.ports["wss"]),
            "LANGNGHE_EXCHANGE_MANAGER_PORT": str(self.ports["manager"]),
            "LANGNGHE_EXCHANGE_RTP_FIRST": str(self.ports["rtp"]),
            "LANGNGHE_EXCHANGE_RTP_LAST": str(self.ports["rtp_last"]),
        }
        hotline.run("phone", "config", "--output", str(self.etc), *options)
        for file in self.etc.glob("*.conf"):
            file.write_text(file.read_text().replace(ELSEWHERE, str(self.folder / "langnghe")))

    def start(self) -> None:
        """Start it, as a package's service would, with the steps of the guide done."""
        own = self.folder / "langnghe"
        for each in (self.spool / "recordings", own / "etc", self.run / "sounds"):
            each.mkdir(parents=True, exist_ok=True)
        certificate, key = own_certificate(own / "etc")
        certificate.rename(own / "etc" / "exchange.crt")
        key.rename(own / "etc" / "exchange.key")
        shutil.move(self.etc / "sounds", own / "sounds")
        (self.run / "sounds" / "vi").symlink_to(own / "sounds" / "vi")
        shutil.copy(own / "sounds" / "beep.wav", self.run / "sounds")
        shared = PROGRAM / "usr" / "share" / "asterisk"
        for name in ("documentation", "rest-api"):
            (self.run / name).symlink_to(shared / name)
        main = MAIN.format(etc=self.etc, run=self.run, modules=modules_of(PROGRAM))
        (self.etc / "asterisk.conf").write_text(main + OPTIONS)
        hand_over(self.folder)
        order = [str(PROGRAM / "bin" / "asterisk"), "-f", "-C", str(self.etc / "asterisk.conf")]
        self._start_as_a_service(order)

    def _start_as_a_service(self, order: list[str]) -> None:
        """Start it, and again where it does not come up, as the package's service does."""
        for left in reversed(range(STARTS)):
            self.process = start(order, self.folder / "start.log")
            try:
                until(self.answers, f"the exchange in {self.folder} answers", seconds=90)
                return
            except AssertionError as never:
                if not left:
                    raise AssertionError(f"{never}\n{self.last_words()}") from None
                logger.warning(self.last_words())
                self.stop()

    def last_words(self) -> str:
        """Return what it said last, and whether it lives."""
        logs = (self.folder / "start.log", self.run / "messages")
        said = [log.read_text(errors="replace")[-3000:] for log in logs if log.exists()]
        ended = self.process.poll() if self.process else None
        return "\n".join([*said, "it lives" if ended is None else f"it ended with {ended}"])

    def answers(self) -> bool:
        """Tell whether it takes calls, and questions with our secret."""
        with socket.create_connection(("127.0.0.1", self.ports["http"]), timeout=1):
            pass
        try:
            told = ask(self.place, "QueueStatus", Queue="hotline")
        except (Refused, Unreachable):  # not everything is loaded yet
            return False
        return bool(events_of(told, "QueueParams"))

    @property
    def place(self) -> Place:
        """Where it is spoken to."""
        return Place(name="tong-dai", host="127.0.0.1", port=self.ports["http"], secret=SECRET)

    def stop(self) -> None:
        """Stop it."""
        if self.process is not None:
            end(self.process)
            self.process = None


@pytest.fixture
def elsewhere(phone_folder: Path, request: pytest.FixtureRequest) -> Iterator[Elsewhere]:
    """Give an exchange that is not ours, not started."""
    folder = phone_folder / f"elsewhere-{len(list(phone_folder.iterdir()))}"
    folder.mkdir()
    exchange = Elsewhere(folder)
    yield exchange
    exchange.stop()


def call(exchange: Elsewhere, voice: Path) -> dict[str, object]:
    """Call the hotline there, speak, hang up; return the line of the call in its book."""
    citizens = exchange.folder / "citizens"
    citizens.mkdir(mode=0o755)
    line = Line(exchange.ports["sip"], citizens)
    caller = line.call("0900000350", Wait(0.5), Say(voice), Wait(5))
    assert caller.end() == 0, (caller.log / "said").read_text(errors="replace")[-800:]
    book = exchange.spool / "calls.jsonl"
    until(lambda: book.exists() and book.read_text().strip(), "the call is in the book")
    told: dict[str, object] = json.loads(book.read_text().splitlines()[0])
    return told


@pytest.mark.parametrize("kind", ["plain", "freepbx"])
def test_an_exchange_that_is_not_ours_takes_what_we_write(
    elsewhere: Elsewhere, voices: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    if kind == "freepbx":
        elsewhere.etc.mkdir()
        for name, text in FREEPBX.items():
            (elsewhere.etc / name).write_text(text.format(**elsewhere.ports))
        elsewhere.write(tmp_path, "--freepbx")
    else:
        elsewhere.write(tmp_path)
    elsewhere.start()
    told = call(elsewhere, voices["citizen.al"])
    assert (told["src"], told["dcontext"]) == ("0900000350", "hotline")
    recording = elsewhere.spool / "recordings" / str(told["recording"])
    assert recording.stat().st_size > 32_000 * 4, "four seconds of both sides"
    said = (elsewhere.run / "messages").read_text(errors="replace")
    assert "ERROR" not in "\n".join(line for line in said.splitlines() if "hotline" in line)
