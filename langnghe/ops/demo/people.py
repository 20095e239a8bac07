"""Made-up citizens: each has a few matters in a year, about the ward they live in."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from langnghe.register.states import Channel, ReporterKind
from langnghe.vietnamese.fold import fold

MATTERS_EACH = 3
_NUMBERS = range(61, 1000)
_KEPT_FREE = frozenset({98, 123})
"""The hotline's own number, and the one of `langnghe demo call`."""
_FAMILIES = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý"),
    *("Phan", "Trịnh", "Đinh", "Mai"),
)
_MEN = (
    *("Văn Mẫu", "Thí Dụ", "Giả Định", "Văn Thử", "Minh Giả", "Giả Thiết", "Hư Cấu", "Văn Tưởng"),
    *("Đức Mẫu", "Phỏng Tác", "Quang Ví", "Bá Thử"),
)
_WOMEN = (
    *("Thị Ví Dụ", "Minh Họa", "Thị Mẫu", "Thị Thử", "Thị Giả Sử", "Thu Minh Họa", "Thị Tưởng"),
    *("Ngọc Ví", "Mẫu Mực", "Thị Hư Cấu", "Bích Dụ", "Thị Phỏng"),
)
_FOREIGNERS = ("John Sample", "Anna Example", "Pierre Exemple", "Maria Ejemplo", "Kenji Mihon")
_BODIES = (
    *("Ban quản trị chung cư Ví Dụ", "Hội người cao tuổi tổ 00", "Công ty TNHH Thí Dụ"),
    *("Công ty CP Minh Họa", "Hợp tác xã Giả Định", "Ban khánh tiết làng Mẫu"),
)


@dataclass(frozen=True, kw_only=True)
class Citizen:
    """Who speaks; no name where nobody gave one."""

    name: str = ""
    title: str = "Người dân"
    kind: ReporterKind = ReporterKind.PERSON
    people: int = 1
    phone: str = ""
    email: str = ""
    ward: str = ""


class People:
    """The city: hands out who calls and who writes."""

    def __init__(self, dice: random.Random, wards: list[str]) -> None:
        self.dice, self.wards = dice, wards
        self.known: dict[str, Citizen] = {}
        self.matters: dict[str, int] = {}
        self.writers: list[str] = []
        self.phones = self._dealt()

    def _dealt(self) -> Iterator[str]:
        numbers = [number for number in _NUMBERS if number not in _KEPT_FREE] * MATTERS_EACH
        self.dice.shuffle(numbers)
        yield from (f"0900000{number:03d}" for number in numbers)

    def speaker(self, channel: Channel, who: str, language: str) -> Citizen:
        """Return who says something of this sort on a channel."""
        if who == "anonymous":
            return Citizen(kind=ReporterKind.ANONYMOUS, email=self._hidden_address(channel))
        if who == "advertiser":
            return Citizen(name="Quảng cáo 24h", email="quang.cao@example.com")
        if language == "en":
            citizen = self._writer(self.dice.choice(_FOREIGNERS), "Mr/Ms")
            self.writers.remove(citizen.email)
            return citizen
        citizen = self._caller() if channel == Channel.CALL else self._someone_writing()
        if who == "group":
            people = self.dice.randint(5, 60)
            kind, name = ReporterKind.GROUP, f"Đại diện {people} hộ dân ({citizen.name or 'mẫu'})"
            return Citizen(**{**citizen.__dict__, "kind": kind, "name": name, "people": people})
        if who == "organisation":
            body = {"kind": ReporterKind.ORGANISATION, "name": self.dice.choice(_BODIES)}
            return Citizen(**{**citizen.__dict__, **body})
        return citizen

    def _hidden_address(self, channel: Channel) -> str:
        if channel == Channel.CALL:
            return ""
        return f"an.danh.{self.dice.randint(100, 999)}@example.com"

    def _caller(self) -> Citizen:
        """Return who calls next; one call in ten hides its number."""
        phone = "" if self.dice.random() < 0.1 else next(self.phones, "")
        if not phone:
            nameless = self.dice.random() < 0.4
            kind = ReporterKind.ANONYMOUS if nameless else ReporterKind.PERSON
            name, title = ("", "Người dân") if nameless else self._name()
            return Citizen(name=name, title=title, kind=kind, ward=self.home())
        if phone not in self.known:
            name, title = self._name()
            self.known[phone] = Citizen(name=name, title=title, phone=phone, ward=self.home())
        return self.known[phone]

    def newcomer(self, language: str = "vi") -> Citizen:
        """Return somebody who never wrote before."""
        if language == "en":
            return self._writer(self.dice.choice(_FOREIGNERS), "Mr/Ms")
        return self._writer(*self._name())

    def _someone_writing(self) -> Citizen:
        if self.writers and self.dice.random() < 0.35:
            address = self.dice.choice(self.writers)
            self.matters[address] += 1
            if self.matters[address] >= MATTERS_EACH:
                self.writers.remove(address)
            return self.known[address]
        return self._writer(*self._name())

    def _writer(self, name: str, title: str) -> Citizen:
        local = ".".join(fold(name).replace("/", " ").split())
        number = len(self.known) + 1
        address = f"{local}.{number}@example.com"
        self.known[address] = Citizen(name=name, title=title, email=address, ward=self.home())
        self.matters[address] = 1
        self.writers.append(address)
        return self.known[address]

    def _name(self) -> tuple[str, str]:
        if self.dice.random() < 0.5:
            return f"{self.dice.choice(_FAMILIES)} {self.dice.choice(_MEN)}", self._title("Ông")
        return f"{self.dice.choice(_FAMILIES)} {self.dice.choice(_WOMEN)}", self._title("Bà")

    def _title(self, old: str) -> str:
        young = {"Ông": "Anh", "Bà": "Chị"}[old]
        return self.dice.choice((old, young))

    def home(self) -> str:
        """Choose a ward to live in."""
        return self.dice.choice(self.wards)
