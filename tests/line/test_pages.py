"""The pages of the line: who may see them, what they say, what they refuse."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.line.actions.call_backs import ask_call_back
from langnghe.line.actions.calls import note_calls
from langnghe.line.actions.duty import add_telephone, note_silence, sign_on
from langnghe.line.actions.watch import Seen, note_exchange
from langnghe.line.models import LiveCall, SignOn
from langnghe.line.states import CallState, TelephoneKind
from langnghe.register.models import Contact
from langnghe.register.states import Channel, ContactState
from langnghe.telephony.exchange.line import Call
from tests.cast import officer, registered

pytestmark = pytest.mark.django_db
NUMBER = "0900 000 123"


@pytest.fixture
def lan(settings: Settings) -> Officer:
    settings.EXCHANGE_SECRET = "of the tests"
    return officer(RoleCode.SHIFT_LEADER)


@pytest.fixture
def desk(lan: Officer, client: Client) -> Client:
    """Give Lan's browser, signed on at 101."""
    client.force_login(lan)
    telephone = add_telephone("101", kind=TelephoneKind.DESK)
    client.post("/line/sign-on", {"telephone": telephone.pk, "next": "/line"})
    return client


def ringing(**facts: object) -> Call:
    at = timezone.now()
    call = Call(
        id="1.1",
        number=NUMBER,
        began_at=at - timedelta(seconds=8),
        seen_at=at,
        state=CallState.RINGING,
        rings=frozenset({"101"}),
    )
    note_calls("tong-dai", [call := replace(call, **facts)])  # type: ignore[arg-type]
    return call


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_card_says_who_it_may_be_what_was_promised_and_what_to_beware_of(
    desk: Client, lan: Officer
) -> None:
    submission = registered(lan)
    submission.reporter.phone_key = "+84900000123"
    submission.reporter.save()
    submission.due_at = timezone.now() + timedelta(days=2)
    submission.sensitivity = "S1"
    submission.save()
    Contact.objects.create(
        channel=Channel.CALL,
        external_id="tong-dai:0.1",
        source="spool",
        received_at=timezone.now(),
        sender_key="+84900000123",
        state=ContactState.SET_ASIDE,
        set_aside_reason="abusive",
    )
    ringing(choice="code", code=submission.code[3:].replace("-", ""))
    said = text(desk, "/line/cards")
    assert "0900 000 123" in said
    for words in (
        "Trần Thị Thí Dụ",
        submission.code,
        "Đã bấm mã hồ sơ",
        "hẹn:",
        "chửi bới",
        "hạn chế hoặc nhạy cảm",
        "data-rings-here",
    ):
        assert words in said, words
    form = text(desk, "/calls/new?call=tong-dai:1.1")
    assert 'value="tong-dai:1.1"' in form
    assert NUMBER in form


def test_who_is_not_on_sees_no_card_but_an_alarm_goes_to_all(desk: Client) -> None:
    ringing()
    other = Client()
    other.force_login(officer())
    assert "card-call" not in text(other, "/line/cards")
    LiveCall.objects.update(repeats=3)
    said = text(other, "/line/cards")
    assert "3 cuộc gọi từ số này trong năm phút" in said


def test_a_call_can_be_marked_from_its_form(desk: Client) -> None:
    ended = timezone.now()
    ringing(state=CallState.TALKING, telephone="101", rings=frozenset())
    ringing(
        state=CallState.ENDED,
        telephone="101",
        rings=frozenset(),
        ended_at=ended,
        seen_at=ended + timedelta(seconds=1),
    )
    assert "Vào sổ hoặc đánh dấu" in text(desk, "/line/cards")
    assert "Cuộc gọi đã kết thúc" in text(desk, "/calls/live?call=tong-dai:1.1")
    assert desk.post("/calls/mark", {"call": "tong-dai:1.1", "reason": "none"}).status_code == 302
    assert not Contact.objects.exists()
    desk.post("/calls/mark", {"call": "tong-dai:1.1", "reason": "silent"})
    contact = Contact.objects.get()
    assert (contact.external_id, contact.state) == ("tong-dai:1.1", "set_aside")
    assert "card-call" not in text(desk, "/line/cards")


def test_duty_in_the_bar(desk: Client, lan: Officer) -> None:
    assert "Đang trực: 101" in text(desk, "/line/duty")
    desk.post("/line/sign-off", {"next": "/"})
    assert SignOn.objects.get().ended_at is None
    assert "người trực cuối cùng" in text(desk, "/line/duty")
    desk.post("/line/pause", {"reason": "break"})
    assert "Nghỉ giải lao" in text(desk, "/line/duty")
    desk.post("/line/pause", {"reason": "nonsense"})
    desk.post("/line/resume")
    note_silence("101", at=timezone.now())
    assert "data-duty-back" in text(desk, "/line/duty")
    desk.post("/line/resume")
    desk.post("/line/sign-on", {"telephone": "number", "number": "0900.000.124"})
    assert "0900000124" in text(desk, "/line/duty")
    desk.post("/line/sign-on", {"telephone": "x"})
    desk.post("/line/sign-off", {"alone": "1", "next": "https://example.com/"})
    assert not SignOn.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("/calls/new?key=1", "/calls/new?key=1"),
        ("http://testserver/register?q=rac", "/register?q=rac"),
        ("https://example.com/x", "/x"),
        ("//example.com", "/line"),
        ("http://[", "/line"),
        ("-1", "/line"),
    ],
)
def test_a_form_leads_back_to_a_page_of_ours(desk: Client, said: str, leads: str) -> None:
    assert desk.post("/line/resume", {"next": said})["Location"] == leads


def test_the_page_of_the_line(desk: Client) -> None:
    at = timezone.now()
    note_exchange("tong-dai", Seen(is_there=True, trunks={"vnpt": False}, free_bytes=10**12), at=at)
    ringing(choice="urgent")
    contact = Contact.objects.create(
        channel=Channel.CALL,
        external_id="tong-dai:0.1",
        source="spool:tong-dai",
        received_at=at,
        sender_key="+84900000125",
        sender_raw="0900000125",
        outcome="missed",
        facts={"choice": "urgent"},
    )
    ask_call_back(contact)
    said = text(desk, "/line")
    for words in ("vnpt", "mất kết nối", "8680 giờ", "Đang đổ chuông", "0900000125", "101"):
        assert words in said, words
    assert f"/line/call-back/{contact.pk}" in said
    assert "Mất kết nối với nhà mạng: vnpt" in text(desk, "/line/cards")
    note_exchange("tong-dai", Seen(is_there=False), at=at)
    assert "Tổng đài không trả lời" in text(desk, "/line")
    note_exchange("tong-dai", Seen(is_there=False), at=at - timedelta(minutes=5))
    assert "không được theo dõi" in text(desk, "/line")


def test_nothing_is_shown_to_who_may_not_see_it(lan: Officer, client: Client) -> None:
    client.force_login(officer(RoleCode.AGENCY_CLERK))
    for address in ("/line", "/line/cards", "/line/duty", "/calls/live?call=tong-dai:1.1"):
        assert client.get(address).status_code == 404, address


def test_without_an_exchange_nothing_of_it_is_shown(client: Client, settings: Settings) -> None:
    settings.EXCHANGE_SECRET = ""
    client.force_login(lan := officer())
    contact = Contact.objects.create(
        channel=Channel.CALL,
        external_id="tong-dai:0.1",
        source="spool:tong-dai",
        received_at=timezone.now(),
        sender_key="+84900000125",
        sender_raw="0900000125",
        outcome="missed",
        facts={},
    )
    ask_call_back(contact)
    said = text(client, "/line")
    assert "ln-ringing" not in said
    assert 'href="tel:+84900000125"' in said
    sign_on(add_telephone("101", kind=TelephoneKind.DESK).pk, by=lan, at=timezone.now())
    answer = client.post(f"/line/call-back/{contact.pk}", follow=True)
    assert "Hãy gọi bằng tay" in answer.content.decode()
