"""The course of one made-up submission: every step an office takes, until a moment or a stage.

States are not thrown: they follow from the steps that were taken before "now", so that what the
register says and what the timeline says are the same.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from langnghe.access.models import Officer
from langnghe.direction import events as work
from langnghe.ops.demo.letters import letter, letter_fact
from langnghe.ops.demo.office import Office, waking
from langnghe.ops.demo.ratings import rate
from langnghe.ops.demo.steps import Step, turns_of
from langnghe.ops.demo.words import Voice
from langnghe.register import events as book
from langnghe.register.actions.history import Made, PastContact, PastFact
from langnghe.register.rules import RESULT_LIMITS
from langnghe.register.states import Channel, Kind, Status
from langnghe.register.timeline import Event
from langnghe.reply import events as told
from langnghe.workdays.due import due_at

_RETURNS = (
    "Nội dung không thuộc thẩm quyền của đơn vị; đề nghị chuyển cơ quan quản lý trực tiếp.",
    "Địa điểm phản ánh không thuộc địa bàn quản lý, đề nghị xác định lại.",
)
_REDOS = (
    "Báo cáo chưa nêu kết quả tại hiện trường, chưa có ảnh trước và sau; đề nghị kiểm tra lại.",
    "Công dân cho biết sự việc vẫn còn; đề nghị xử lý dứt điểm và báo cáo bổ sung.",
)
_AGAIN = (
    "Việc tôi phản ánh lại tái diễn, y như cũ. Đề nghị xem lại.",
    "Trả lời là đã giải quyết nhưng tôi ra xem thì chưa làm gì cả. Đề nghị mở lại hồ sơ.",
)


class Course:
    """Takes the steps one after the other; each moves the moment on."""

    def __init__(self, voice: Voice, begun: datetime, office: Office, dice: random.Random) -> None:
        self.voice, self.office, self.dice = voice, office, dice
        self.begun = self.moment = begun
        self.turns = turns_of(dice)
        self.steps: list[Step] = []
        self.agency_id = office.agency(voice.topic, voice.ward)
        self.due = begun
        self.seconds = dice.randint(70, 420) if voice.channel == Channel.CALL else None

    def wait(self, least: float, most: float) -> datetime:
        """Let minutes pass."""
        seconds = self.dice.uniform(least, most) * 60
        self.moment += timedelta(seconds=int(seconds))
        return self.moment

    def take(
        self,
        fact: Event | Callable[[Made], Event],
        kind: type[Event],
        *,
        by: Officer | None,
        of: str = "submission",
        **more: Any,
    ) -> None:
        """Write down a step of now; `of` says whose it is: submission, case or both."""
        past = PastFact(
            at=self.moment,
            fact=fact,
            by_id=by.pk if by else None,
            of_submission=of != "case",
            of_case=of != "submission",
        )
        self.steps.append(Step(at=self.moment, past=past, kind=kind.kind, **more))

    def run(self) -> list[Step]:
        """Take every step there is."""
        self.open()
        if self.voice.kind == Kind.SPAM:
            self.set_aside()
            return self.steps
        self.register()
        self.settle() if self.voice.settle else self.direct()
        self.answer()
        self.close()
        if self.turns.again and self.voice.citizen.phone + self.voice.citizen.email:
            self.speak_again()
        return self.steps

    def open(self) -> None:
        """Give the code: to a call by whoever answers it, to a mail by the machine."""
        by_mail, citizen = self.voice.channel == Channel.MAIL, self.voice.citizen
        channel = self.voice.channel.value
        by = None if by_mail else self.office.on_duty(self.moment)
        if by_mail:
            self.wait(0.03, 0.1)
        self.take(
            lambda made: book.SubmissionOpened(code=made.submission.code, channel=channel),
            book.SubmissionOpened,
            by=by,
            changes={"status": Status.NEW},
        )
        if by_mail and self.voice.kind != Kind.SPAM and citizen.email:
            self.take(
                told.Acknowledged(address=citizen.email),
                told.Acknowledged,
                by=None,
                mail=letter(self, "acknowledgement"),
            )

    def set_aside(self) -> None:
        """Decide that it is no matter for the hotline."""
        call = self.voice.channel == Channel.CALL
        reason = "spam" if not call else self._why_aside()
        self.wait(1, 4) if call else self.wait(5, 90)
        self.take(
            lambda made: book.SubmissionSetAside(code=made.submission.code, reason=reason),
            book.SubmissionSetAside,
            by=self.office.on_duty(self.moment),
            changes={
                "status": Status.SET_ASIDE,
                "close_reason": reason,
                "closed_at": self.moment,
            },
        )

    def _why_aside(self) -> str:
        words = self.voice.text
        if "im lặng" in words:
            return "silent"
        return "abusive" if "say rượu" in words or "hửi" in words else "wrong_number"

    def register(self) -> None:
        """Put it into the book, within the call or soon after the mail."""
        self.wait(3, 9) if self.voice.channel == Channel.CALL else self.wait(4, 75)
        by = self.turns.taken_by or self.office.on_duty(self.moment)
        self.take(_case_opened, book.CaseOpened, by=by, of="both")
        registered = book.SubmissionRegistered(
            submission_kind=self.voice.kind, urgency=self.voice.urgency
        )
        self.take(
            registered,
            book.SubmissionRegistered,
            by=by,
            changes={
                "status": Status.REGISTERED,
                "registered_at": self.moment,
                "holder_id": by.pk,
            },
        )

    def settle(self) -> None:
        """Answer without an agency."""
        self.wait(1, 5) if self.voice.channel == Channel.CALL else self.wait(15, 150)
        self.take(
            work.OwnResult(result=self.voice.result),
            work.OwnResult,
            by=self.office.on_duty(self.moment),
            of="case",
            changes={"status": Status.RESULTED},
        )

    def direct(self) -> None:
        """Hand the case over, and over again where need be, until there is a result."""
        fast = self.voice.urgency != "K1" or not 7 <= self.moment.hour < 19
        self.wait(4, 18) if self.voice.urgency == "K3" else self.wait(10, 40 if fast else 150)
        if self.turns.returned and self.voice.urgency != "K3":
            wrong = self.office.other_agency(self.voice.topic, self.voice.ward)
            self.forward(wrong)
            self.hand_back(wrong)
        self.forward(self.agency_id)
        self.accept()
        self.notice()
        self.finish(self.result_moment())
        if self.turns.redo:
            self.ask_again()

    def forward(self, agency_id: int) -> None:
        """Send the case to an agency, with a deadline."""
        limit = RESULT_LIMITS[self.voice.urgency]
        self.due = due_at(*limit, self.moment, self.office.calendar)
        by, due = self.office.on_duty(self.moment), self.due
        message = f"Đề nghị kiểm tra, xử lý: {self.voice.title}. Báo cáo kết quả trước hạn."
        fact = work.Forwarded(
            agency=self.office.agencies[agency_id].name, due_at=due.isoformat(), text=message
        )
        sent = {"agency_id": agency_id, "due_at": due, "message": message, "sent_by_id": by.pk}
        self.take(
            fact,
            work.Forwarded,
            by=by,
            of="case",
            changes={"status": Status.FORWARDED, "agency_id": agency_id, "due_at": due}
            | {"holder_id": None},
            assignment={"state": "sent", "sent_at": self.moment, **sent},
        )

    def hand_back(self, agency_id: int) -> None:
        """Let an agency say that it is not competent; the desk hands the case on."""
        self.wait(60, 400)
        self.moment = self.office.in_hours(self.moment, self.dice)
        reason = self.dice.choice(_RETURNS)
        self.take(
            work.Returned(agency=self.office.agencies[agency_id].name, reason=reason),
            work.Returned,
            by=self.office.reporter_of(agency_id, self.moment),
            of="case",
            changes={"status": Status.REGISTERED, "agency_id": None, "due_at": None},
            assignment={"state": "returned", "return_reason": reason, "ended_at": self.moment},
        )
        self.wait(20, 120)

    def accept(self) -> None:
        """Let the agency take the case on."""
        if self.voice.urgency == "K3":
            self.wait(4, 30)
        else:
            self.wait(30, 300)
            self.moment = self.office.in_hours(self.moment, self.dice)
        self.take(
            work.Accepted(agency=self.office.agencies[self.agency_id].name),
            work.Accepted,
            by=self.office.reporter_of(self.agency_id, self.moment),
            of="case",
            assignment={"state": "accepted", "accepted_at": self.moment},
        )

    def notice(self) -> None:
        """Write to who wrote, now and then, that the case is with an agency."""
        if self.voice.channel == Channel.MAIL and self.dice.random() < 0.4:
            self.wait(5, 40)
            by = self.office.on_duty(self.moment)
            mail = letter(self, "first_notice", by)
            self.take(letter_fact(mail), told.Noticed, by=by, mail=mail)

    def result_moment(self) -> datetime:
        """Choose when the result comes: mostly in the last third of the time, some late."""
        if self.turns.result_at:
            return self.turns.result_at
        span = (self.due - self.moment).total_seconds()
        if self.turns.late_days:
            late = self.due + timedelta(days=self.turns.late_days)
            return self.office.in_hours(late, self.dice)
        moment = self.moment + timedelta(seconds=int(span * self.dice.betavariate(4, 1.7)))
        if self.voice.urgency == "K3":
            return moment
        return min(self.office.in_hours(moment, self.dice), self.due)

    def finish(self, moment: datetime) -> None:
        """Record what the agency reports."""
        self.moment = max(moment, self.moment + timedelta(minutes=12))
        agency = self.office.agencies[self.agency_id]
        document = ""
        if self.dice.random() < 0.6:
            document = f"{self.dice.randint(11, 980)}/BC ngày {self.moment:%d/%m/%Y}"
        self.take(
            work.Resulted(agency=agency.name, result=self.voice.result, document=document),
            work.Resulted,
            by=self.office.reporter_of(self.agency_id, self.moment),
            of="case",
            changes={"status": Status.RESULTED, "due_at": None},
            assignment={
                "state": "resulted",
                "result": self.voice.result,
                "result_document": document,
                "resulted_at": self.moment,
                "ended_at": self.moment,
            },
        )

    def ask_again(self) -> None:
        """Send a thin result back, and get a better one."""
        self.wait(60, 500)
        self.moment = self.office.in_hours(self.moment, self.dice)
        self.due = due_at(3, "wd", self.moment, self.office.calendar)
        reason = self.dice.choice(_REDOS)
        self.take(
            work.RedoAsked(
                agency=self.office.agencies[self.agency_id].name,
                due_at=self.due.isoformat(),
                reason=reason,
            ),
            work.RedoAsked,
            by=self.office.officers["minh"],
            of="case",
            changes={"status": Status.FORWARDED, "due_at": self.due},
            assignment={"state": "redo", "due_at": self.due, "ended_at": None},
        )
        self.wait(300, 2400)
        self.finish(min(self.office.in_hours(self.moment, self.dice), self.due))

    def answer(self) -> None:
        """Tell the citizen: by mail who wrote, by telephone who called."""
        citizen = self.voice.citizen
        at_once = self.voice.settle and self.voice.channel == Channel.CALL
        self.wait(1, 3) if at_once else self.wait(25, 1300)
        if not at_once:
            self.moment = waking(self.moment, self.dice)
        by = self.office.on_duty(self.moment)
        done = {"status": Status.ANSWERED, "answered_at": self.moment}
        if self.voice.channel == Channel.MAIL and citizen.email:
            mail = letter(self, "answer", by)
            self.take(letter_fact(mail), told.Answered, by=by, mail=mail, changes=done)
        elif at_once or (citizen.phone and not self.turns.silent):
            self.ring(by)
        elif citizen.phone:
            self.ring_in_vain(3)

    def ring(self, by: Officer) -> None:
        """Call the citizen until they are told."""
        if self.dice.random() < 0.12 and not self.voice.settle:
            self.ring_in_vain(1)
            by = self.office.on_duty(self.moment)
        fact = book.ToldByPhone(
            number=self.voice.citizen.phone, call_result="told", text=self.voice.result
        )
        done = {"status": Status.ANSWERED, "answered_at": self.moment}
        self.take(fact, book.ToldByPhone, by=by, changes=done)

    def ring_in_vain(self, times: int) -> None:
        """Call, and nobody takes it."""
        for _each in range(times):
            by = self.office.on_duty(self.moment)
            number = self.voice.citizen.phone
            fact = book.ToldByPhone(number=number, call_result="no_answer")
            self.take(fact, book.ToldByPhone, by=by)
            self.wait(200, 700)
            self.moment = waking(self.moment, self.dice)

    def close(self) -> None:
        """End the work, with the reason that fits."""
        self.wait(2, 6) if self.voice.settle else self.wait(30, 2400)
        was_told = any("answered_at" in step.changes for step in self.steps)
        hidden = not self.voice.citizen.phone + self.voice.citizen.email
        reason = self.voice.settle or "answered"
        if not was_told:
            reason = "anonymous" if hidden else "unreachable"
        by = self.office.on_duty(self.moment)
        changes = {
            "status": Status.CLOSED,
            "closed_at": self.moment,
            "close_reason": reason,
            "asks_reopen_at": None,
            "holder_id": by.pk,
        }
        self.take(book.Closed(close_reason=reason), book.Closed, by=by, changes=changes)
        self.take(_case_closed, book.CaseClosed, by=by, of="both")
        if was_told:
            rate(self)

    def speak_again(self) -> None:
        """Let the citizen come back after the end; an officer decides."""
        self.wait(900, 9000)
        self.moment = self.turns.again_at or waking(self.moment, self.dice)
        by = self.office.on_duty(self.moment)
        word = PastContact(received_at=self.moment, text=self.dice.choice(_AGAIN))
        joined = book.ContactJoined(channel=self.voice.channel.value, how=by.full_name)
        self.take(joined, book.ContactJoined, by=by, later=word)
        asked = {"asks_reopen_at": self.moment}
        self.take(book.ReopenAsked(), book.ReopenAsked, by=None, changes=asked)
        if self.turns.again == "asks":
            return
        self.wait(15, 90)
        if self.turns.again == "declined":
            why = "Đã gọi lại, công dân xác nhận việc đã xong; không có tình tiết mới."
            answered = {"asks_reopen_at": None}
            self.take(book.ReopenDeclined(reason=why), book.ReopenDeclined, by=by, changes=answered)
            return
        again: dict[str, Any] = {"status": Status.REGISTERED, "closed_at": None, "close_reason": ""}
        again |= {"asks_reopen_at": None, "holder_id": by.pk}
        fact = book.Reopened(reason="Sự việc tái diễn, có tình tiết mới.")
        self.take(fact, book.Reopened, by=by, changes=again)
        self.wait(10, 50)
        self.forward(self.agency_id)
        self.accept()
        self.finish(self.result_moment())
        self.answer()
        self.close()


def _case_opened(made: Made) -> Event:
    assert made.case is not None  # noqa: S101 (a registered submission has one)
    if made.case_is_own:
        return book.CaseOpened(case_code=made.case.code, title=made.case.title)
    return book.CaseJoined(code=made.submission.code, case_code=made.case.code)


def _case_closed(made: Made) -> Event:
    assert made.case is not None  # noqa: S101 (a registered submission has one)
    return book.CaseClosed(case_code=made.case.code)
