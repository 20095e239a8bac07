"""What made-up citizens say: patterns of the profile, filled so that words and facts agree.

A pattern's texts hold choices, `[one way|another]`, and slots, `{place}`: a few hundred short
texts become thousands of different ones. Streets, firms and people are invented.
"""

import random
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from langnghe.ops.demo.people import Citizen
from langnghe.register.states import Channel, Kind, ReporterKind, Sensitivity, Urgency

Row = dict[str, Any]
TITLE_LIMIT = 80
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
STREETS = (
    *("Hoa Sữa", "Ví Dụ", "Bằng Lăng Tím", "Cây Cơm Nguội", "Mẫu", "Thí Dụ", "Giả Định"),
    *("Minh Họa", "Hoa Gạo Đỏ", "Mưa Phùn", "Bồ Công Anh", "Chuồn Chuồn Ớt", "Giả Sử"),
    *("Lá Bàng Rơi", "Sương Sớm", "Hoa Mướp", "Diều Sáo", "Gió Heo May"),
)
VILLAGES = ("Mẫu", "Ví Dụ", "Thí Dụ", "Giả Định", "Minh Họa", "Giả Sử", "Thử", "Tưởng Tượng")
FIRMS = (
    *("Công ty Xây lắp Ví Dụ", "Công ty TNHH Thí Dụ", "Công ty CP Minh Họa", "Công ty May Mẫu"),
    *("Công ty Giả Định Xanh", "Công ty Cơ khí Thử Nghiệm", "Công ty Thực phẩm Giả Sử"),
)
_TOWN = {
    "road": ("phố {s}", "đường {s}", "phố {s}, gần số {n}", "ngõ {n} phố {s}", "ngã tư {s} – {t}"),
    "spot": ("số {n} phố {s}", "ngõ {n} phố {s}", "ngách {n}/{m} phố {s}", "tổ dân phố số {m}"),
    "village": ("khu đất trống cuối phố {s}", "ngõ {n} phố {s}", "bãi đất cạnh phố {s}"),
    "block": ("chung cư {s}, tòa {b}", "khu tập thể {s}, nhà {b}{m}", "chung cư mini {n} phố {s}"),
}
_VILLAGE = {
    "road": ("đường liên thôn {v} – {w}", "đường trục thôn {v}", "đoạn qua đình thôn {v}"),
    "spot": ("thôn {v}", "xóm {m} thôn {v}", "ngõ nhà văn hóa thôn {v}"),
    "village": ("cánh đồng thôn {v}", "thôn {v}", "bãi sông thôn {v}", "cuối thôn {w}"),
    "block": ("khu nhà ở xã hội {s}, tòa {b}", "dãy trọ thôn {v}", "khu đô thị {s}, tòa {b}"),
}
_ANYWHERE = {
    "bus": ("bến xe buýt {s}", "điểm dừng xe buýt {s}, tuyến 00", "điểm đầu tuyến 00 {s}"),
    "site": ("công trình số {n} phố {s}", "khu đất dự án {s}", "công trường khu đô thị {s}"),
    "lake": ("hồ {s}", "vườn hoa {s}", "mương {v}", "hồ điều hòa {s}"),
    "school": ("Trường Tiểu học {s}", "Trường THCS {s}", "Trường Mầm non {s}"),
    "market": ("chợ {v}", "chợ tạm {s}", "cổng chợ {v}"),
    "clinic": ("Phòng khám {s}", "Bệnh viện {v}", "Trạm y tế {v}"),
    "factory": ("khu xưởng {s}", "cụm công nghiệp {v}"),
    "temple": ("đình {v}", "chùa {v}", "đền {v}"),
    "onestop": ("bộ phận một cửa {ward}",),
}
_IN_A_VILLAGE = {
    "phường": "xã",
    "Phường": "Xã",
    "Tổ dân phố": "Trưởng thôn",
    "tổ dân phố": "thôn",
    "tổ trưởng thôn": "trưởng thôn",
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """A ward of today, as the words need it."""

    code: str
    name: str
    short_name: str
    is_town: bool
    latitude: float = 0.0
    longitude: float = 0.0

    @property
    def spoken(self) -> str:
        """The ward inside a sentence: `phường Ba Đình`."""
        return self.name[0].lower() + self.name[1:]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """What one made-up citizen says, and what an officer makes of it."""

    citizen: Citizen
    channel: Channel
    text: str
    topic: str
    ward: str | None
    subject: str = ""
    title: str = ""
    place: str = ""
    kind: Kind = Kind.REPORT
    urgency: Urgency = Urgency.K1
    sensitivity: Sensitivity = Sensitivity.S0
    language: str = "vi"
    settle: str = ""
    """Set where the office answers without an agency: the reason for closing."""
    result: str = ""
    event: str = ""
    """Ties the voices of one event to one case."""


@dataclass
class Speech:
    """The slots of one text: asked twice, a slot says the same."""

    dice: random.Random
    ward: Place
    citizen: Citizen
    said: dict[str, str] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """Choose among `[one|another]` and put words into slots."""
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda found: self.dice.choice(found[1].split("|")), text)
        if not self.ward.is_town:
            for town, village in _IN_A_VILLAGE.items():
                text = text.replace(town, village)
        return _SLOT.sub(lambda found: self.slot(found[1]), text)

    def slot(self, name: str) -> str:
        """Return the word for a slot."""
        if name not in self.said:
            self.said[name] = self._invent(name)
        return self.said[name]

    def stand_at(self, kind: str) -> str:
        """Choose the place that `{place}` says from now on."""
        forms = _ANYWHERE.get(kind) or (_TOWN if self.ward.is_town else _VILLAGE)[kind]
        street, other = self.dice.sample(STREETS, 2)
        village, next_one = self.dice.sample(VILLAGES, 2)
        place = self.dice.choice(forms).format(
            s=street,
            t=other,
            v=village,
            w=next_one,
            n=self.dice.randint(2, 268),
            m=self.dice.randint(2, 14),
            b=self.dice.choice("ABCD"),
            ward=self.ward.spoken,
        )
        self.said["place"] = place
        return place

    def _invent(self, name: str) -> str:
        dice = self.dice
        ranges = {
            "days": (2, 9),
            "weeks": (2, 6),
            "months": (2, 11),
            "count": (3, 8),
            "many": (20, 90),
        }
        if name in ranges:
            return str(dice.randint(*ranges[name]))
        words = {
            "ward": lambda: self.ward.spoken,
            "ward_en": lambda: f"{self.ward.short_name} ward",
            "people": lambda: str(self.citizen.people),
            "firm": lambda: dice.choice(FIRMS),
            "money": lambda: f"{dice.randint(6, 48) * 50}.000 đồng",
            "fee": lambda: f"{dice.randint(3, 40) * 10}.000 đồng",
            "big": lambda: f"{dice.randint(6, 90)} triệu đồng",
            "hour": lambda: f"{dice.randint(21, 23)} giờ",
            "time": lambda: f"{dice.randint(5, 8)}h{dice.randint(0, 5)}5",
            "date": lambda: f"{dice.randint(1, 28)}/{dice.randint(1, 12)}",
        }
        return words[name]()


def bare(text: str) -> str:
    """Write Vietnamese as people do on old telephones: without any mark."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def cut(title: str) -> str:
    """Keep a title within what a list shows, cut between words."""
    if len(title) <= TITLE_LIMIT:
        return title
    return title[: TITLE_LIMIT - 1].rsplit(" ", 1)[0] + "…"


_OPENINGS = (
    *("", "", "", "", "Tôi xin phản ánh: ", "Báo để các anh chị biết: "),
    *("Gọi lần thứ hai về việc này. ", "Tôi nói thật, ", "Nhờ đường dây nóng xem giúp. "),
    *("", "", "Alo, "),
)
_CLOSINGS = (
    *("", "", "", "", " Đề nghị kiểm tra sớm.", " Mong được trả lời.", " Xin cảm ơn."),
    *(" Rất bức xúc!", " Tôi đã phản ánh nơi khác mà không ai trả lời.", " Gọi lại cho tôi."),
)
_GREETINGS = (
    *("Kính gửi đường dây nóng,", "Kính gửi Văn phòng Thành ủy,", "Chào anh chị,"),
    *("Kính gửi các cơ quan chức năng,", "Gửi tổ trực,"),
)
_THANKS = ("Trân trọng,", "Xin cảm ơn.", "Kính mong được xem xét.", "Mong sớm có phản hồi.")


def voice_of(
    pattern: Row, citizen: Citizen, ward: Place, channel: Channel, dice: random.Random
) -> Voice:
    """Let a citizen say a pattern about a ward."""
    speech = Speech(dice, ward, citizen)
    place = speech.stand_at(pattern["place"])
    if citizen.kind == ReporterKind.ORGANISATION and "{firm}" in str(pattern["title"]):
        citizen = replace(citizen, name=speech.slot("firm"))
    chosen = dice.randrange(len(pattern["says"]))
    said = speech.fill(pattern["says"][chosen])
    text, subject = _dressed(pattern, said, citizen, channel, dice)
    title = cut(_capital(speech.fill(_same(pattern, "title", chosen, dice))))
    if channel == Channel.MAIL and not subject:
        subject = speech.fill(pattern.get("subject", "")) or dice.choice((title, _capital(place)))
    if channel == Channel.MAIL and pattern.get("language") != "en" and dice.random() < 0.14:
        text, subject = bare(text), bare(subject)
    return Voice(
        citizen=citizen,
        channel=channel,
        text=text,
        subject=subject,
        title=title,
        place=place,
        topic=pattern["topic"],
        ward=ward.code,
        kind=Kind(pattern.get("kind", "phan_anh")),
        urgency=Urgency(pattern.get("urgency", "K1")),
        sensitivity=Sensitivity(pattern.get("sensitivity", "S0")),
        language=pattern.get("language", "vi"),
        settle=pattern.get("settle", ""),
        result=_capital(speech.fill(_same(pattern, "results", chosen, dice))),
    )


def _same(pattern: Row, name: str, chosen: int, dice: random.Random) -> str:
    """Take the title or result that belongs to the chosen text, else any."""
    given = pattern.get(name) or ""
    if isinstance(given, str):
        return given
    return str(given[chosen] if len(given) == len(pattern["says"]) else dice.choice(given))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _dressed(
    pattern: Row, said: str, citizen: Citizen, channel: Channel, dice: random.Random
) -> tuple[str, str]:
    """Give the words the manner of their channel; an officer notes a call, a mail greets."""
    said = _capital(said)
    if pattern.get("kind") == "spam":
        return said, ""
    if channel == Channel.CALL:
        if dice.random() < 0.3 and citizen.name and citizen.kind == ReporterKind.PERSON:
            return f"{citizen.title} {citizen.name.split()[-1]} cho biết: {said}", ""
        if pattern.get("settle"):
            return said, ""
        return _joined(dice.choice(_OPENINGS), said) + dice.choice(_CLOSINGS), ""
    if pattern.get("language") == "en":
        return f"{said}\n\nKind regards,\n{citizen.name}", ""
    if dice.random() < 0.12:
        return said.lower().replace("không", "k").replace("được", "đc") + " :((", ""
    parts = [dice.choice(_GREETINGS), said, dice.choice(_THANKS)]
    if citizen.name:
        parts[-1] += f"\n{citizen.name}"
    angry = dice.random() < 0.04
    return "\n\n".join([parts[0], said.upper() + "!!!" if angry else said, parts[2]]), ""


def _joined(opening: str, said: str) -> str:
    if opening.endswith((": ", ", ")):
        return opening + said[0].lower() + said[1:]
    return opening + said


def labelled_voice(report: Row, wards: dict[str, Place]) -> Voice:
    """Turn one of the profile's labelled reports into a voice, as it stands."""
    labels, reporter = report["labels"], report["reporter"]
    mail = report["channel"] == "email"
    group = next((int(f.split("_")[1]) for f in labels["flags"] if f.startswith("signatories")), 1)
    kind = ReporterKind.GROUP if group > 1 else ReporterKind.PERSON
    if "anonymous" in labels["flags"]:
        kind = ReporterKind.ANONYMOUS
    email = reporter.get("email") or ""
    if email and not email.endswith("@example.com"):
        email = "quang.cao@example.com"
    citizen = Citizen(
        name="" if kind == ReporterKind.ANONYMOUS else reporter["name"],
        kind=kind,
        people=group,
        phone=reporter.get("phone") or "",
        email=email,
    )
    code = labels["ward_code"]
    topic = labels.get("topic_primary") or labels["topics"][0]
    spoken = wards[code].spoken if code in wards else ""
    return Voice(
        citizen=citizen,
        channel=Channel.MAIL if mail else Channel.CALL,
        text=report["text"],
        subject=report.get("subject", ""),
        title=cut(report.get("subject", "") or report["text"].split(".")[0].split("] ")[-1]),
        place=spoken,
        topic=topic,
        ward=code,
        kind=Kind(labels["kind"]),
        urgency=Urgency(labels["urgency"]),
        sensitivity=Sensitivity(labels["sensitivity"]),
        language="en" if "foreign_language" in labels["flags"] else "vi",
        settle=_settled(labels),
        result="Đã kiểm tra, xử lý theo nội dung phản ánh và thông báo cho người dân.",
        event=labels["dup_group"] or "",
    )


def _settled(labels: Row) -> str:
    if labels["kind"] in {"hoi_dap", "khen"}:
        return "answered"
    return "guided" if labels["competence"] == "ngoai" else ""
