"""`langnghe run`: everything on one machine, from an empty folder to an open hotline."""

import contextlib
import os
import shutil
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from langnghe import environment, settings
from langnghe.ops import home
from langnghe.ops.postgres import NotStarted, Postgres
from langnghe.ops.supervisor import Process, Supervisor, speaker

NAMES = ("start", "exchange", "web", "work", "mail", "phone")
COPIED = frozenset(["exchange", "work", "mail", "phone"])
"""They begin as copies of us, who have all code loaded; the others become another program."""
WATCH_SECONDS = 2


def run(*, phone: bool = True, exchange: bool = False) -> None:
    """Prepare the home, start the database and all processes, stay until stopped.

    `phone` files calls; `exchange` also starts a telephone exchange on this machine.
    """
    say = speaker(NAMES)
    began = time.monotonic()
    home.check_folder(settings.HOME)
    with home.locked(settings.HOME), _database(say) as cluster:
        prepare(lambda line: say("start", line))
        if exchange:
            prepare_exchange()
        from langnghe.ops.processes import commands

        os.environ["LANGNGHE_SIDE_BY_SIDE"] = "1"
        _load_all()
        processes = [
            Process(name, command, main=partial(_command, name) if name in COPIED else None)
            for name, command in commands(mail=True, phone=phone, exchange=exchange).items()
        ]
        keeper = _Keeper(cluster, began)
        supervisor = Supervisor(processes, say, watch=lambda: keeper.look(say))
        say("start", "starting " + ", ".join(process.name for process in processes))
        supervisor.run()
        say("start", "stopping")
    say("start", "stopped; everything is kept in " + str(settings.HOME))


def _load_all() -> None:
    """Load what our copies need, now: a copy that begins later has no other code than we have.

    The files may be those of another version by then.
    """
    for name in ("cli", "exchange", "mailroom", "phoneroom", "processes"):
        import_module(f"langnghe.ops.{name}")


def _command(name: str) -> None:
    from langnghe.ops.cli import main

    sys.argv[1:] = [name]
    main()


def preflight() -> None:
    """Raise CannotStart with one clear sentence where something is missing."""
    home.check_screens(Path(settings.ROOT) / "langnghe" / "web" / "static")
    home.check_port(settings.HTTP_HOST, settings.HTTP_PORT, "LANGNGHE_HTTP_PORT")
    home.check_port(settings.SMTP_HOST, settings.SMTP_PORT, "LANGNGHE_SMTP_PORT")
    if settings.HTTP_PORT == settings.SMTP_PORT:
        raise home.CannotStart(
            f"Pages and mail cannot share port {settings.HTTP_PORT}: choose another one with "
            "LANGNGHE_SMTP_PORT."
        )


def prepare_exchange() -> None:
    """Make all the exchange needs before the first process asks for it. Raises CannotStart."""
    from langnghe.ops import exchange

    exchange.check_ports()
    exchange.prepared()


def set_up_django() -> None:
    """Make Django ready, with the database that this home uses now; once in a process."""
    import django
    from django.apps import apps

    if apps.ready:
        return
    settings.DATABASES["default"] = settings.database(settings.database_url())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "langnghe.settings")
    django.setup()


def prepare(say: "home.Say") -> None:
    """Migrate, load the profile, and at the first start the demonstration."""
    set_up_django()
    from django.db import connections

    from langnghe.ops import filling
    from langnghe.ops.demo import fill as demo

    filling.migrate(say)
    filling.load_profile(settings.PROFILE, say)
    filling.teach(settings.PROFILE, settings.HOME / "models", say)
    if settings.DEMO:
        demo.fill(settings.PROFILE, say)
    connections.close_all()


@contextlib.contextmanager
def _database(say: "home.SayAs") -> Iterator[Postgres | None]:
    """Run the embedded database, unless DATABASE_URL names another one."""
    preflight()
    if environment.text("DATABASE_URL"):
        yield None
        return
    say("start", f"starting PostgreSQL in {settings.HOME / 'postgres'}")
    try:
        cluster = home.embedded_database(settings.HOME)
    except NotStarted as failure:
        raise home.CannotStart(str(failure)) from None
    try:
        yield cluster
    finally:
        cluster.stop()


class _Keeper:
    """Looks after the database, and says once when all is ready."""

    def __init__(self, cluster: Postgres | None, began: float) -> None:
        self.cluster, self.began = cluster, began
        self.looked = 0.0
        self.said_ready = False

    def look(self, say: "home.SayAs") -> None:
        now = time.monotonic()
        if not self.said_ready and is_ready():
            self.said_ready = True
            for line in welcome(now - self.began):
                say("start", line)
        if self.cluster is None or now - self.looked < WATCH_SECONDS:
            return
        self.looked = now
        if not self.cluster.is_running():
            say("start", "PostgreSQL is gone; starting it again")
            try:
                self.cluster.start()
            except (NotStarted, OSError) as failure:  # as on a full disk
                say("start", f"PostgreSQL is not there; trying again. {failure}")


def is_ready() -> bool:
    """Tell whether pages are answered, jobs done and mail received."""
    address = f"http://{settings.HTTP_HOST}:{settings.HTTP_PORT}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def welcome(seconds: float) -> list[str]:
    """Say where the hotline is and how to sign in."""
    lines = [
        "",
        f"Lắng Nghe is ready after {seconds:.0f} s.",
        f"  Open     {settings.BASE_URL}",
        f"  Mail     {settings.MAIL_ADDRESS} (SMTP on port {settings.SMTP_PORT})",
    ]
    if settings.DEMO:
        lines.append("  Sign in  lan / lang-nghe-demo   (duty officer; others: see README)")
    else:
        lines.append("  Sign in  make an officer with `langnghe officer add`")
    by_path = Path(sys.argv[0]).name == "langnghe" and not shutil.which("langnghe")
    program = sys.argv[0] if by_path else "langnghe"
    lines += [f"  Try      {program} demo call; {program} demo mail", "  Stop     Ctrl-C", ""]
    return lines


def refuse(failure: Exception) -> None:
    """Say why it cannot go on, and end with code 1."""
    print(f"langnghe: {failure}", file=sys.stderr)
    raise SystemExit(1)
