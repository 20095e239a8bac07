"""Made-up officers, agencies and voices that tests play with."""

from datetime import UTC, datetime, timedelta
from itertools import count

from langnghe.access.actions import Person, add_officer, load_first_roles
from langnghe.access.models import Agency, Officer
from langnghe.access.rules import RoleCode
from langnghe.register.actions.facts import Matter, Registration, ReporterFacts
from langnghe.register.actions.submissions import open_submission, register_submission
from langnghe.register.models import Contact, Submission, Topic, Ward
from langnghe.register.states import Channel, ContactState, Kind, LegalForm
from langnghe.reply.models import ReplyTemplate

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""Friday 20 November 2026, 12:00 in Hanoi."""
PASSWORD = "a made-up pass phrase"
_numbers = count(1)


def later(minutes: float = 0, *, days: float = 0) -> datetime:
    """Return a moment after NOON."""
    return NOON + timedelta(minutes=minutes, days=days)


def officer(role: RoleCode = RoleCode.DUTY_OFFICER, *, agency: Agency | None = None) -> Officer:
    """Return a new officer of a role."""
    load_first_roles()
    number = next(_numbers)
    person = Person(
        username=f"officer{number}", full_name=f"Nguyễn Thị Mẫu {number}", agency=agency
    )
    return add_officer(person, roles=[role], password=PASSWORD, at=NOON)


def acknowledgement() -> ReplyTemplate:
    """Return the text with which mails are acknowledged."""
    return ReplyTemplate.objects.create(
        code="acknowledgement",
        language="vi",
        name="Xác nhận",
        subject="[{code}] Đã nhận",
        text="Kính gửi {name}. Mã {code} (đọc: {code_spoken}).",
    )


def agency(code: str = "SXD", name: str = "Sở Xây dựng") -> Agency:
    """Return an agency, made if it is not there."""
    found, _made = Agency.objects.get_or_create(
        code=code, defaults={"name": name, "valid_from": NOON.date()}
    )
    return found


def topic(code: str = "MT.01", name: str = "Rác thải, vệ sinh môi trường") -> Topic:
    """Return a topic, made if it is not there."""
    group, _made = Topic.objects.get_or_create(
        code=code.split(".")[0], defaults={"name": "Môi trường", "valid_from": NOON.date()}
    )
    found, _made = Topic.objects.get_or_create(
        code=code, defaults={"name": name, "parent": group, "valid_from": NOON.date()}
    )
    return found


def ward(code: str = "00004", name: str = "Phường Ba Đình") -> Ward:
    """Return a ward, made if it is not there."""
    found, _made = Ward.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": name.removeprefix("Phường "),
            "kind": "phuong",
            "valid_from": NOON.date(),
        },
    )
    return found


def contact(
    text: str = "Rác thải chất đống ở phố Hoa Sữa.", *, channel: Channel = Channel.MAIL
) -> Contact:
    """Return a contact that was read and waits."""
    number = next(_numbers)
    by_mail = channel == Channel.MAIL
    return Contact.objects.create(
        channel=channel,
        external_id=f"test-{number}",
        source="test",
        received_at=NOON,
        state=ContactState.READ,
        sender_name="Trần Thị Thí Dụ",
        sender_key=f"thi.du.{number}@example.com" if by_mail else "+84900000012",
        sender_raw=f"thi.du.{number}@example.com" if by_mail else "0900 000 012",
        subject="Rác thải" if by_mail else "",
        text=text,
        nature="ordinary",
        message_id=f"mail-{number}@example.com" if by_mail else "",
        answerable=by_mail,
    )


def new_submission(text: str = "Rác thải chất đống ở phố Hoa Sữa.", **given: Channel) -> Submission:
    """Return a submission that no officer has touched."""
    return open_submission(contact(text, **given), at=NOON)


def registration(**matter: object) -> Registration:
    """Return what an officer would confirm."""
    facts = {
        "title": "Rác thải ở phố Hoa Sữa",
        "topic_id": topic().pk,
        "ward_id": ward().pk,
        "place": "phố Hoa Sữa",
        **matter,
    }
    return Registration(
        kind=Kind.REPORT,
        legal_form=LegalForm.PLAIN_MAIL,
        reporter=ReporterFacts(name="Trần Thị Thí Dụ", email="thi.du@example.com"),
        matters=(Matter(**facts),),  # type: ignore[arg-type]
    )


def registered(by: Officer, text: str = "Rác thải ở phố Hoa Sữa.", **matter: object) -> Submission:
    """Return a submission in the book, with one case."""
    submission = new_submission(text)
    return register_submission(
        submission.pk, registration(**matter), by=by, at=later(5), version=submission.version
    )
