"""Notices on a browser's device while no page is open: Web Push (RFC 8030, 8188, 8291, 8292)."""

import contextlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from langnghe.late import late

if TYPE_CHECKING:
    import py_vapid
    import pywebpush
    import requests
    from cryptography.hazmat.primitives import serialization
else:
    py_vapid, pywebpush, requests = late("py_vapid"), late("pywebpush"), late("requests")
    serialization = late("cryptography.hazmat.primitives.serialization")

LIVES_SECONDS = 1800
"""How long a push service keeps a notice for a device that is away."""
_PATIENCE_SECONDS = 15
_GONE = frozenset({404, 410})
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


class PushAway(Exception):
    """The push service did not take it now."""


class DeviceGone(Exception):
    """The device is known no longer, or never was one."""


@dataclass(frozen=True, kw_only=True)
class Device:
    """What a browser gave to be reached by: its address, its public key, its secret (base64url)."""

    endpoint: str
    key: str
    secret: str


def is_push_service(endpoint: str, hosts: Collection[str]) -> bool:
    """Tell whether an address is one of a push service that is allowed.

    Devices name their own address: without this list anybody signed in could let us knock at any
    door of our network. `*.example.com` allows what is below.
    """
    try:
        place = urlsplit(endpoint)
    except ValueError:
        return False
    host = place.hostname or ""
    if place.scheme != "https" and not (place.scheme == "http" and host in _LOOPBACK):
        return False
    return any(host == each or (each[:2] == "*." and host.endswith(each[1:])) for each in hosts)


def own_key(file: Path) -> "py_vapid.Vapid02":
    """Return the key that says who we are to push services, made at the first start."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = py_vapid.Vapid02()
        made.generate_keys()
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        made.save_key(str(fresh))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)  # another process of the same start may be first: its key counts
        fresh.unlink()
    return py_vapid.Vapid02.from_file(str(file))


def public_key(key: "py_vapid.Vapid02") -> bytes:
    """Return what browsers ask for when they subscribe: the point, uncompressed."""
    form = serialization.PublicFormat.UncompressedPoint
    return bytes(key.public_key.public_bytes(serialization.Encoding.X962, form))


def push(
    device: Device, said: Mapping[str, object], *, key: "py_vapid.Vapid02", contact: str
) -> None:
    """Hand a notice for one device to its push service, so that only the device can read it.

    `contact` is the mail address that the push service may write to. Raises PushAway, DeviceGone.
    """
    try:
        pywebpush.webpush(
            {
                "endpoint": device.endpoint,
                "keys": {"p256dh": device.key, "auth": device.secret},
            },
            json.dumps(said, ensure_ascii=False).encode(),
            vapid_private_key=key,
            vapid_claims={"sub": f"mailto:{contact}"},
            ttl=LIVES_SECONDS,
            headers={"Urgency": "high"},
            timeout=_PATIENCE_SECONDS,
        )
    except pywebpush.WebPushException as refusal:
        status = refusal.response.status_code if refusal.response is not None else 0
        if status in _GONE:
            raise DeviceGone(f"the push service knows it no longer ({status})") from None
        raise PushAway(f"the push service answered {status}") from None
    except requests.RequestException as failure:
        raise PushAway(f"the push service cannot be reached ({failure})") from None
    except ValueError as failure:
        raise DeviceGone(f"its keys are none ({failure})") from None
