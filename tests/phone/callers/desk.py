"""An officer's telephone on the desk, or a citizen's or agency's one outside: baresip."""

import contextlib
import json
import re
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from langnghe.children import put_first
from tests.hotline import until
from tests.servers.programs import own_port, program

_CONFIG = """\
sip_listen 127.0.0.1:{sip}
audio_player aubridge,sink
audio_source aufile,{voice}
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
audio_level no
net_interface 127.0.0.1
rtp_ports {rtp}-{rtp_end}
rtp_timeout 60
jitter_buffer_delay 1-5
call_max_calls 4
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module_app account.so
module_app menu.so
module ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""
MODULES = ("/usr/lib/baresip/modules",)


@dataclass
class Desk:
    """A telephone: it signs in at the exchange as `name`, or stands outside where it has no secret.

    `lifts`: it is answered at once; else it rings until told.
    """

    folder: Path
    name: str
    voice: Path
    exchange_port: int
    secret: str = ""
    lifts: bool = True
    also: Sequence[str] = ()
    port: int = field(default_factory=own_port)
    control: int = field(default_factory=own_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Plug the telephone in."""
        self.folder.mkdir(parents=True, exist_ok=True)
        rtp = own_port()
        facts = {"sip": self.port, "voice": self.voice, "control": self.control, "rtp": rtp}
        text = _CONFIG.format(**facts, rtp_end=rtp + 40, modules=_modules())
        (self.folder / "config").write_text(text)
        names = (self.name, *self.also)
        (self.folder / "accounts").write_text("".join(map(self._account, names)))
        (self.folder / "contacts").touch()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("baresip"), "-s", "-f", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        put_first(self.process.pid)
        until(self._listens, f"the telephone {self.name} works")

    def _account(self, name: str) -> str:
        mode = f"answermode={'auto' if self.lifts else 'manual'};audio_codecs=pcma/8000/1"
        if self.secret:
            place = f"127.0.0.1:{self.exchange_port};transport=udp"
            return (
                f"<sip:{name}@{place}>;auth_user={name};auth_pass={self.secret};{mode};regint=60\n"
            )
        return f"<sip:{name}@127.0.0.1:{self.port};transport=udp>;{mode};regint=0\n"

    def _listens(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.control), timeout=1):
            return True

    def tell(self, command: str, params: str = "") -> str:
        """Tell the telephone to do something (`accept`, `hangup`, `dial`); return its answer."""
        said = json.dumps({"command": command, "params": params})
        with socket.create_connection(("127.0.0.1", self.control), timeout=3) as wire:
            wire.sendall(f"{len(said)}:{said},".encode())
            wire.settimeout(3)
            with contextlib.suppress(TimeoutError):
                return wire.recv(65536).decode(errors="replace")
        return ""

    def dialog_with(self, name: str) -> str:
        """Return the newest call to a number, as another one is told to replace it (RFC 3891)."""
        log = (self.folder / "log").read_text(errors="replace").replace("\r", "")
        answers = [part for part in log.split("SIP/2.0 200 OK")[1:] if f"To: <sip:{name}@" in part]
        facts = (r"Call-ID: *(\S+)", r"To: .*?;tag=(\S+)", r"From: .*?;tag=(\S+)")
        call, to, begun = (re.findall(fact, answers[-1])[0] for fact in facts)
        return f"{call};to-tag={to};from-tag={begun}"

    def press(self, keys: str) -> None:
        """Press keys during a call: sent as telephone events by RTP (RFC 4733)."""
        self.tell("sndcode", keys)

    def press_until(self, heard: Callable[[], object], what: str, *, key: str) -> None:
        """Press a key as people do: again where nothing happens."""
        pressed_at = 0.0

        def worked() -> object:
            nonlocal pressed_at
            if not heard() and time.monotonic() - pressed_at > 1.5:
                self.press(key)
                pressed_at = time.monotonic()
            return heard()

        until(worked, what)

    def is_ringing(self) -> bool:
        """Tell whether a call comes in that was not answered yet."""
        return "INCOMING" in self.tell("listcalls").upper()

    def is_talking(self) -> bool:
        """Tell whether a call is up."""
        return "ESTABLISHED" in self.tell("listcalls").upper()

    def stop(self) -> None:
        """Pull the plug."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def _modules() -> str:
    places = [*map(Path, MODULES), *Path(program("baresip")).resolve().parents]
    for place in places:
        for found in (place, place / "root" / "usr" / "lib" / "baresip" / "modules"):
            if (found / "g711.so").exists():
                return str(found)
    raise AssertionError("baresip's modules are missing: run scripts/tools")
