"""The telephone exchange beside the rest: what it is to be, its start, its configuration."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from langnghe import settings
from langnghe.ops import home
from langnghe.ops.home import CannotStart
from langnghe.telephony.exchange.engine import (
    Engine,
    NotStarted,
    modules_of,
    new_secret,
    own_addresses,
    write_files,
)
from langnghe.telephony.exchange.freepbx import beside_freepbx
from langnghe.telephony.exchange.plan import HELP_NUMBERS, Plan, Ports, Telephone
from langnghe.telephony.exchange.prompts import NoVoice, Placeholders, Words, read_words
from langnghe.telephony.exchange.rendering import configuration
from langnghe.telephony.exchange.trunks import NoTrunks, read_trunks

ROOM = Path(settings.HOME) / "exchange"
SECRET = ROOM / "secret"
TELEPHONES = ROOM / "telephones.json"
"""The telephones as they were known last: the exchange starts with them if the database is away."""
ELSEWHERE = Path("/var/lib/langnghe-exchange")
"""Where an exchange of the administrator's own keeps our sounds, certificate and spool."""
ITS_OWN = ("asterisk.conf",)
"""What such an exchange knows better: its folders."""
DEMO_TELEPHONES = (("101", "desk", "lan"), ("102", "browser", "binh"))
logger = logging.getLogger(__name__)


def become_exchange() -> NoReturn:
    """Prepare the exchange and turn this process into it. Raises CannotStart."""
    engine = prepared()
    try:
        engine.become()
    except NotStarted as failure:
        raise CannotStart(str(failure)) from None


def prepared() -> Engine:
    """Return an exchange with its folder, prompts and configuration. Raises CannotStart."""
    try:
        plan = wanted_plan()
        engine = Engine(settings.EXCHANGE_PROGRAM, plan)
        modules_of(engine.program)
        made = Placeholders(plan.sounds, engine.program / "bin" / "espeak-ng", _words()).make()
        if made:
            logger.info("spoke %s placeholders; the office records its own words later", made)
        engine.prepare()
    except (NotStarted, NoVoice, NoTrunks, ValueError) as failure:
        raise CannotStart(str(failure)) from None
    return engine


def wanted_plan(telephones: tuple[Telephone, ...] | None = None) -> Plan:
    """Return what the exchange is to be, by the settings and the telephones of the register."""
    words = _words()
    is_alone = settings.EXCHANGE_SIP_HOST == "127.0.0.1"
    return Plan(
        run=ROOM,
        spool=Path(settings.CALL_SPOOL) / settings.EXCHANGE_NAME,
        sounds=ROOM / "sounds",
        modules=ROOM,
        secret=settings.EXCHANGE_SECRET or new_secret(SECRET),
        number=_digits(settings.HOTLINE_NUMBER),
        ports=_ports(),
        trunks=read_trunks(Path(settings.TRUNKS)) if settings.TRUNKS else (),
        telephones=known_telephones() if telephones is None else telephones,
        day_hours=words.day_hours,
        zone=posix_zone(settings.TIME_ZONE),
        help_numbers=(*HELP_NUMBERS, *map(_digits, settings.OUTSIDE_NUMBERS)),
        ice_addresses=own_addresses() if is_alone else (),
        authority=settings.EXCHANGE_CA,
    )


def _ports() -> Ports:
    return Ports(
        host=settings.EXCHANGE_SIP_HOST,
        sip=settings.EXCHANGE_SIP_PORT,
        tls=settings.EXCHANGE_SIP_PORT + 1,
        http=settings.EXCHANGE_HTTP_PORT,
        wss=settings.EXCHANGE_WSS_PORT,
        manager=settings.EXCHANGE_MANAGER_PORT,
        rtp_first=settings.EXCHANGE_RTP_FIRST,
        rtp_last=settings.EXCHANGE_RTP_LAST,
    )


def check_ports() -> None:
    """Raise CannotStart where another program listens where the exchange wants to."""
    ports = _ports()
    home.check_port(ports.host, ports.sip, "LANGNGHE_EXCHANGE_SIP_PORT")
    home.check_port("127.0.0.1", ports.http, "LANGNGHE_EXCHANGE_HTTP_PORT")
    home.check_port(ports.host, ports.wss, "LANGNGHE_EXCHANGE_WSS_PORT")
    home.check_port("127.0.0.1", ports.manager, "LANGNGHE_EXCHANGE_MANAGER_PORT")


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit() or letter == "+")


def posix_zone(name: str) -> str:
    """Return a zone without summer time as POSIX writes it (Asia/Ho_Chi_Minh: LOC-7)."""
    offset = datetime.now(UTC).astimezone(ZoneInfo(name)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    sign = "-" if offset >= timedelta() else ""
    return f"LOC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def _words() -> Words:
    file = Path(settings.PROFILE) / "prompts.json"
    try:
        return read_words(file)
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise CannotStart(f"{file} holds no prompts of a telephone ({failure}).") from None


def known_telephones() -> tuple[Telephone, ...]:
    """Return the register's telephones; if the database is away, those that were known last."""
    from django.db import Error

    from langnghe.line.models import Telephone as Row

    try:
        if settings.DEMO:
            _demo_telephones()
        rows = Row.objects.select_related("officer")
        said = [
            {
                "name": row.name,
                "kind": str(row.kind),
                "secret": row.secret,
                "number": row.number,
                "label": row.officer.full_name if row.officer else "",
            }
            for row in rows
        ]
    except Error as failure:
        why = " ".join(str(failure).split())
        logger.warning("the telephones of last time serve, the database is away (%s)", why)
        said = json.loads(TELEPHONES.read_text(encoding="utf-8")) if TELEPHONES.exists() else []
    else:
        _keep(said)
    return tuple(Telephone(**each) for each in said)


def _keep(said: list[dict[str, str]]) -> None:
    ROOM.mkdir(parents=True, exist_ok=True)
    fresh = TELEPHONES.with_suffix(".coming")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.rename(TELEPHONES)


def _demo_telephones() -> None:
    """Give the demonstration its two telephones; where there are telephones, leave them."""
    from langnghe.access.models import Officer
    from langnghe.line.actions.duty import add_telephone
    from langnghe.line.models import Telephone as Row
    from langnghe.line.states import TelephoneKind

    if Row.objects.exists():
        return
    officers = {officer.username: officer for officer in Officer.objects.all()}
    for name, kind, username in DEMO_TELEPHONES:
        if officer := officers.get(username):
            add_telephone(name, kind=TelephoneKind(kind), officer=officer)


def show_configuration(output: Path | None, *, apply: bool, freepbx: bool = False) -> str:
    """Write the configuration for an exchange elsewhere, or give it to the running one.

    Return what is to be said. Raises CannotStart.
    """
    if apply:
        return _apply()
    if output is None:
        raise CannotStart("Say where: --output DIR, or --apply for the exchange of this machine.")
    plan = replace(
        wanted_plan(),
        run=ELSEWHERE,
        spool=ELSEWHERE / "spool" / settings.EXCHANGE_NAME,
        sounds=ELSEWHERE / "sounds",
        ice_addresses=(),
    )
    files = configuration(plan)
    files = beside_freepbx(files) if freepbx else files
    try:
        write_files({name: files[name] for name in files if name not in ITS_OWN}, output)
        speaker = settings.EXCHANGE_PROGRAM / "bin" / "espeak-ng"
        if speaker.exists():
            Placeholders(output / "sounds", speaker, _words()).make()
    except (NoTrunks, NoVoice, ValueError, OSError) as failure:
        raise CannotStart(str(failure)) from None
    return f"The configuration is in {output}. It holds secrets: keep it private."


def _apply() -> str:
    from langnghe.telephony.exchange.talk import Place, Refused, Unreachable, ask

    engine = prepared()
    if not engine.is_running():
        return "The configuration is ready; the exchange does not run now."
    place = Place(
        name=settings.EXCHANGE_NAME,
        host=settings.EXCHANGE_HOST,
        port=settings.EXCHANGE_HTTP_PORT,
        secret=engine.plan.secret,
    )
    try:
        ask(place, "Reload")
    except (Refused, Unreachable) as failure:
        raise CannotStart(f"The exchange did not take it: {failure}") from None
    return "The exchange took the configuration; calls go on."
