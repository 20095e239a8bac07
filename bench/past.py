"""A full register to measure on: made-up submissions, nearly all closed, some late, some new."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from langnghe.register.states import Channel, Kind, LegalForm, Sensitivity, Status, Urgency

if TYPE_CHECKING:
    from langnghe.register.actions.history import PastSubmission

A_DAY = 14
"""Submissions a day: a hundred thousand are some twenty years."""
LATE_DAYS = 60
RARE = "bằng lăng nước"
"""Words that stand in one submission of a thousand."""
_MATTERS = (
    ("Rác thải chất đống ở phố {street}, mùi hôi bốc lên cả ngày.", "K1"),
    ("Nắp hố ga ở phố {street} bị vỡ, trẻ em đi học qua đây rất nguy hiểm.", "K2"),
    ("Đèn chiếu sáng ở đường {street} hỏng đã mười ngày chưa có người sửa.", "K1"),
    ("Nước máy ở khu {street} chảy yếu, buổi tối thì mất hẳn.", "K2"),
    ("Quán ăn ở phố {street} lấn chiếm vỉa hè, người đi bộ xuống lòng đường.", "K1"),
    ("Công trình ở ngõ {street} thi công quá nửa đêm, ồn không ai ngủ được.", "K1"),
    ("Hồ sơ ở bộ phận một cửa khu {street} quá hẹn nhiều tuần chưa trả.", "K1"),
    ("Tường nhà cũ ở phố {street} sắp đổ, đe dọa người đi đường.", "K3"),
)
_STREETS = ("Hoa Sữa", "Ví Dụ", "Bằng Lăng Tím", "Thí Dụ", "Minh Họa", "Giả Định", "Cơm Nguội")
_WISHES = ("Đề nghị kiểm tra sớm.", "Mong được trả lời.", "Bà con rất bức xúc.", "Xin cảm ơn.")
_NAMES = ("Nguyễn Văn Mẫu", "Trần Thị Ví Dụ", "Lê Thí Dụ", "Phạm Minh Họa", "Vũ Thị Mẫu")


def past(count: int, *, at: datetime) -> Iterator["PastSubmission"]:
    """Yield the newest `count` submissions before `at`, oldest first; each reads differently."""
    from langnghe.access.models import Agency
    from langnghe.register.actions.history import PastSubmission
    from langnghe.register.models import Topic, Ward

    dice = random.Random(count)  # noqa: S311 (made-up data)
    topics = list(Topic.objects.filter(parent__isnull=False).values_list("pk", flat=True))
    wards = list(Ward.objects.values_list("pk", flat=True))
    agencies = list(Agency.objects.values_list("pk", flat=True))
    for number in range(count):
        moment = at - timedelta(days=(count - number) / A_DAY)
        yield PastSubmission(
            **_said(dice, number),
            **_course(dice, moment, at, dice.choice(agencies)),
            topic_id=dice.choice(topics),
            ward_id=dice.choice(wards),
        )


def _said(dice: random.Random, number: int) -> dict[str, Any]:
    words, urgency = dice.choices(_MATTERS, (6, 3, 4, 3, 5, 4, 3, 0.4))[0]
    street, by_mail = dice.choice(_STREETS), dice.random() < 0.25
    rare = f" Gần cây {RARE}." if number % 1000 == 500 else ""
    place = f"Số nhà {number % 997}, ngõ {number % 89}.{rare}"
    return {
        "key": f"{number:06d}",
        "text": f"{words.format(street=street)} {place} {dice.choice(_WISHES)}",
        "subject": f"Phản ánh ở phố {street}" if by_mail else "",
        "name": dice.choice(_NAMES),
        "channel": Channel.MAIL if by_mail else Channel.CALL,
        "phone": "" if by_mail else f"0900000{number % 1000:03d}",
        "email": f"cong.dan.{number % 20_000}@example.com" if by_mail else "",
        "kind": dice.choices((Kind.REPORT, Kind.PROPOSAL, Kind.ENQUIRY), (7, 2, 1))[0],
        "legal_form": LegalForm.PLAIN_MAIL if by_mail else LegalForm.TELEPHONE,
        "urgency": Urgency(urgency),
        "sensitivity": Sensitivity.S2 if dice.random() < 0.01 else Sensitivity.S0,
    }


def _course(dice: random.Random, moment: datetime, at: datetime, agency_id: int) -> dict[str, Any]:
    """Say how far the work has come.

    What is open is of the last weeks, whatever the size of the register: an office works things
    off, and only then do a small and a large one show the same rows.
    """
    days, luck = (at - moment).days, dice.random()
    registered = moment + timedelta(minutes=20)
    facts: dict[str, Any] = {"received_at": moment}
    if days < 1:
        return {**facts, "status": Status.NEW}
    facts |= {"registered_at": registered, "agency_id": agency_id}
    if luck < (0.5 if days < 10 else 0.2 if days < LATE_DAYS else 0):
        due = registered + timedelta(days=10)
        return {**facts, "due_at": due, "status": Status.FORWARDED}
    answered = registered + timedelta(days=min(days, 7) * luck)
    if days < 10 and luck < 0.6:
        return {**facts, "status": Status.RESULTED}
    closed = {"closed_at": answered, "close_reason": "answered"}
    return {**facts, **closed, "answered_at": answered, "status": Status.CLOSED}
