"""The exchange's configuration, made from a plan: text in, text out."""

import re
from pathlib import Path

from langnghe.telephony.exchange.plan import Plan, Telephone, Trunk

TEMPLATES = Path(__file__).parent / "conf"
_PLACE = re.compile(r"@([A-Z_]+)@")


def configuration(plan: Plan) -> dict[str, str]:
    """Return every file of the configuration by name."""
    facts = _facts(plan)
    return {
        path.name: _PLACE.sub(lambda found: facts[found[1]], path.read_text(encoding="utf-8"))
        for path in sorted(TEMPLATES.glob("*.conf"))
    }


def _facts(plan: Plan) -> dict[str, str]:
    ports, limits = plan.ports, plan.limits
    return {
        "RUN": str(plan.run),
        "MODULES": str(plan.modules),
        "SPOOL": str(plan.spool),
        "RECORDINGS": str(plan.spool / "recordings"),
        "SOUNDS": str(plan.sounds),
        "SECRET": plan.secret,
        "NUMBER": plan.number,
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
        "ICE": "\n".join(f"{address} => 127.0.0.1" for address in plan.ice_addresses),
        "VERBOSE": ",verbose(3)" if plan.verbose else "",
        "CHOICE_SECONDS": str(limits.choice),
        "RING_SECONDS": str(limits.ring),
        "WRAP_UP_SECONDS": str(limits.wrap_up),
        "LONGEST_WAIT": str(limits.longest_wait),
        "ANNOUNCE_SECONDS": str(limits.announce),
        "OFFER_SECONDS": str(limits.offer),
        "SILENCE_SECONDS": str(limits.silence),
        "MESSAGE_SECONDS": str(limits.message),
        "CALLS_OF_ONE_NUMBER": str(limits.calls_of_one_number),
        "OUTWARD": _outward(plan),
        "HELP": _help(plan),
        "TRUNKS": "\n".join(trunk_lines(trunk, plan) for trunk in plan.trunks),
        "PHONES": "\n".join(telephone_lines(each, plan) for each in plan.telephones),
    }


def _outward(plan: Plan) -> str:
    """Say how a number outside is dialled: the first trunk, the next where it fails."""
    return f"PJSIP/${{EXTEN}}@{plan.trunks[0].name}" if plan.trunks else "Local/none@nowhere"


def _help(plan: Plan) -> str:
    lines = []
    for number in plan.help_numbers:
        lines.append(f"exten => {number},1,Set(CALLERID(num)={plan.number})")
        lines += [f" same => n,Dial(PJSIP/{number}@{trunk.name},60)" for trunk in plan.trunks] or [
            " same => n,Playback(hotline/no-line)"
        ]
    return "\n".join(lines)


def _media(plan: Plan) -> list[str]:
    if plan.ports.host != "127.0.0.1":
        return []
    return ["media_address=127.0.0.1", "bind_rtp_to_media_address=yes"]


def trunk_lines(trunk: Trunk, plan: Plan) -> str:
    """Return the pjsip sections of a trunk."""
    contact = f"sip:{trunk.host}:{trunk.port}"
    lines = [
        f"[{trunk.name}]",
        "type=endpoint",
        f"transport=transport-{trunk.transport}",
        "context=from-trunk",
        "disallow=all",
        f"allow={','.join(trunk.codecs)}",
        "direct_media=no",
        "dtmf_mode=auto",
        "rtp_timeout=60",
        "trust_id_inbound=yes",
        f"aors={trunk.name}",
        *_media(plan),
        "",
        f"[{trunk.name}]",
        "type=aor",
        f"contact={contact}",
        "qualify_frequency=30",
        "",
        f"[{trunk.name}]",
        "type=identify",
        f"endpoint={trunk.name}",
        f"match={trunk.host}",
        "",
    ]
    if trunk.registers:
        lines += [
            f"[{trunk.name}-auth]",
            "type=auth",
            "auth_type=digest",
            f"username={trunk.user}",
            f"password={trunk.password}",
            "",
            f"[{trunk.name}]",
            "type=registration",
            f"outbound_auth={trunk.name}-auth",
            f"server_uri={contact}",
            f"client_uri=sip:{trunk.user}@{trunk.host}",
            "retry_interval=20",
            "forbidden_retry_interval=300",
            "expiration=300",
            "",
        ]
        lines.insert(lines.index(f"aors={trunk.name}"), f"outbound_auth={trunk.name}-auth")
    return "\n".join(lines)


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
        "allow=opus,alaw,ulaw" if by_browser else "allow=alaw,ulaw,g722",
        "direct_media=no",
        "dtmf_mode=rfc4733",
        "device_state_busy_at=1",
        "allow_transfer=yes",
        "webrtc=yes" if by_browser else "transport=transport-udp",
        *_media(plan),
        "",
        f"[{telephone.name}]",
        "type=auth",
        "auth_type=digest",
        f"username={telephone.name}",
        f"password={telephone.secret}",
        "",
        f"[{telephone.name}]",
        "type=aor",
        f"max_contacts={5 if by_browser else 1}",
        "remove_existing=yes",
        "default_expiration=120",
        "qualify_frequency=20",
        "",
    ]
    return "\n".join(lines)
