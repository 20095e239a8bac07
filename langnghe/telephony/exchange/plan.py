"""What an exchange is to be: its ports, trunks, telephones, limits. Pure facts, no files."""

from dataclasses import dataclass, field
from pathlib import Path

HELP_NUMBERS = ("111", "112", "113", "114", "115")
"""Children, search and rescue, police, fire, ambulance."""


def check_words(*words: str) -> None:
    """Raise ValueError for what would end a line of the configuration, or begin a remark."""
    for word in words:
        if not word.isprintable() or ";" in word:
            raise ValueError(f"{word!r} holds letters that no configuration can hold")


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where the exchange listens; SIP and browsers on `host`, our own talk on loopback."""

    host: str = "127.0.0.1"
    sip: int = 5060
    tls: int = 5061
    http: int = 8088
    wss: int = 8089
    manager: int = 5038
    rtp_first: int = 10000
    rtp_last: int = 10999


@dataclass(frozen=True, kw_only=True)
class Trunk:
    """A line to the public network.

    With `user` we sign in at `host`; without, `host` is known by its address; with `signs_in_here`
    it is a gateway that signs in at us, by its name and password, from any address. `transport` is
    udp, tcp or tls; by tls the sound is encrypted, too. Every `look_every` seconds it is asked
    whether it is there: one that is not is passed over at once.
    """

    name: str
    host: str = ""
    port: int = 5060
    user: str = ""
    password: str = ""
    transport: str = "udp"
    codecs: tuple[str, ...] = ("alaw", "ulaw")
    look_every: int = 30
    signs_in_here: bool = False

    def __post_init__(self) -> None:
        """Refuse what would write other lines than these, and what is no line."""
        check_words(self.name, self.host, self.user, self.password, self.transport, *self.codecs)
        if self.signs_in_here and (self.host or self.user or not self.password):
            raise ValueError("what signs in here has a name and a password, no host, no user")
        if not (self.signs_in_here or self.host):
            raise ValueError("it needs a host")

    @property
    def registers(self) -> bool:
        """Whether we sign in at the provider; otherwise the provider's address is trusted."""
        return bool(self.user)


@dataclass(frozen=True, kw_only=True)
class Telephone:
    """A telephone of an officer. `kind`: `desk` (SIP), `browser` (WebRTC), `outside` (a number)."""

    name: str
    kind: str = "desk"
    secret: str = ""
    number: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        """Refuse what would write other lines than these."""
        check_words(self.name, self.kind, self.secret, self.number, self.label)

    @property
    def interface(self) -> str:
        """How the queue rings it."""
        return f"Local/{self.name}@outside/n" if self.kind == "outside" else f"PJSIP/{self.name}"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long things may take, in seconds, and how often."""

    choice: int = 3
    ring: int = 15
    rounds: int = 3
    wrap_up: int = 5
    longest_wait: int = 180
    announce: int = 30
    offer: int = 45
    silence: int = 10
    message: int = 300
    survey: int = 8
    calls_of_one_number: int = 3


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything the configuration is made from.

    `run` is the exchange's own folder, `spool` where it leaves calls for us, `sounds` the
    prompts, `modules` the folder of Asterisk's modules. `help_numbers` are the only outside
    numbers an officer's telephone may dial. `authority` is a file with the certificate by which
    trunks' TLS is trusted besides the system's. Where our program says nothing, callers are greeted
    by the clock: `day_hours` in `zone` (a POSIX zone, so that no file of zones is needed).
    """

    run: Path
    spool: Path
    sounds: Path
    modules: Path
    secret: str
    number: str
    ports: Ports = field(default_factory=Ports)
    trunks: tuple[Trunk, ...] = ()
    telephones: tuple[Telephone, ...] = ()
    limits: Limits = field(default_factory=Limits)
    day_hours: str = "06:00-21:59"
    zone: str = "ICT-7"
    help_numbers: tuple[str, ...] = HELP_NUMBERS
    ice_addresses: tuple[str, ...] = ()
    authority: str = ""
    verbose: bool = False
