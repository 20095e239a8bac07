"""Reading what the environment says, with a clear sentence where it is wrong."""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Read a text setting; `NAME_FILE` names a file that holds it (for secrets)."""
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as failure:
            raise ImproperlyConfigured(
                f"{name}_FILE names {file}, which cannot be read ({failure})."
            ) from None
    return os.environ.get(name, default)


def number(name: str, default: int, *, least: int = 0) -> int:
    """Read a whole number."""
    raw = text(name, str(default))
    try:
        found = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from None
    if found < least:
        raise ImproperlyConfigured(f"{name} must be {least} or more, not {found}.")
    return found


def port(name: str, default: int) -> int:
    """Read the number of a port."""
    found = number(name, default)
    if not 1 <= found <= 65535:
        raise ImproperlyConfigured(f"{name} must be a port between 1 and 65535, not {found}.")
    return found


def choice(name: str, default: str, *known: str) -> str:
    """Read one of a few known words."""
    found = text(name, default)
    if found not in known:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(known)}, not {found!r}.")
    return found


def flag(name: str, *, default: bool) -> bool:
    """Read a switch: 1/0, yes/no, true/false, on/off."""
    raw = text(name, "1" if default else "0").strip().lower()
    if raw in {"1", "yes", "true", "on"}:
        return True
    if raw in {"0", "no", "false", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def shaped(name: str, default: str, shape: str, example: str) -> str:
    """Read a text that must have a shape."""
    found = text(name, default).strip()
    if not re.fullmatch(shape, found):
        raise ImproperlyConfigured(f"{name} must be such as {example}, not {found!r}.")
    return found


def words(name: str, default: str = "") -> list[str]:
    """Read a list separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def networks(name: str, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read a list of addresses and networks."""
    try:
        return tuple(ip_network(each, strict=False) for each in words(name, default))
    except ValueError as failure:
        raise ImproperlyConfigured(f"{name} must list addresses or networks: {failure}.") from None
