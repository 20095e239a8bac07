"""The city's own mail server before and behind the hotline: Postfix, or Exim without root."""

import shutil
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path

from tests.hotline import until
from tests.servers.programs import (
    ACCOUNT,
    AS_ROOT,
    GROUP,
    end,
    hand_over,
    own_certificate,
    own_port,
    program,
    start,
    wait_for_port,
)

CITIZENS = "example.com"
LIMIT = 80 * 2**20


@dataclass
class Town:
    """Who lives where: domains behind doors of ours, citizens with a maildir each."""

    mail: Path
    smtp: dict[str, int] = field(default_factory=dict)
    lmtp: dict[str, int] = field(default_factory=dict)
    citizens: tuple[str, ...] = ("mau", "tran", "le")


class PostOffice(ABC):
    """A mail server that takes everything from this machine and delivers it in the town."""

    def __init__(self, folder: Path, town: Town) -> None:
        self.folder, self.town = folder, town
        self.port = own_port()
        self.log = folder / "main.log"
        self.said = folder / "said.log"
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate, self.key = own_certificate(folder, "mail.city.example")
        self.log.touch()
        self.lay_out()

    @abstractmethod
    def lay_out(self) -> None:
        """Write the configuration."""

    @abstractmethod
    def begin(self) -> "subprocess.Popen[bytes]":
        """Start the server in the foreground."""

    @abstractmethod
    def waiting(self) -> int:
        """Return how many mails are queued."""

    def start(self) -> None:
        """Start, and wait until it greets."""
        self.process = self.begin()
        wait_for_port(self.port, self.process, self.log)

    def stop(self) -> None:
        """End; what is queued stays queued."""
        if self.process is not None:
            end(self.process)
            self.process = None

    def heard(self, words: str) -> bool:
        """Tell whether its log has these words."""
        return words in self.log.read_text(errors="replace")

    def settle(self) -> None:
        """Wait until nothing is queued."""
        until(lambda: self.waiting() == 0, f"nothing is queued; see {self.log}", seconds=40)


MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/state
mail_owner = postfix
setgid_group = postdrop
maillog_file = {log}
maillog_file_prefixes = {folder}
myhostname = mail.city.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtp_host_lookup = native
alias_maps =
alias_database =
relay_domains = {domains}
transport_maps = texthash:{folder}/config/transport
virtual_mailbox_domains = {citizens}
virtual_mailbox_base = {mail}
virtual_mailbox_maps = texthash:{folder}/config/citizens
virtual_uid_maps = static:{account}
virtual_gid_maps = static:{group}
virtual_minimum_uid = 1
message_size_limit = {limit}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
smtp_connect_timeout = 5s
"""
MASTER = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix(PostOffice):
    """Postfix as a city runs it; must be started by root."""

    def lay_out(self) -> None:
        """Write main.cf, master.cf and the tables."""
        routes = {**{domain: f"smtp:[127.0.0.1]:{port}" for domain, port in self.town.smtp.items()}}
        routes |= {domain: f"lmtp:inet:127.0.0.1:{port}" for domain, port in self.town.lmtp.items()}
        people = [f"{name}@{CITIZENS}" for name in self.town.citizens]
        for name in ("config", "queue", "state"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "state", "postfix")
        self._write("transport", "".join(f"{key} {value}\n" for key, value in routes.items()))
        self._write("citizens", "".join(f"{each} {each}/\n" for each in people))
        self._write("master.cf", MASTER.format(port=f"127.0.0.1:{self.port}"))
        said = MAIN.format(
            folder=self.folder,
            log=self.log,
            domains=" ".join(routes),
            citizens=CITIZENS,
            mail=self.town.mail,
            account=ACCOUNT,
            group=GROUP,
            limit=LIMIT,
            certificate=self.certificate,
            key=self.key,
        )
        self._write("main.cf", said)

    def _write(self, name: str, text: str) -> None:
        (self.folder / "config" / name).write_text(text)

    def begin(self) -> "subprocess.Popen[bytes]":
        """Start Postfix's master through its own command."""
        command = [program("postfix"), "-c", str(self.folder / "config"), "start-fg"]
        return start(command, self.said, dropped=False)

    def stop(self) -> None:
        """End its master, which has a session of its own."""
        if self.process is not None:
            command = [program("postfix"), "-c", str(self.folder / "config"), "stop"]
            subprocess.run(command, check=True, capture_output=True)
            super().stop()

    def waiting(self) -> int:
        """Count the files of the queues."""
        names = ("incoming", "active", "deferred", "maildrop")
        return sum(
            path.is_file() for name in names for path in (self.folder / "queue" / name).rglob("*")
        )


EXIM = """
primary_hostname = mail.city.example
spool_directory = {folder}/queue
log_file_path = {folder}/%s.log
pid_file_path = {folder}/exim.pid
exim_path = {exim}
keep_environment = PATH
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
deliver_drop_privilege
never_users =
prod_requires_admin = false
queue_list_requires_admin = false
message_size_limit = {limit}
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
tls_advertise_hosts = *
tls_certificate = {certificate}
tls_privatekey = {key}
smtputf8_advertise_hosts = *
smtp_accept_max_per_connection = 0
bounce_return_message
domainlist citizens = {citizens}

begin acl
rcpt:
  require verify = recipient
  accept

begin routers
{routers}
people:
  driver = accept
  domains = +citizens
  local_parts = lsearch;{folder}/citizens
  transport = maildir

begin transports
{transports}
maildir:
  driver = appendfile
  maildir_format
  directory = {mail}/$local_part_data@{citizens}
  delivery_date_add
  envelope_to_add
  return_path_add

begin retry
* * F,1d,1s
"""
ROUTER = """
{name}:
  driver = manualroute
  domains = {domain}
  transport = {name}
  route_list = * 127.0.0.1
  self = send
"""
TRANSPORT = """
{name}:
  driver = smtp
  protocol = {protocol}
  port = {port}
  allow_localhost
  hosts_avoid_tls = *
  hosts_try_fastopen =
"""


class Exim(PostOffice):
    """Exim where there is no root: the same town, served by an ordinary account."""

    def lay_out(self) -> None:
        """Write the one configuration file."""
        ways = [(domain, "smtp", port) for domain, port in self.town.smtp.items()]
        ways += [(domain, "lmtp", port) for domain, port in self.town.lmtp.items()]
        named = [(f"way{number}", *way) for number, way in enumerate(ways)]
        (self.folder / "queue").mkdir()
        people = "".join(f"{each}: {each}\n" for each in self.town.citizens)
        (self.folder / "citizens").write_text(people)
        said = EXIM.format(
            folder=self.folder,
            exim=program("exim4"),
            port=self.port,
            limit=LIMIT,
            certificate=self.certificate,
            key=self.key,
            citizens=CITIZENS,
            mail=self.town.mail,
            routers="".join(ROUTER.format(name=name, domain=way[0]) for name, *way in named),
            transports="".join(
                TRANSPORT.format(name=name, protocol=way[1], port=way[2]) for name, *way in named
            ),
        )
        (self.folder / "exim.conf").write_text(said)
        hand_over(self.folder)

    def begin(self) -> "subprocess.Popen[bytes]":
        """Start the daemon; it looks at its queue each second."""
        config = self.folder / "exim.conf"
        return start([program("exim4"), "-C", str(config), "-bdf", "-q1s"], self.said)

    def waiting(self) -> int:
        """Count the mails of the queue."""
        return len(list((self.folder / "queue" / "input").rglob("*-H")))


def post_office(folder: Path, town: Town) -> PostOffice:
    """Return the mail server that this account can run."""
    return Postfix(folder, town) if AS_ROOT else Exim(folder, town)
