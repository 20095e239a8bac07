"""About a year of made-up reports: the profile's labelled ones and variations of them.

10 to 15 a day, fewer at weekends, and a few bursts (a storm, a dry tap) as hotlines see them.
Everything is invented; the generator is seeded, so that every newcomer sees the same year.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from langnghe.register.actions.history import PastSubmission
from langnghe.register.states import (
    Channel,
    Kind,
    LegalForm,
    ReporterKind,
    Sensitivity,
    Status,
    Urgency,
)
from langnghe.workdays.calendar import WorkCalendar
from langnghe.workdays.due import due_at

Row = dict[str, Any]
DAYS = 365
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
_GIVEN = ("Văn Mẫu", "Thị Ví Dụ", "Thí Dụ", "Minh Họa", "Giả Định", "Thị Mẫu", "Văn Thử")
_STREETS = (
    "phố Hoa Sữa",
    "ngõ 12 phố Ví Dụ",
    "đường Bằng Lăng Tím",
    "khu tập thể Thí Dụ",
    "chung cư Minh Họa, tòa B",
    "ngách 5/7 phố Mẫu",
    "chợ tạm Giả Định",
    "đường Cây Cơm Nguội",
)
_OPENINGS = (
    "",
    "Tôi xin phản ánh: ",
    "Kính gửi đường dây nóng. ",
    "Đề nghị thành phố xem xét việc sau. ",
    "Gọi lần thứ hai về việc này. ",
    "Thay mặt bà con tổ dân phố: ",
)
_CLOSINGS = ("", " Đề nghị kiểm tra sớm.", " Mong được trả lời.", " Xin cảm ơn.", " Rất bức xúc.")
_RESULTS = (
    "Đã kiểm tra thực tế và xử lý xong trong ngày; gửi kèm ảnh trước và sau.",
    "Đã lập biên bản, yêu cầu khắc phục; đã kiểm tra lại, hiện trường bảo đảm.",
    "Đã làm việc với các bên, thống nhất cách giải quyết, người dân đồng thuận.",
    "Nội dung đúng như phản ánh; đã xử lý và phân công người theo dõi.",
    "Đã giải thích quy định và hướng dẫn thủ tục cho công dân.",
)
_BURSTS = ((200, "PC.03", 55), (92, "NS.01", 40), (41, "HT.01", 35), (17, "MT.01", 25))
"""Days ago, topic, further reports that day."""


@dataclass(frozen=True)
class Places:
    """Ids of the profile's rows: topics and wards by code, the agency for (topic, ward)."""

    topics: dict[str, int]
    wards: dict[str, int]
    ward_names: dict[str, str]
    topic_agency: dict[str, int]
    ward_agency: dict[str, int]
    officers: tuple[int, ...]

    def agency(self, topic: str, ward: str) -> int | None:
        """Return who usually deals with a topic in a ward."""
        return self.topic_agency.get(topic) or self.ward_agency.get(ward)


def result_of(key: str) -> str:
    """Return what the agency reported about a made-up case."""
    return random.Random(key).choice(_RESULTS)  # noqa: S311 (made-up data)


def past_year(
    reports: list[Row], places: Places, calendar: WorkCalendar, *, at: datetime
) -> Iterator[PastSubmission]:
    """Yield made-up submissions of the year before `at`, oldest first."""
    dice = random.Random(2016)  # noqa: S311 (made-up data)
    ordinary = [each for each in reports if each["labels"]["topics"]]
    weights = [_weight(each["labels"]) for each in ordinary]
    for ago in range(DAYS, -1, -1):
        day = at - timedelta(days=ago)
        moments = _moments(dice, day, at)
        for number, moment in enumerate(moments):
            key = f"{day:%Y%m%d}-{number:03d}"
            report = dice.choices(ordinary, weights)[0]
            yield _varied(dice, report, places, calendar, (key, moment, at))
        for burst_ago, topic, count in _BURSTS:
            if burst_ago == ago:
                alike = [each for each in ordinary if topic in each["labels"]["topics"]]
                yield from _burst(dice, alike or ordinary, places, calendar, (day, at, count))


def _weight(labels: Row) -> float:
    """Say how common a sort of report is: emergencies and sensitive matters are rare."""
    rare = 0.12 if labels["sensitivity"] == "S2" else 1.0
    return rare * {"K3": 0.25, "K2": 0.7}.get(labels["urgency"], 1.6)


def _moments(dice: random.Random, day: datetime, at: datetime) -> list[datetime]:
    usual = (7, 10) if day.weekday() >= 5 else (10, 15)
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    hours = [min(23.9, max(0.1, dice.gauss(13, 4.5))) for _each in range(dice.randint(*usual))]
    moments = [midnight + timedelta(hours=hour) for hour in sorted(hours)]
    return [moment for moment in moments if moment < at - timedelta(minutes=20)]


def _burst(
    dice: random.Random,
    alike: list[Row],
    places: Places,
    calendar: WorkCalendar,
    when: tuple[datetime, datetime, int],
) -> Iterator[PastSubmission]:
    """Yield many voices about one event: they share one case."""
    day, at, count = when
    report = dice.choice(alike)
    for number in range(count):
        moment = day.replace(hour=6, minute=0, second=0) + timedelta(minutes=7 * number)
        key = f"{day:%Y%m%d}-b{number:03d}"
        row = _varied(dice, report, places, calendar, (key, min(moment, at), at))
        yield PastSubmission(**{**row.__dict__, "case_key": f"{day:%Y%m%d}-burst"})


def _varied(
    dice: random.Random,
    report: Row,
    places: Places,
    calendar: WorkCalendar,
    when: tuple[str, datetime, datetime],
) -> PastSubmission:
    key, moment, at = when
    labels = report["labels"]
    topic = labels.get("topic_primary") or labels["topics"][0]
    ward = dice.choice(list(places.wards))
    by_mail = dice.random() < 0.22
    street = dice.choice(_STREETS)
    name = f"{dice.choice(_FAMILY)} {dice.choice(_GIVEN)}"
    text = dice.choice(_OPENINGS) + report["text"] + dice.choice(_CLOSINGS)
    urgency = Urgency(labels["urgency"])
    unit = {Urgency.K3: (1, "h"), Urgency.K2: (3, "wd"), Urgency.K1: (10, "wd")}[urgency]
    registered = moment + timedelta(minutes=dice.randint(2, 90))
    due = due_at(*unit, registered, calendar)
    return PastSubmission(
        key=key,
        channel=Channel.MAIL if by_mail else Channel.CALL,
        received_at=moment,
        text=f"{text} ({street}, {places.ward_names[ward]})",
        subject=f"Phản ánh tại {street}" if by_mail else "",
        name="" if labels.get("anonymous") else name,
        phone="" if by_mail else f"0900000{dice.randint(1, 97):03d}",
        email=f"cong.dan.{dice.randint(1, 400)}@example.com" if by_mail else "",
        reporter_kind=ReporterKind.GROUP if dice.random() < 0.06 else ReporterKind.PERSON,
        people=1,
        kind=Kind(labels["kind"]),
        legal_form=LegalForm.PLAIN_MAIL if by_mail else LegalForm.TELEPHONE,
        topic_id=places.topics[topic],
        ward_id=places.wards[ward],
        place=street,
        urgency=urgency,
        sensitivity=Sensitivity(labels["sensitivity"]),
        is_demo=True,
        **_progress(dice, registered, due, at, places.agency(topic, ward)),
    )


def _progress(
    dice: random.Random,
    registered: datetime,
    due: datetime,
    at: datetime,
    agency_id: int | None,
) -> Row:
    """Say how far the work has come: nearly all old ones are closed, the newest are not."""
    days = (at - registered).total_seconds() / 86400
    luck = dice.random()
    if days < 0.3 and luck < 0.6:
        return {"status": Status.NEW}
    facts: Row = {"registered_at": registered, "due_at": due}
    facts["holder_id"] = None
    if days < 1.2 and luck < 0.7:
        return {**facts, "status": Status.REGISTERED}
    facts["agency_id"] = agency_id
    answered = min(at, registered + timedelta(days=dice.uniform(0.4, 11)))
    if (days < 14 and luck < 0.55) or luck < 0.012:
        return {**facts, "status": Status.FORWARDED if agency_id else Status.REGISTERED}
    if days < 14 and luck < 0.68:
        return {**facts, "status": Status.RESULTED, "due_at": None}
    facts |= {"answered_at": answered, "due_at": None}
    if days < 12 and luck < 0.8:
        return {**facts, "status": Status.ANSWERED}
    closed = min(at, answered + timedelta(hours=dice.uniform(1, 30)))
    reason = "answered" if luck < 0.96 else "guided"
    return {**facts, "status": Status.CLOSED, "closed_at": closed, "close_reason": reason}
