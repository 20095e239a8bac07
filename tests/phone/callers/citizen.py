"""A citizen with a telephone: sipp, which sends real sound by RTP, A-law as trunks do."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from langnghe.children import put_first
from tests.servers.programs import own_port, program

_HEAD = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="citizen">
"""
_INVITE = """<send retrans="500"><![CDATA[
INVITE sip:{called}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: {name}<sip:{number}@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:{called}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:{number}@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 5 2 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
a=sendrecv
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="{answer}" rrs="true" rtd="true"/>
"""
_IN_CALL = """<send{retrans}><![CDATA[
{method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: {name}<sip:{number}@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:{called}@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: {count} {method}
Contact: <sip:{number}@[local_ip]:[local_port]>
Max-Forwards: 70
{more}
]]></send>
"""
_OK = '<recv response="200"/>\n'
_END = "</scenario>\n"
_REGISTER = """<send retrans="500"><![CDATA[
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{name}@[local_ip]>;tag=[pid]t[call_number]
To: <sip:{name}@[remote_ip]>
Call-ID: [call_id]
CSeq: {count} REGISTER
Contact: <sip:{name}@[local_ip]:[local_port]>
{key}Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="100" optional="true"/>
<recv response="401" auth="true"/>
"""
_GUESSES = ((1, ""), (2, "[authentication username=101 password=guess]\n"))


@dataclass(frozen=True)
class Say:
    """Speak: the sound is sent while the next steps go on; -1 times: until the end."""

    sound: Path
    times: int = 1


@dataclass(frozen=True)
class Wait:
    """Wait, in seconds."""

    seconds: float


@dataclass(frozen=True)
class Stay:
    """Wait as long as the second field of the caller's line says, in milliseconds."""


@dataclass(frozen=True)
class Key:
    """Press a key."""

    digit: str


@dataclass(frozen=True)
class Listen:
    """Stay until the exchange hangs up."""


Step = Say | Wait | Stay | Key | Listen


@dataclass
class Citizen:
    """One call that goes on."""

    number: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def is_over(self) -> bool:
        """Tell whether the call has ended."""
        return self.process.poll() is not None

    def end(self, seconds: float = 60) -> int:
        """Wait for the end; return sipp's word for it (0: as it was meant)."""
        return self.process.wait(seconds)

    def vanish(self) -> None:
        """Go away without a word, as a telephone without power."""
        self.process.kill()
        self.process.wait()


@dataclass(frozen=True)
class Line:
    """Whence citizens call: the exchange's port, a folder for what they say and do."""

    exchange_port: int
    folder: Path
    host: str = "127.0.0.1"
    calls: list[Citizen] = field(default_factory=list)

    def call(
        self,
        number: str,
        *steps: Step,
        called: str = "0900000098",
        answer: str = "200",
        address: str = "127.0.0.1",
    ) -> Citizen:
        """Begin a call; unless the last step listens, the caller hangs up at the end.

        `answer` is what the exchange is to say, `address` whence it is called.
        """
        text = scenario_of(number, *steps, called=called, answer=answer)
        return self._play(number, text, address=address)

    def guess(self, name: str, *, address: str) -> Citizen:
        """Try to sign in as a telephone with a wrong password, and be told that it is wrong."""
        steps = [_REGISTER.format(name=name, count=count, key=key) for count, key in _GUESSES]
        return self._play(f"guess-{name}", "".join([_HEAD, *steps, _END]), address=address)

    def _play(self, number: str, text: str, *, address: str) -> Citizen:
        port = own_port()
        folder = self.folder / f"{number.partition('%')[0]}-{port}"
        folder.mkdir()
        scenario = folder / "scenario.xml"
        scenario.write_text(text)
        order = [program("sipp"), f"{self.host}:{self.exchange_port}", "-sf", str(scenario)]
        order += ["-i", address, "-mi", address, "-p", str(port), "-mp", str(own_port())]
        order += ["-m", "1", "-l", "1", "-nostdin", "-trace_err", "-timeout", "400s"]
        with (folder / "said").open("wb") as said:
            running = subprocess.Popen(
                order,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        put_first(running.pid)
        self.calls.append(Citizen(number, running, folder))
        return self.calls[-1]

    def end_all(self) -> None:
        """Let nobody call any longer."""
        for call in self.calls:
            call.vanish()
        self.calls.clear()


def scenario_of(number: str, *steps: Step, called: str = "0900000098", answer: str = "200") -> str:
    """Return a call as sipp is told of it; the number may be a field of a file (`[field0]`)."""
    who = {"number": number or "anonymous", "called": called, "name": ""}
    if not number:
        who["name"] = '"Anonymous" '
    parts = [_HEAD, _INVITE.format(**who, answer=answer), _request("ACK", 1, who)]
    if answer != "200":
        return "".join([*parts, _END])
    count = 1
    for step in steps:
        if isinstance(step, Key):
            count += 1
            parts.append(_key(step, count, who))
        else:
            parts.append(_step(step))
    if not (steps and isinstance(steps[-1], Listen)):
        parts += [_request("BYE", count + 1, who), _OK]
    return "".join([*parts, _END])


def _request(method: str, count: int, who: dict[str, str], more: str = "Content-Length: 0") -> str:
    retrans = "" if method == "ACK" else ' retrans="500"'
    more = more + "\n" if more.endswith("0") else more
    return _IN_CALL.format(method=method, count=count, more=more, retrans=retrans, **who)


def _key(step: Key, count: int, who: dict[str, str]) -> str:
    body = f"Signal={step.digit}\nDuration=120"
    more = f"Content-Type: application/dtmf-relay\nContent-Length: [len]\n\n{body}"
    return _request("INFO", count, who, more) + _OK + _step(Wait(0.15))


def _step(step: Step) -> str:
    if isinstance(step, Say):
        return (
            f'<nop><action><exec rtp_stream="{step.sound},{step.times},8,PCMA/8000"/>'
            "</action></nop>\n"
        )
    if isinstance(step, Wait):
        return f'<pause milliseconds="{int(step.seconds * 1000)}"/>\n'
    if isinstance(step, Stay):
        return (
            '<nop><action><assignstr assign_to="said" value="[field1]"/>'
            '<todouble assign_to="long" variable="said"/></action></nop>\n'
            '<pause variable="long"/>\n'
        )
    return (
        '<recv request="BYE" timeout="300000"/>\n<send><![CDATA[\nSIP/2.0 200 OK\n[last_Via:]\n'
        "[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0\n\n]]></send>\n"
    )
