"""Who helps the sound of browsers around walls, and the passwords for it that end by themselves."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

VALID = timedelta(days=7)
"""A window may stay open for a whole shift, and for a weekend."""


class Server(TypedDict):
    """A server as browsers want to be told of it."""

    urls: list[str]
    username: NotRequired[str]
    credential: NotRequired[str]


def servers(urls: Sequence[str], secret: str, *, user: str, at: datetime) -> list[Server]:
    """Return the servers; those of TURN with a name and password made of the shared secret.

    The way is that of "A REST API For Access To TURN Services", which coturn understands: SHA-1 is
    its choice.
    """
    found: list[Server] = []
    if helpers := [url for url in urls if url.startswith("stun")]:
        found.append({"urls": helpers})
    relays = [url for url in urls if url.startswith("turn")]
    if relays and secret:
        name = f"{int((at + VALID).timestamp())}:{user}"
        word = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
        found.append(
            {"urls": relays, "username": name, "credential": b64encode(word).decode("ascii")}
        )
    return found
