"""Agencies that never sign in answer by mail; nobody else does, and nothing is lost."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

import pytest
from django.conf import settings

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions as direction
from langnghe.direction.models import Assignment
from langnghe.direction.states import AssignmentState
from langnghe.intake.actions.hear_agency import CONFIRMATIONS_AN_HOUR
from langnghe.intake.actions.write_agencies import write_dispatch, write_to_agency
from langnghe.intake.models import AgencyMail, Dispatch
from langnghe.register.models import Contact, Entry, Submission
from langnghe.register.states import ContactState
from langnghe.reply.models import Outgoing
from tests import cast
from tests.intake.test_read_mail import arrive

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "sxd@co-quan.example"
Verdict = AgencyMail.Verdict


def agency(code: str = "SXD", email: str = OWN) -> Agency:
    found = cast.agency(code, f"Sở {code}")
    Agency.objects.filter(pk=found.pk).update(email=email)
    found.refresh_from_db()
    return found


def forwarded(by: Officer, to: Agency, **matter: object) -> Assignment:
    case = cast.registered(by, **matter).items.get().case
    return direction.forward_case(
        case.pk, agency_id=to.pk, message="Kiểm tra", due_at=cast.later(days=10), by=by,
        at=cast.later(6),
    )  # fmt: skip


def told(*, cases: int = 1, **matter: object) -> tuple[Dispatch, list[Assignment]]:
    by, to = cast.officer(RoleCode.SHIFT_LEADER), agency()
    assignments = [forwarded(by, to, **matter) for _each in range(cases)]
    dispatch = write_dispatch(to.pk, at=cast.later(7))
    assert dispatch is not None
    return dispatch, assignments


def answer(
    dispatch: Dispatch,
    text: str,
    *,
    sender: str = OWN,
    to: str = "",
    html: str = "",
    files: tuple[str, ...] = (),
    **headers: str,
) -> Contact:
    """Let a mail come that answers one of ours."""
    user, _at, domain = settings.MAIL_ADDRESS.partition("@")
    message = EmailMessage(policy=SMTP)
    given = {
        "From": f"Văn thư <{sender}>",
        "To": to or f"{user}+{dispatch.token}@{domain}",
        "Subject": "Re: vụ việc",
        "Message-ID": make_msgid(domain="co-quan.example"),
        "Date": "Fri, 20 Nov 2026 12:00:00 +0700",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        message[name] = value
    if html:
        message.set_content(html, subtype="html")
    else:
        message.set_content(text)
    for name in files:
        message.add_attachment(b"\x89PNG" + name.encode(), "image", "png", filename=name)
    return arrive(message.as_bytes(), mail_from=sender)


def verdict_of(contact: Contact) -> str:
    return AgencyMail.objects.get(contact=contact).verdict


def state_of(assignment: Assignment) -> str:
    assignment.refresh_from_db()
    return assignment.state


def confirmations() -> list[Outgoing]:
    return list(Outgoing.objects.filter(is_automatic=True).order_by("pk"))


def test_what_is_handed_over_is_told_once_in_one_mail_without_who_reported() -> None:
    dispatch, assignments = told(cases=3)
    (mail,) = Outgoing.objects.all()
    assert (mail.to_address, mail.purpose) == (OWN, "to_agency")
    assert dispatch.token in mail.reply_to
    for assignment in assignments:
        assert assignment.case.code in mail.text
        assert assignment.case.code in mail.html
    for secret in ("Trần Thị Thí Dụ", "thi.du"):
        assert secret not in mail.text + mail.html
    write_to_agency(dispatch.agency_id)
    assert write_dispatch(dispatch.agency_id, at=cast.later(9)) is None
    assert Outgoing.objects.count() == 1


def test_nothing_sensitive_goes_by_mail() -> None:
    _dispatch, (assignment,) = told(title="Chuyện kín", place="phố Kín", sensitivity="S2")
    (mail,) = Outgoing.objects.all()
    assert assignment.case.code in mail.text
    for secret in ("Chuyện kín", "phố Kín", "Hoa Sữa", "Kiểm tra"):
        assert secret not in mail.subject + mail.text + mail.html


def test_an_answer_about_something_sensitive_is_seen_by_right_only() -> None:
    dispatch, _assignments = told(sensitivity="S2")
    contact = answer(dispatch, "Chúng tôi đang xem.")
    assert not Contact.objects.visible_to(cast.officer()).filter(pk=contact.pk).exists()
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    assert Contact.objects.visible_to(leader).filter(pk=contact.pk).exists()


def test_accepting_names_who_deals_with_it_and_is_confirmed() -> None:
    dispatch, (assignment,) = told()
    contact = answer(dispatch, "TIẾP NHẬN\nCán bộ phụ trách: Lê Văn Ví Dụ, 0900 000 011")
    assert (contact.state, contact.submission) == (ContactState.OF_AGENCY, None)
    assert state_of(assignment) == AssignmentState.ACCEPTED
    assert (assignment.handler, assignment.handler_phone) == ("Lê Văn Ví Dụ", "0900 000 011")
    (confirmed,) = confirmations()
    assert confirmed.to_address == OWN
    assert "accepted" in confirmed.text or "tiếp nhận" in confirmed.text
    entry = Entry.objects.get(kind="assignment.answered")
    assert (entry.case, entry.contact, entry.by) == (assignment.case, contact, None)
    assert Submission.objects.count() == 1


def test_a_result_brings_its_files_as_evidence() -> None:
    dispatch, (assignment,) = told()
    answer(dispatch, "ket qua: da va mat duong", files=("truoc.png", "sau.png"))
    assert state_of(assignment) == AssignmentState.RESULTED
    assert assignment.result == "da va mat duong"
    assert [each.name for each in assignment.evidence.all()] == ["truoc.png", "sau.png"]


def test_more_time_is_asked_for_and_the_answer_comes_by_mail() -> None:
    dispatch, (assignment,) = told()
    answer(dispatch, "GIA HẠN đến 02/12/2026: chờ vật tư")
    extension = assignment.extensions.get()
    assert (extension.granted, extension.asked_from) == (None, OWN)
    leader = cast.officer(RoleCode.OFFICE_LEADER)
    direction.grant_extension(extension.pk, until=extension.until, by=leader, at=cast.later(60))
    second = write_dispatch(dispatch.agency_id, at=cast.later(61))
    assert second is not None
    assert second.outgoing is not None
    assert "02/12/2026" in second.outgoing.text
    assert second.token != dispatch.token


def test_too_much_time_is_refused_with_the_latest_day() -> None:
    dispatch, (assignment,) = told()
    contact = answer(dispatch, "GIA HẠN đến 15/03/2027: chờ vật tư")
    assert verdict_of(contact) == Verdict.UNCLEAR
    assert contact.is_waiting
    assert not assignment.extensions.exists()
    assert "/12/2026" in confirmations()[0].text


def test_the_quoted_mail_below_says_nothing() -> None:
    dispatch, (assignment,) = told()
    quoted = "\n".join(f"> {line}" for line in ("TIẾP NHẬN", "TRẢ LẠI: lý do", "KẾT QUẢ: x"))
    contact = answer(dispatch, f"Xin cảm ơn.\n\nOn Fri, Hotline wrote:\n{quoted}\n")
    assert (verdict_of(contact), state_of(assignment)) == (Verdict.UNCLEAR, AssignmentState.SENT)
    again = answer(dispatch, f"TRẢ LẠI: sai địa bàn\n\nOn Fri, Hotline wrote:\n{quoted}\n")
    assert (verdict_of(again), state_of(assignment)) == (Verdict.DONE, AssignmentState.RETURNED)
    assert assignment.return_reason == "sai địa bàn"


def test_html_alone_is_read() -> None:
    dispatch, (assignment,) = told()
    answer(dispatch, "", html="<div><b>TI&#7870;P NH&#7852;N</b></div><p>Trân trọng</p>")
    assert state_of(assignment) == AssignmentState.ACCEPTED


@pytest.mark.parametrize("sender", ["ke.la@example.com", "sxd@co-quan.example.com"])
def test_a_forwarded_mail_gives_nobody_else_the_word(sender: str) -> None:
    dispatch, (assignment,) = told()
    contact = answer(dispatch, "TRẢ LẠI: không làm", sender=sender)
    assert (verdict_of(contact), state_of(assignment)) == (Verdict.STRANGER, AssignmentState.SENT)
    assert contact.is_waiting
    assert contact.notes[-1] == "agency_stranger"
    assert confirmations() == []


def test_another_agency_answers_for_itself_only() -> None:
    dispatch, (assignment,) = told()
    other = agency("SYT", "syt@co-quan.example")
    contact = answer(dispatch, "KẾT QUẢ: xong", sender=other.email)
    assert (verdict_of(contact), state_of(assignment)) == (Verdict.STRANGER, AssignmentState.SENT)


def test_other_addresses_and_domains_that_an_agency_named_are_its_own() -> None:
    dispatch, (assignment,) = told()
    Agency.objects.filter(pk=dispatch.agency_id).update(
        mail_addresses=["Van.Thu@example.org"], mail_domains=["SXD.example"]
    )
    answer(dispatch, "TIẾP NHẬN", sender="van.thu@example.org")
    assert state_of(assignment) == AssignmentState.ACCEPTED
    answer(dispatch, "KẾT QUẢ: xong", sender="mau@sxd.example")
    assert state_of(assignment) == AssignmentState.RESULTED


def test_the_same_word_again_changes_nothing() -> None:
    dispatch, (assignment,) = told()
    answer(dispatch, "KẾT QUẢ: xong")
    again = answer(dispatch, "KẾT QUẢ: khác hẳn")
    assert verdict_of(again) == Verdict.UNCLEAR
    assert state_of(assignment) == AssignmentState.RESULTED
    assert assignment.result == "xong"


def test_after_its_time_a_token_changes_nothing() -> None:
    dispatch, (assignment,) = told()
    Dispatch.objects.update(expires_at=cast.later(-5))
    contact = answer(dispatch, "TIẾP NHẬN")
    assert (verdict_of(contact), state_of(assignment)) == (Verdict.EXPIRED, AssignmentState.SENT)
    assert len(confirmations()) == 1


def test_without_plus_addresses_the_mark_in_the_words_or_the_headers_lead_home() -> None:
    dispatch, (first,) = told()
    answer(dispatch, f"Tiếp nhận\n\nLN-{dispatch.token.upper()}", to=settings.MAIL_ADDRESS)
    assert state_of(first) == AssignmentState.ACCEPTED
    assert dispatch.outgoing is not None
    answer(
        dispatch, "Kết quả: xong", to=settings.MAIL_ADDRESS,
        In_Reply_To=f"<{dispatch.outgoing.message_id}>",
    )  # fmt: skip
    assert state_of(first) == AssignmentState.RESULTED


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Subject": "Automatic reply: vắng mặt"},
     {"List_Id": "<x.example.com>"}],
)  # fmt: skip
def test_machines_change_nothing_and_get_no_answer(headers: dict[str, str]) -> None:
    dispatch, (assignment,) = told()
    contact = answer(dispatch, "TIẾP NHẬN", **headers)
    assert (contact.state, state_of(assignment)) == (ContactState.OF_AGENCY, AssignmentState.SENT)
    assert confirmations() == []


def test_two_robots_do_not_talk_on_and_on() -> None:
    dispatch, _assignments = told()
    for number in range(CONFIRMATIONS_AN_HOUR + 2):
        answer(dispatch, f"Lời thứ {number}")
    assert len(confirmations()) == CONFIRMATIONS_AN_HOUR


def test_a_sender_whom_the_border_server_disproved_goes_to_a_human() -> None:
    settings.MAIL_CHECKED_BY = "mx.langnghe.example"
    try:
        dispatch, (assignment,) = told()
        forged = answer(
            dispatch, "KẾT QUẢ: xong",
            Authentication_Results="mx.langnghe.example; spf=fail; dkim=none; dmarc=fail",
        )  # fmt: skip
        assert verdict_of(forged) == Verdict.UNPROVED
        assert state_of(assignment) == AssignmentState.SENT
        claimed = answer(
            dispatch,
            "TIẾP NHẬN",
            Authentication_Results="evil.example; dmarc=fail",
        )
        assert verdict_of(claimed) == Verdict.DONE
    finally:
        settings.MAIL_CHECKED_BY = ""


def test_one_mail_speaks_for_many_cases() -> None:
    dispatch, (first, second, third) = told(cases=3)
    contact = answer(
        dispatch,
        f"{first.case.code}: TIẾP NHẬN\n{second.case.code}: TRẢ LẠI: sai địa bàn\n",
    )
    assert verdict_of(contact) == Verdict.DONE
    assert [state_of(each) for each in (first, second, third)] == ["accepted", "returned", "sent"]
    unclear = answer(dispatch, "KẾT QUẢ: xong hết")
    assert verdict_of(unclear) == Verdict.UNCLEAR
    assert state_of(third) == "sent"
    answer(dispatch, "TẤT CẢ: KẾT QUẢ: xong hết")
    assert [state_of(each) for each in (first, third)] == ["resulted", "resulted"]


def test_a_mail_that_did_not_arrive_is_told_on_its_case() -> None:
    dispatch, (assignment,) = told()
    assert dispatch.outgoing is not None
    raw = (
        "From: MAILER-DAEMON@example.com\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n"
        "Message-ID: <b1@example.com>\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nno\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.com\r\n"
        f"\r\nFinal-Recipient: rfc822; {OWN}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "--x\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{dispatch.outgoing.message_id}>\r\n\r\n--x--\r\n"
    )
    arrive(raw.encode(), mail_from="")
    dispatch.outgoing.refresh_from_db()
    assert dispatch.outgoing.state == Outgoing.State.BOUNCED
    assert Entry.objects.filter(kind="assignment.mail_failed", case=assignment.case).exists()
