"""The exchange's configuration, made from a plan: text in, text out."""

import re
from pathlib import Path

from langnghe.telephony.exchange.plan import Limits, Plan, Telephone, Trunk

TEMPLATES = Path(__file__).parent / "conf"
SYSTEM_AUTHORITIES = Path("/etc/ssl/certs")
_IF_THE_TRUNK_WORKS = 'GotoIf($["${DIALSTATUS}" != "CHANUNAVAIL" & "${DIALSTATUS}" != "CONGESTION"]'
_NO_RECORD = 'ExecIf($["${HOTLINE}" != "1"]?Set(CDR_PROP(disable)=1))'
"""What officers say among themselves, or to a third they asked, is no call of the hotline."""
_PLACE = re.compile(r"@([A-Z_]+)@")


def configuration(plan: Plan) -> dict[str, str]:
    """Return every file of the configuration by name."""
    facts = _facts(plan)
    return {
        path.name: _PLACE.sub(lambda found: facts[found[1]], path.read_text(encoding="utf-8"))
        for path in sorted(TEMPLATES.glob("*.conf"))
    }


def _facts(plan: Plan) -> dict[str, str]:
    return {**_places(plan), **_seconds(plan.limits), **_sections(plan)}


def _places(plan: Plan) -> dict[str, str]:
    ports = plan.ports
    return {
        "RUN": str(plan.run),
        "MODULES": str(plan.modules),
        "SPOOL": str(plan.spool),
        "RECORDINGS": str(plan.spool / "recordings"),
        "SOUNDS": str(plan.sounds),
        "SECRET": plan.secret,
        "NUMBER": plan.number,
        "DAY_HOURS": plan.day_hours,
        "ZONE": plan.zone,
        "SIP_HOST": ports.host,
        "SIP_PORT": str(ports.sip),
        "HTTP_PORT": str(ports.http),
        "MANAGER_PORT": str(ports.manager),
        "WSS_HOST": ports.host,
        "WSS_PORT": str(ports.wss),
        "RTP_FIRST": str(ports.rtp_first),
        "RTP_LAST": str(ports.rtp_last),
        "CERTIFICATE": str(plan.run / "etc" / "exchange.crt"),
        "KEY": str(plan.run / "etc" / "exchange.key"),
    }


def _seconds(limits: Limits) -> dict[str, str]:
    return {
        "CHOICE_SECONDS": str(limits.choice),
        "RING_SECONDS": str(limits.ring),
        "ROUNDS": str(limits.rounds),
        "WRAP_UP_SECONDS": str(limits.wrap_up),
        "LONGEST_WAIT": str(limits.longest_wait),
        "ANNOUNCE_SECONDS": str(limits.announce),
        "OFFER_SECONDS": str(limits.offer),
        "SILENCE_SECONDS": str(limits.silence),
        "MESSAGE_SECONDS": str(limits.message),
        "SURVEY_SECONDS": str(limits.survey),
        "CALLS_OF_ONE_NUMBER": str(limits.calls_of_one_number),
    }


def _sections(plan: Plan) -> dict[str, str]:
    return {
        "ICE": "\n".join(f"{address} => 127.0.0.1" for address in plan.ice_addresses),
        "VERBOSE": ",verbose(3)" if plan.verbose else "",
        "CALL_BACK": "\n".join(
            dial_lines("${EXTEN}", plan, seconds=45, options="TU(notice)${THEN}")
        ),
        "COLLEAGUES": _colleagues(plan),
        "HELP": _help(plan),
        "OUTSIDE": _outside(plan),
        "OUTSIDE_DIAL": "\n".join(_taken_by_key("${TO}", plan)),
        "THIRD": "\n".join(dial_lines("${EXTEN}", plan, seconds=45)),
        "TLS": _tls(plan),
        "TRUNKS": "\n".join(trunk_lines(trunk, plan) for trunk in plan.trunks),
        "PHONES": "\n".join(telephone_lines(each, plan) for each in plan.telephones),
    }


def dial_lines(number: str, plan: Plan, *, seconds: int, options: str = "") -> list[str]:
    """Return the steps that dial a number outside: by the first trunk that works."""
    lines = []
    for trunk in plan.trunks:
        lines += [
            f" same => n,Dial(PJSIP/{number}@{trunk.name},{seconds},{options})",
            f" same => n,{_IF_THE_TRUNK_WORKS}?returned,s,1)",
        ]
    return [*lines, " same => n,Playback(hotline/no-line)", " same => n,Goto(returned,s,1)"]


def _help(plan: Plan) -> str:
    lines = []
    for number in plan.help_numbers:
        lines += [
            f"exten => {number},1,{_NO_RECORD}",
            f" same => n,Set(CALLERID(num)={plan.number})",
            *dial_lines(number, plan, seconds=60),
        ]
    return "\n".join(lines)


def _colleagues(plan: Plan) -> str:
    lines = []
    for telephone in plan.telephones:
        lines += [
            f"exten => {telephone.name},1,{_NO_RECORD}",
            " same => n,Gosub(go-on-recording,s,1)",
            f" same => n,Dial({telephone.interface},{plan.limits.ring})",
            " same => n,Goto(returned,s,1)",
        ]
    return "\n".join(lines)


def _outside(plan: Plan) -> str:
    lines = []
    for telephone in plan.telephones:
        if telephone.kind == "outside":
            lines.append(f"exten => {telephone.name},1,Set(CALLERID(num)={plan.number})")
            lines += _taken_by_key(telephone.number, plan)
            lines.append(" same => n(no),Hangup(17)")
    return "\n".join(lines)


def _taken_by_key(number: str, plan: Plan) -> list[str]:
    lines = []
    for trunk in plan.trunks:
        lines += [
            f" same => n,Dial(PJSIP/{number}@{trunk.name},30,U(take))",
            f" same => n,{_IF_THE_TRUNK_WORKS}?no)",
        ]
    return lines


def _tls(plan: Plan) -> str:
    """Return the transport for trunks by TLS; the provider's certificate is checked."""
    if not any(trunk.transport == "tls" for trunk in plan.trunks):
        return ""
    return "\n".join(
        [
            "[transport-tls]",
            "type=transport",
            "protocol=tls",
            f"bind={plan.ports.host}:{plan.ports.tls}",
            f"cert_file={plan.run / 'etc' / 'exchange.crt'}",
            f"priv_key_file={plan.run / 'etc' / 'exchange.key'}",
            f"ca_list_file={plan.authority or SYSTEM_AUTHORITIES / 'ca-certificates.crt'}",
            f"ca_list_path={SYSTEM_AUTHORITIES}",
            "method=tlsv1_2",
            "verify_server=yes",
            "",
        ]
    )


def _media(plan: Plan) -> list[str]:
    if plan.ports.host != "127.0.0.1":
        return []
    return ["media_address=127.0.0.1", "bind_rtp_to_media_address=yes"]


def trunk_lines(trunk: Trunk, plan: Plan) -> str:
    """Return the pjsip sections of a trunk."""
    lines = [
        f"[{trunk.name}]",
        "type=endpoint",
        f"transport=transport-{trunk.transport}",
        "context=from-trunk",
        "disallow=all",
        f"allow={','.join(trunk.codecs)}",
        "direct_media=no",
        "dtmf_mode=auto",
        "rtp_timeout=120",
        "trust_id_inbound=yes",
        "; Nobody outside may transfer.",
        "allow_transfer=no",
        *(["media_encryption=sdes"] if trunk.transport == "tls" else []),
        f"aors={trunk.name}",
        *_media(plan),
    ]
    sections = _gateway(trunk) if trunk.signs_in_here else _provider(trunk)
    return "\n".join([*lines, *sections])


def _gateway(trunk: Trunk) -> list[str]:
    """Return what is known of a gateway: it says its own name beside the caller's number."""
    return [
        "identify_by=username,auth_username",
        f"auth={trunk.name}",
        "",
        *_key(trunk.name, trunk.name, trunk.password),
        f"[{trunk.name}]",
        "type=aor",
        "max_contacts=1",
        "remove_existing=yes",
        "default_expiration=120",
        *_looked_after(trunk),
        "",
    ]


def _provider(trunk: Trunk) -> list[str]:
    """Return what is known of a provider: its address, whatever name the caller takes."""
    way = "" if trunk.transport == "udp" else f";transport={trunk.transport}"
    contact = f"sip:{trunk.host}:{trunk.port}{way}"
    signed = [f"outbound_auth={trunk.name}-auth", f"from_user={trunk.user}"]
    return [
        "identify_by=ip",
        *(signed if trunk.registers else []),
        "",
        f"[{trunk.name}]",
        "type=aor",
        f"contact={contact}",
        *_looked_after(trunk),
        "",
        f"[{trunk.name}]",
        "type=identify",
        f"endpoint={trunk.name}",
        f"match={trunk.host}",
        "",
        *_registration(trunk, contact),
    ]


def _looked_after(trunk: Trunk) -> list[str]:
    return [
        f"qualify_frequency={trunk.look_every}",
        f"qualify_timeout={min(3.0, 0.8 * trunk.look_every)}",
    ]


def _key(section: str, user: str, password: str) -> list[str]:
    return [
        f"[{section}]",
        "type=auth",
        "auth_type=digest",
        f"username={user}",
        f"password={password}",
        "",
    ]


def _registration(trunk: Trunk, contact: str) -> list[str]:
    """Return the sections by which we sign in at a provider that asks for it."""
    if not trunk.registers:
        return []
    return [
        *_key(f"{trunk.name}-auth", trunk.user, trunk.password),
        f"[{trunk.name}]",
        "type=registration",
        f"outbound_auth={trunk.name}-auth",
        f"server_uri={contact}",
        f"client_uri=sip:{trunk.user}@{trunk.host}",
        f"contact_user={trunk.user}",
        "retry_interval=20",
        "forbidden_retry_interval=300",
        "expiration=300",
        "",
    ]


def telephone_lines(telephone: Telephone, plan: Plan) -> str:
    """Return the pjsip sections of a telephone; a number outside has none."""
    if telephone.kind == "outside":
        return ""
    by_browser = telephone.kind == "browser"
    lines = [
        f"[{telephone.name}]",
        "type=endpoint",
        "context=from-officer",
        f"callerid={telephone.label or telephone.name} <{telephone.name}>",
        f"auth={telephone.name}",
        f"aors={telephone.name}",
        "disallow=all",
        "allow=alaw,ulaw" if by_browser else "allow=alaw,ulaw,g722",
        "direct_media=no",
        "dtmf_mode=rfc4733",
        "device_state_busy_at=1",
        "rtp_timeout=30",
        "identify_by=username",
        "allow_transfer=yes",
        "webrtc=yes" if by_browser else "transport=transport-udp",
        *_media(plan),
        "",
        *_key(telephone.name, telephone.name, telephone.secret),
        f"[{telephone.name}]",
        "type=aor",
        f"max_contacts={5 if by_browser else 1}",
        "remove_existing=yes",
        "default_expiration=120",
        "qualify_frequency=20",
        "",
    ]
    return "\n".join(lines)
