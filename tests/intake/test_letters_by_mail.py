"""Letters go to their agency by mail, once, with the paper; what comes back is seen."""

import re
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions as direction
from langnghe.direction.letter_states import IllegalLetterStep, LetterKind, LetterState, SentBy
from langnghe.direction.models import Letter
from langnghe.direction.wording import Wording
from langnghe.intake.actions.mail_letters import (
    MailedAlready,
    NotByMail,
    NotOnFile,
    mail_letter,
)
from langnghe.intake.models import Dispatch
from langnghe.register.models import Entry
from langnghe.reply.actions import mark_bounced, send_outgoing
from langnghe.reply.models import Outgoing
from tests import cast
from tests.duty.letterbox import open_letterbox
from tests.intake.test_agency_mail import OWN, agency, answer, forwarded
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Officer:
    return cast.officer(RoleCode.SPECIALIST)


def issued(by: Officer, email: str = OWN, **matter: object) -> Letter:
    to = agency(email=email)
    assignment = forwarded(by, to, **matter)
    letter = direction.write_letter(
        LetterKind.TRANSFER, case=assignment.case, agency=to,
        wording=Wording(due_at=cast.later(days=9)), by=by, at=cast.later(8),
    )  # fmt: skip
    return direction.issue_letter(letter.pk, by=by, at=cast.later(9))


def kinds(letter: Letter) -> list[str]:
    entries = Entry.objects.filter(facts__letter=letter.pk, at__gte=cast.later(10))
    return list(entries.order_by("pk").values_list("kind", flat=True))


def test_it_goes_once_with_the_paper_and_says_where_it_stands(
    by: Officer, settings: Settings, tmp_path: Path
) -> None:
    letter = issued(by)
    desk, address = signed_in(by), f"/letters/{letter.pk}"
    assert f"{address}/mail" in desk.get(address).content.decode()
    desk.post(f"{address}/mail")
    letter.refresh_from_db()
    outgoing = Dispatch.objects.get(letter=letter).outgoing
    assert outgoing is not None
    assert (letter.state, outgoing.state) == (LetterState.ISSUED, "queued")
    assert "Chờ gửi" in desk.get(address).content.decode()
    with pytest.raises(MailedAlready):
        mail_letter(letter.pk, by=by, at=cast.later(11))
    with open_letterbox(tmp_path, OWN) as (box, settings.RELAY):
        send_outgoing(outgoing.pk)
        send_outgoing(outgoing.pk)
    (mail,) = box.mails
    (paper,) = mail.iter_attachments()
    assert (paper.get_filename(), paper.get_content()[:5]) == ("01-PC-VPTU.pdf", b"%PDF-")
    letter.refresh_from_db()
    assert (letter.state, letter.sent_by) == (LetterState.SENT, SentBy.MAIL)
    assert kinds(letter) == ["letter.on_its_way", "letter.sent"]
    page = desk.get(address, headers={"HX-Target": "letter-mail"})
    assert (page.status_code, "Đã gửi thư điện tử" in page.content.decode()) == (286, True)


def test_what_comes_back_is_to_be_sent_anew(by: Officer) -> None:
    letter = issued(by)
    mail_letter(letter.pk, by=by, at=cast.later(10))
    outgoing = Outgoing.objects.get(dispatch__letter=letter)
    mark_bounced(outgoing.message_id, why="5.1.1 unknown", permanent=True, at=cast.later(12))
    letter.refresh_from_db()
    assert (letter.state, letter.number) == (LetterState.ISSUED, 1)
    assert kinds(letter) == ["letter.on_its_way", "letter.not_delivered"]
    page = signed_in(by).get(f"/letters/{letter.pk}").content.decode()
    assert re.search(r"Thư bị trả về.*5\.1\.1 unknown", page, re.DOTALL)
    mail_letter(letter.pk, by=by, at=cast.later(13))
    assert Dispatch.objects.filter(letter=letter).count() == 2


def test_the_agency_answers_the_mail_of_its_letter(by: Officer) -> None:
    letter = issued(by)
    dispatch = mail_letter(letter.pk, by=by, at=cast.later(10))
    answer(dispatch, "KẾT QUẢ: đã dọn sạch")
    (assignment,) = dispatch.assignments.all()
    assert (assignment.state, assignment.result) == ("resulted", "đã dọn sạch")
    alone = mail_letter(issued(by, title="Cây đổ").pk, by=by, at=cast.later(10))
    alone.assignments.clear()
    assert answer(alone, "Đã nhận công văn").submission is None


def test_not_without_an_address_not_what_is_guarded_not_a_draft(by: Officer) -> None:
    with pytest.raises(NotOnFile):
        mail_letter(issued(by, email="").pk, by=by, at=cast.later(10))
    letter = issued(by)
    Letter.objects.filter(pk=letter.pk).update(is_sensitive=True)
    with pytest.raises(NotByMail):
        mail_letter(letter.pk, by=cast.officer(RoleCode.OFFICE_LEADER), at=cast.later(10))
    draft = direction.write_letter(
        LetterKind.TRANSFER, case=letter.case, agency=letter.agency, by=by, at=cast.later(8)
    )
    with pytest.raises(IllegalLetterStep):
        mail_letter(draft.pk, by=by, at=cast.later(10))
    assert not Outgoing.objects.filter(dispatch__letter__isnull=False).exists()
