"""Strangers at the exchange's door: what is said of them, and when somebody goes too far."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

STRIKES, WITHIN = 5, timedelta(minutes=1)
"""So many wrong names or passwords from one address within so long, and it is kept out."""
WRONG = frozenset({"InvalidAccountID", "InvalidPassword", "ChallengeResponseFailed"})
_WHOLE = frozenset({"Privilege", "SessionID", "LocalAddress", "RemoteAddress"})
"""A name may hold the ends of lines, and so write an address of its choice into the event, which
breaks in two: only an event in one piece is believed. (Names are cut at 36 letters.)"""
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, kw_only=True)
class Knock:
    """Somebody said a name at the door: wrong (`event` says how), or with the right password."""

    address: str
    account: str
    event: str

    @property
    def is_wrong(self) -> bool:
        """Whether it speaks against the address."""
        return self.event in WRONG


def read_knock(block: Mapping[str, str]) -> Knock | None:
    """Read a security event of the manager; None where it says nothing about a stranger."""
    event = block.get("Event", "")
    is_whole = block.get("Service") == "PJSIP" and block.keys() >= _WHOLE
    if not is_whole or event not in {*WRONG, "SuccessfulAuth"}:
        return None
    # IPV4/UDP/203.0.113.7/5060; of IPv6 the address may stand in brackets
    place = block.get("RemoteAddress", "").split("/")
    try:
        address = str(ip_address(place[2].strip("[]")))
    except (IndexError, ValueError):
        return None
    return Knock(address=address, account=block.get("AccountID", "")[:80], event=event)


@dataclass
class Door:
    """Counts what speaks against each address; those of `spared` networks are never kept out."""

    spared: tuple[Network, ...] = ()
    strikes: dict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    def goes_too_far(self, knock: Knock, *, at: datetime) -> bool:
        """Take a knock in; tell whether its address is to be kept out now.

        The right password clears what spoke against an address: a whole office may sit behind it.
        """
        self._forget(at)
        if not knock.is_wrong:
            self.strikes.pop(knock.address, None)
            return False
        if is_within(knock.address, self.spared):
            return False
        strikes = self.strikes[knock.address]
        strikes.append(at)
        if len(strikes) < STRIKES:
            return False
        del self.strikes[knock.address]
        return True

    def _forget(self, at: datetime) -> None:
        for address, strikes in [*self.strikes.items()]:
            while strikes and at - strikes[0] > WITHIN:
                strikes.popleft()
            if not strikes:
                del self.strikes[address]


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Tell whether an address belongs to one of the networks, however it is written."""
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in networks)
