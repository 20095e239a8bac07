"""What made-up citizens say of their answers: a third of them, most of them content."""

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from langnghe.register import events as book
from langnghe.register.actions.history import Made
from langnghe.register.states import Channel
from langnghe.reply import events as told
from langnghe.reply.models import Satisfaction
from langnghe.reply.states import RatedBy

if TYPE_CHECKING:
    from langnghe.ops.demo.course import Course

_SHARE = 0.34
_SCORES, _WEIGHTS = (5, 4, 3, 2, 1), (40, 34, 14, 8, 4)
_WORDS = {
    5: ("Cảm ơn, đã xong thật.", "Rất nhanh.", ""),
    4: ("Được.", "", ""),
    3: ("Tạm được, hơi lâu.", ""),
    2: ("Làm chưa đến nơi.", "Trả lời còn chung chung."),
    1: ("Chưa thấy ai đến.", "Vẫn y như cũ."),
}
_STAYS = "Đã gọi lại giải thích; không có tình tiết mới."


def rate(course: "Course") -> None:
    """Let a citizen rate the answer some hours later; who is not content is called again."""
    dice = random.Random(f"{course.begun} {course.voice.citizen.name}")  # noqa: S311
    hidden = not course.voice.citizen.phone + course.voice.citizen.email
    if hidden or course.turns.again or course.turns.until or dice.random() > _SHARE:
        return
    score = dice.choices(_SCORES, _WEIGHTS)[0]
    words = dice.choice(_WORDS[score])
    course.moment += timedelta(minutes=dice.randint(20, 600))
    by_mail = course.voice.channel == Channel.MAIL
    rating = Satisfaction(
        score=score,
        words=words,
        way=RatedBy.LINK if by_mail else RatedBy.KEYPAD,
        at=course.moment,
        agency_id=None if course.voice.settle else course.agency_id,
        is_demo=True,
    )
    fact = told.Rated(score=score, text=words)
    course.take(fact, told.Rated, by=None, rating=rating)
    if score <= 2:
        asked = book.ReopenAsked(text=f"{score}/5. {words}")
        moment = {"asks_reopen_at": course.moment}
        course.take(asked, book.ReopenAsked, by=None, changes=moment)
        course.moment += timedelta(minutes=dice.randint(20, 90))
        by = course.office.on_duty(course.moment)
        stays = book.ReopenDeclined(reason=_STAYS)
        course.take(stays, book.ReopenDeclined, by=by, changes={"asks_reopen_at": None})


def rated(rating: Satisfaction, made: Made) -> Satisfaction:
    """Make a rating ready to be stored with its submission."""
    rating.submission, rating.topic_id = made.submission, made.submission.topic_id
    return rating
