"""SMS by a gateway and a modem's spool, push to a device: real servers, real keys."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django.fixtures import Settings

from langnghe.duty.actions.alarms import acknowledge_alarm
from langnghe.duty.actions.notices import Message, send_notice, tell
from langnghe.duty.actions.ways import Browser, add_device
from langnghe.duty.models import Notice, PushDevice
from langnghe.duty.states import NoticeState, Way
from langnghe.paging.push import is_push_service
from langnghe.paging.sms import plain
from langnghe.roster.states import DutyRole
from tests import cast
from tests.duty.room import office_on_duty, raised

pytestmark = pytest.mark.django_db


@dataclass
class Outside:
    """A server outside: a gateway, a push service. It keeps what it is asked."""

    port: int = 0
    status: int = 201
    says: str = "OK"
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def outside() -> Iterator[Outside]:
    there = Outside()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heads = {name.lower(): value for name, value in self.headers.items()}
            there.asked.append((self.path, heads, body))
            self.send_response(there.status)
            self.end_headers()
            self.wfile.write(there.says.encode())

        do_GET = do_POST = _answer  # noqa: N815 (the library asks for these names)

        def log_message(self, *_said: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        there.port = server.server_port
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield there
        server.shutdown()
        serving.join()


def an_sms(key: str = "k", address: str = "0900 000 123") -> Notice:
    message = Message(
        way=Way.SMS, address=address, subject="Báo động", text="Cháy lớn · HN-26-000123\nhttps://x"
    )
    return tell(message, key=key, at=cast.NOON)


def sent(notice: Notice) -> Notice:
    send_notice(notice.pk)
    notice.refresh_from_db()
    return notice


def by(settings: Settings, way: str, **given: object) -> None:
    settings.SMS = {**settings.SMS, "by": way, **given}


def test_a_gateway_gets_json_without_marks(settings: Settings) -> None:
    with outside() as there:
        by(settings, "gateway", address=f"{there.address}/send",
           body='{"to": "{digits}", "text": "{text}"}',
           headers="Content-Type: application/json|X-Key: made-up", good="OK")  # fmt: skip
        assert sent(an_sms()).state == NoticeState.SENT
    ((_path, headers, body),) = there.asked
    assert headers["x-key"] == "made-up"
    said = json.loads(body)
    assert said == {"to": "84900000123", "text": "Bao dong. Chay lon - HN-26-000123 https://x"}


def test_a_gateway_is_asked_by_get_with_everything_quoted(settings: Settings) -> None:
    with outside() as there:
        address = f"{there.address}/?to={{number}}&text={{text}}"
        by(settings, "gateway", address=address, marks=True)
        assert sent(an_sms()).state == NoticeState.SENT
    assert "to=%2B84900000123&text=B%C3%A1o%20%C4%91%E1%BB%99ng" in there.asked[0][0]


def test_what_a_gateway_refuses_is_tried_again_or_not(settings: Settings) -> None:
    with outside() as there:
        by(settings, "gateway", address=there.address, good="^OK")
        there.says = "ERROR: no credit"
        assert sent(an_sms("a")).state == NoticeState.QUEUED
        there.says, there.status = "", 503
        assert sent(an_sms("b")).state == NoticeState.QUEUED
        there.status = 422
        assert sent(an_sms("c")).state == NoticeState.FAILED
    assert sent(an_sms("d")).state == NoticeState.QUEUED, "the gateway is away"
    assert sent(an_sms("e", address="không có")).state == NoticeState.FAILED


def test_the_spool_of_a_modem(tmp_path: Path, settings: Settings) -> None:
    spool = tmp_path / "outgoing"
    spool.mkdir()
    by(settings, "smstools", spool=str(spool))
    assert sent(an_sms("a")).state == NoticeState.SENT
    (file,) = spool.iterdir()
    assert file.read_text() == "To: 84900000123\n\nBao dong. Chay lon - HN-26-000123 https://x"
    file.unlink()
    by(settings, "smstools", spool=str(spool), marks=True)
    sent(an_sms("b"))
    (file,) = spool.iterdir()
    head, _empty, text = file.read_bytes().partition(b"\n\n")
    assert head == b"To: 84900000123\nAlphabet: UCS"
    assert text.decode("utf-16-be").startswith("Báo động. Cháy lớn")
    file.unlink()
    by(settings, "gammu", spool=str(spool))
    sent(an_sms("c"))
    (file,) = spool.iterdir()
    assert file.name.startswith("OUTA")
    assert "_+84900000123_" in file.name
    by(settings, "gammu", spool=str(tmp_path / "gone"))
    assert sent(an_sms("d")).state == NoticeState.QUEUED


def test_without_a_way_it_is_kept(settings: Settings) -> None:
    assert sent(an_sms()).state == NoticeState.KEPT


def test_an_sms_is_one_line_and_not_endless() -> None:
    assert plain("Đường Láng\n\n ngập", marks=False) == "Duong Lang ngap"
    assert len(plain("á" * 2000, marks=True)) == 459


@dataclass
class Phone:
    """A device: its keys, and what it can read of what its push service keeps."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = b"0123456789abcdef"

    def browser(self, endpoint: str) -> Browser:
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        key, secret = (base64.urlsafe_b64encode(each).decode() for each in (point, self.secret))
        return Browser(endpoint=endpoint, key=key, secret=secret, label="Chrome · Android")

    def read(self, body: bytes) -> dict[str, object]:
        plain_text = http_ece.decrypt(body, private_key=self.private, auth_secret=self.secret)
        found: dict[str, object] = json.loads(plain_text)
        return found


@pytest.fixture
def _push(tmp_path: Path, settings: Settings) -> None:
    settings.PUSH_HOSTS = ["127.0.0.1"]
    settings.PUSH_KEY = tmp_path / "push_key.pem"


@pytest.mark.usefixtures("_push")
def test_a_device_can_read_it_nobody_between_and_then_it_is_quiet() -> None:
    room, phone = office_on_duty(), Phone()
    operator = room[DutyRole.OPERATOR]
    with outside() as there:
        add_device(phone.browser(f"{there.address}/device"), by=operator, at=cast.NOON)
        alarm = raised(submission=cast.new_submission())
        assert sent(Notice.objects.get(alarm=alarm, way=Way.PUSH)).state == NoticeState.SENT
        acknowledge_alarm(alarm.pk, by=room[DutyRole.SHIFT_LEADER], at=cast.later(1))
        assert sent(Notice.objects.get(key__startswith="quiet:")).state == NoticeState.SENT
    (_path, headers, body), (_path, _headers, quiet) = there.asked
    assert headers["urgency"] == "high"
    assert headers["authorization"].startswith("vapid t=")
    assert b"HN-" not in body
    said, hushed = phone.read(body), phone.read(quiet)
    assert said["head"] == "Báo động: Nguy hiểm tính mạng"
    assert (said["go"], said["quiet"]) == (f"/alarms/{alarm.pk}", False)
    assert (hushed["tag"], hushed["quiet"]) == (said["tag"], True)
    assert str(room[DutyRole.SHIFT_LEADER]) in str(hushed["text"])


@pytest.mark.usefixtures("_push")
def test_a_device_that_is_gone_is_forgotten_and_a_service_that_is_away_is_tried_again() -> None:
    officer, phone = cast.officer(), Phone()
    with outside() as there:
        device = add_device(phone.browser(f"{there.address}/device"), by=officer, at=cast.NOON)
        message = Message(way=Way.PUSH, address=str(device.pk), text="x", officer=officer)
        there.status = 503
        assert sent(tell(message, key="a", at=cast.NOON)).state == NoticeState.QUEUED
        there.status = 410
        assert sent(tell(message, key="b", at=cast.NOON)).state == NoticeState.FAILED
    assert PushDevice.objects.get().gone_at is not None
    assert sent(tell(message, key="c", at=cast.NOON)).trouble == "the device is gone"


def test_only_push_services_are_spoken_to() -> None:
    hosts = ["fcm.googleapis.com", "*.push.apple.com"]
    assert is_push_service("https://fcm.googleapis.com/x", hosts)
    assert is_push_service("https://web.push.apple.com/x", hosts)
    for wrong in (
        "http://fcm.googleapis.com/x", "https://push.apple.com.example/x", "https://x@evil.example",
        "https://[::1", "https://evilpush.apple.com.", "ftp://fcm.googleapis.com",
    ):  # fmt: skip
        assert not is_push_service(wrong, hosts)
