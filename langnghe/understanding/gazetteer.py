"""The city's names: wards of today, units of before, streets, landmarks, borders."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langnghe.understanding.phrases import PhraseBook
from langnghe.vietnamese.fold import fold

_NEAR_WARDS, _FAR_KM = 4, 8.0
_TYPES = ("phường ", "xã ", "thị trấn ", "quận ", "huyện ", "thị xã ")


@dataclass(frozen=True, slots=True)
class WardPlace:
    """A ward or commune of today with its centre in degrees (WGS 84)."""

    code: str
    name: str
    short: str
    latitude: float
    longitude: float


@dataclass(slots=True)
class Named:
    """Everything in the city that bears one name.

    `ward` is the code of a ward of today. `old` maps an old district (folded) to the wards that
    took that old unit, with their shares. `kinds` tell what each of them was ("phuong", "xa",
    "thi tran"), the ward of today under "". `districts` are wards of the old district so called.
    `places` are streets and landmarks: kind and wards with shares. `is_weak`: the name is an
    everyday word or a person's name too, and is a place only after "đường", "khu" and the like.
    """

    name: str
    ward: str = ""
    old: dict[str, dict[str, float]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    district: dict[str, float] = field(default_factory=dict)
    places: list[tuple[str, dict[str, float]]] = field(default_factory=list)
    is_weak: bool = False
    main_names: set[str] = field(default_factory=set)

    @property
    def known_as(self) -> str:
        """The main name of the one place it names: "TL70" is "Tỉnh lộ 70"; else the name itself."""
        if self.ward or self.old or self.district or len(self.main_names) != 1:
            return self.name
        return next(iter(self.main_names))


class Gazetteer:
    """Names of one city, found in texts; shares are between 0 and 1 and sum to 1."""

    def __init__(
        self,
        wards: Iterable[Mapping[str, Any]],
        places: Iterable[Mapping[str, Any]] = (),
        neighbours: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        rows = list(wards)
        self.wards = {
            row["code"]: WardPlace(
                row["code"], row["name"], row["short"], row.get("lat") or 0.0, row.get("lon") or 0.0
            )
            for row in rows
        }
        self.neighbours = {code: frozenset(near) for code, near in (neighbours or {}).items()}
        self._named: dict[str, Named] = {}
        for row in rows:
            named = self._name(row["short"])
            named.ward, named.kinds[""] = row["code"], _kind_of(row["name"])
        self._old_units(rows)
        for place in places:
            self._place(place)
        self.book: PhraseBook[Named] = PhraseBook(
            (named.name, named) for named in self._named.values()
        )

    def near(self, latitude: float, longitude: float) -> dict[str, float]:
        """Return the wards a point may lie in, with shares; empty far outside the city.

        Centres are all there is to go by: the share falls with the square of the distance.
        """
        here = WardPlace("", "", "", latitude, longitude)
        far = {code: distance_km(here, ward) for code, ward in self.wards.items()}
        close = sorted(far, key=far.__getitem__)[:_NEAR_WARDS]
        if not close or far[close[0]] > _FAR_KM:
            return {}
        weights = {code: 1 / (0.3 + far[code] ** 2) for code in close}
        whole = sum(weights.values())
        return {code: weight / whole for code, weight in weights.items()}

    def borders(self, one: str, other: str) -> bool:
        """Tell whether two wards are the same or touch each other."""
        return one == other or other in self.neighbours.get(one, frozenset())

    def _name(self, name: str) -> Named:
        known = self._named.get(name.lower())
        if known is None:
            known = self._named[name.lower()] = Named(name)
        return known

    def _old_units(self, rows: list[Mapping[str, Any]]) -> None:
        parts: dict[tuple[str, str], list[tuple[str, bool, bool]]] = defaultdict(list)
        districts: dict[str, dict[str, float]] = defaultdict(dict)
        for row in rows:
            for unit in row["old_units"]:
                old, district = bare_name(unit["old"]), bare_name(unit["district"])
                main = bool(unit.get("main_part")) or bool(unit["whole"])
                parts[old, district].append((row["code"], bool(unit["whole"]), main))
                self._name(old).kinds[fold(district)] = _kind_of(unit["old"])
                districts[district][row["code"]] = 1.0
        for (old, district), found in parts.items():
            self._name(old).old[fold(district)] = _shares(found)
        for district, codes in districts.items():
            named = self._name(district)
            named.district = {code: 1 / len(codes) for code in codes}

    def _place(self, place: Mapping[str, Any]) -> None:
        codes = [code for code in place["wards"] if code in self.wards]
        if not codes:
            return
        first = codes if place.get("even") else codes[:1]
        shares = _shares([(code, len(codes) == 1, code in first) for code in codes])
        for code in place.get("maybe", ()):  # it may reach a little into these
            if code in self.wards and code not in shares:
                shares[code] = 0.04
        for name in (place["name"], *place.get("other_names", ())):
            if name.lower().startswith(_TYPES):
                continue  # units are known by themselves
            self._name(name).is_weak |= bool(place.get("weak"))
            self._name(name).places.append((place.get("kind", "place"), shares))
            self._name(name).main_names.add(place["name"])


def _shares(parts: list[tuple[str, bool, bool]]) -> dict[str, float]:
    """Share one old unit or place among wards: the main part counts as three others."""
    weights = {code: 1.0 if whole else 0.75 if main else 0.25 for code, whole, main in parts}
    total = sum(weights.values())
    return {code: weight / total for code, weight in weights.items()}


def _kind_of(unit: str) -> str:
    """Return what a unit is, folded: "phuong" for "Phường Kim Mã"."""
    return fold(next((kind for kind in _TYPES if unit.lower().startswith(kind)), "")).strip()


def bare_name(unit: str) -> str:
    """Return the name of a unit without what it is: "Phường Kim Mã" becomes "Kim Mã"."""
    lower = unit.lower()
    for kind in _TYPES:
        if lower.startswith(kind):
            return unit[len(kind) :]
    return unit


def distance_km(one: WardPlace, other: WardPlace) -> float:
    """Return the distance between two centres in kilometres, on a plane tangent to the city."""
    north = (one.latitude - other.latitude) * 110.6
    east = (one.longitude - other.longitude) * 111.3 * math.cos(math.radians(one.latitude))
    return math.hypot(north, east)
