"""A provider of telephone lines, or a gateway: a second Asterisk and a citizen behind it."""

import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from langnghe.children import put_first
from langnghe.telephony.exchange.engine import modules_of
from langnghe.telephony.exchange.plan import Plan, Trunk
from tests.hotline import ROOT, until
from tests.phone.callers.citizen import Line
from tests.servers.programs import end, hand_over, own_port, start

PROGRAM = ROOT / ".tools" / "exchange"
CITIZENS = "127.0.0.40"
_MODULES = """
res_sorcery_config res_sorcery_memory res_sorcery_astdb res_timing_timerfd res_crypto
res_http_websocket res_pjproject res_statsd res_geolocation res_pjsip res_pjsip_session
res_pjsip_authenticator_digest res_pjsip_outbound_authenticator_digest
res_pjsip_outbound_registration res_pjsip_caller_id res_pjsip_dtmf_info
res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user res_pjsip_registrar
res_pjsip_sdp_rtp res_pjsip_rfc3326 res_pjsip_pubsub chan_pjsip
res_rtp_asterisk res_srtp codec_alaw codec_ulaw
bridge_simple bridge_native_rtp pbx_config app_dial func_callerid func_channel func_strings
"""
MAIN = """[directories]
astetcdir => {etc}
astmoddir => {modules}
astvarlibdir => {run}
astdbdir => {run}
astkeydir => {run}
astdatadir => {run}
astagidir => {run}
astspooldir => {run}
astrundir => {run}
astlogdir => {run}
astcachedir => {run}
"""
_PLAN = """[from-citizens]
exten => _[+0-9].,1,Dial({to_the_hotline},60)
[from-hotline]
exten => _[+0-9].,1,Dial(PJSIP/${{EXTEN}}@citizens,30)
"""
_CITIZENS = """[citizens]
type=endpoint
transport=transport-udp
context=from-citizens
disallow=all
allow=alaw
direct_media=no
dtmf_mode=auto_info
trust_id_outbound=yes
media_address={host}
bind_rtp_to_media_address=yes
aors=citizens
[citizens]
type=aor
contact=sip:127.0.0.1:{called}
[citizens]
type=identify
endpoint=citizens
match={citizens}
"""


@dataclass
class Provider:
    """A provider as the trunk of our settings describes it, at an address of its own.

    A trunk that signs in here makes it a gateway. `called` is the port where a citizen's telephone
    waits for calls. `certificate` and `key` are what it proves itself with by TLS.
    """

    folder: Path
    trunk: Trunk
    address: str
    exchange: Plan
    port: int = field(default_factory=own_port)
    called: int = field(default_factory=own_port)
    certificate: Path | None = None
    key: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None

    line: Line = field(init=False)
    """Whence its citizens call."""

    def __post_init__(self) -> None:
        self.line = Line(self.port, self.folder / "citizens", host=self.address)

    def start(self) -> None:
        """Start it and wait until it takes calls."""
        etc, run = self.folder / "etc", self.folder / "run"
        for each in (etc, run / "keys", self.folder / "citizens"):
            each.mkdir(parents=True, exist_ok=True)
        rtp = own_port()
        main = MAIN.format(etc=etc, run=run, modules=modules_of(PROGRAM))
        loads = "".join(f"load={name}.so\n" for name in _MODULES.split())
        files = {
            "asterisk.conf": main,
            "modules.conf": f"[modules]\nautoload=no\n{loads}",
            "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error,verbose(4)\n",
            "rtp.conf": f"[general]\nrtpstart={rtp}\nrtpend={rtp + 60}\n",
            "extensions.conf": _PLAN.format(to_the_hotline=self._to_the_hotline()),
            "pjsip.conf": self._pjsip(),
        }
        for name, text in files.items():
            (etc / name).write_text(text)
        documents = run / "documentation"
        if not documents.exists():
            documents.symlink_to(PROGRAM / "usr" / "share" / "asterisk" / "documentation")
        hand_over(self.folder)
        order = [str(PROGRAM / "bin" / "asterisk"), "-f", "-C", str(etc / "asterisk.conf")]
        self.process = start(order, self.folder / "start.log")
        put_first(self.process.pid)
        until(self._listens, f"the provider in {self.folder} takes calls")

    def stop(self) -> None:
        """Cut the cable."""
        if self.process is not None:
            end(self.process)
            self.process = None

    def _listens(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError((self.folder / "start.log").read_text(errors="replace")[-2000:])
        with socket.create_connection((self.address, self.port), timeout=1):
            return True

    def _to_the_hotline(self) -> str:
        if self.trunk.registers:
            return f"PJSIP/{self.trunk.user}"
        return "PJSIP/${EXTEN}@hotline"

    def _pjsip(self) -> str:
        lines = []
        for way in ("udp", "tcp"):
            lines += [f"[transport-{way}]", "type=transport", f"protocol={way}"]
            lines += [f"bind={self.address}:{self.port}"]
        if self.trunk.transport == "tls":
            lines += ["[transport-tls]", "type=transport", "protocol=tls", "method=tlsv1_2"]
            lines += [f"bind={self.address}:{self.trunk.port}"]
            lines += [f"cert_file={self.certificate}", f"priv_key_file={self.key}"]
        lines += self._hotline()
        text = _CITIZENS.format(host=self.address, called=self.called, citizens=CITIZENS)
        return "\n".join([*lines, text])

    def _hotline(self) -> list[str]:
        trunk = self.trunk
        name = trunk.user if trunk.registers else "hotline"
        lines = [f"[{name}]", "type=endpoint", f"transport=transport-{trunk.transport}"]
        lines += ["context=from-hotline", "disallow=all", "allow=alaw", "direct_media=no"]
        lines += ["dtmf_mode=rfc4733", "trust_id_outbound=yes", "send_pai=yes", f"aors={name}"]
        lines += [f"media_address={self.address}", "bind_rtp_to_media_address=yes"]
        if trunk.transport == "tls":
            lines += ["media_encryption=sdes"]
        if trunk.registers:
            return [*lines, f"auth={name}", *_key(name, trunk.user, trunk.password),
                    f"[{name}]", "type=aor", "max_contacts=1", "remove_existing=yes"]  # fmt: skip
        ports = self.exchange.ports
        way = ";transport=tls" if trunk.transport == "tls" else ""
        there = f"sip:127.0.0.1:{ports.tls if way else ports.sip}{way}"
        known = [f"[{name}]", "type=aor", f"contact={there}"]
        known += [f"[{name}]", "type=identify", f"endpoint={name}", "match=127.0.0.1"]
        if trunk.signs_in_here:
            lines += [f"outbound_auth={trunk.name}", *_key(trunk.name, trunk.name, trunk.password)]
            known += [f"[{trunk.name}]", "type=registration", f"outbound_auth={trunk.name}"]
            known += [f"server_uri={there}", f"client_uri=sip:{trunk.name}@127.0.0.1"]
            known += [f"contact_user={trunk.name}", "retry_interval=1", "expiration=60"]
            known += ["transport=transport-udp"]
        return [*lines, *known]


def _key(section: str, user: str, password: str) -> list[str]:
    return [f"[{section}]", "type=auth", "auth_type=digest", f"username={user}",
            f"password={password}"]  # fmt: skip
