"""What a browser may be made to do, and what citizens' words may not."""

import pytest
from django.conf import settings
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.register.models import Submission
from langnghe.register.states import Sensitivity
from tests import cast
from tests.web.rooms import PROBE, Rooms, all_roles, furnish, let_go, named_patterns, signed_in

pytestmark = pytest.mark.django_db
FRAMES = frozenset({"batch-letter-html", "contact-html", "reply-preview", "sent-html"})
FILES = frozenset({"attachment", "evidence", "original"})
POSTED = frozenset({"balance-now", "balance-explain", "save-view", "drop-view", "language"})


def pages(rooms: Rooms, by: Client) -> dict[str, object]:
    """Get every address; return the answers by name."""
    found: dict[str, object] = {}
    for name, address in rooms.addresses().items():
        found[name] = let_go(by.get(address))
    return found


def test_no_page_lets_anything_run_that_is_not_ours() -> None:
    rooms = furnish()
    for name, answer in pages(rooms, signed_in(cast.officer(RoleCode.SHIFT_LEADER))).items():
        policy = answer.headers.get("Content-Security-Policy", "")  # type: ignore[attr-defined]
        assert "default-src 'none'" in policy, name
        assert "unsafe-eval" not in policy, name
        if name in FRAMES:
            assert "sandbox" in policy, name
            assert "script-src" not in policy, name
        elif name not in FILES:
            assert "unsafe" not in policy, name
            assert "frame-ancestors 'none'" in policy, name
            assert answer.headers["X-Frame-Options"] == "DENY", name  # type: ignore[attr-defined]
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name  # type: ignore[attr-defined]


def test_refusals_and_the_sign_in_are_guarded_the_same() -> None:
    for address in ("/sign-in", "/nowhere", "/submissions/HN-26-999999"):
        for client in (Client(), signed_in(cast.officer())):
            answer = client.get(address)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Frame-Options"] == "DENY"


OPEN = {"sign-in", "healthz", "language", "rate", "push-worker", "own-calendar"}
"""Pages of whoever comes, or knows a secret; behind an agency's mail a code is asked for."""


def test_every_page_but_a_few_asks_who_is_there() -> None:
    rooms = furnish()
    for name, address in rooms.addresses().items():
        answer = Client().get(address)
        if name not in OPEN and not name.startswith("agency-mail"):
            assert answer.status_code in {302, 405}, name
            assert answer.status_code == 405 or "/sign-in" in answer["Location"], name


def test_every_form_needs_its_token() -> None:
    rooms = furnish()
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        cast.officer(RoleCode.SHIFT_LEADER), backend="django.contrib.auth.backends.ModelBackend"
    )
    for name, address in rooms.addresses().items():
        assert client.post(address, {"reason": "x"}).status_code == 403, name


def test_what_changes_something_is_never_done_by_a_link() -> None:
    rooms = furnish()
    before = Submission.objects.get(pk=rooms.submission.pk).version
    client = signed_in(cast.officer(RoleCode.SHIFT_LEADER))
    for name, answer in pages(rooms, client).items():
        path = str(named_patterns()[name].pattern) if name in named_patterns() else ""
        verb = path.rsplit("/", 1)[-1]
        if verb in {
            "take",
            "close",
            "reopen",
            "join",
            "accept",
            "return",
            "result",
            "redo",
            "send",
        }:
            assert answer.status_code == 405, name  # type: ignore[attr-defined]
        if name in POSTED:
            assert answer.status_code == 405, name  # type: ignore[attr-defined]
    assert Submission.objects.get(pk=rooms.submission.pk).version == before


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    officer = cast.officer()
    client = Client()
    client.get("/sign-in")
    client.post("/sign-in", {"username": officer.username, "password": cast.PASSWORD})
    client.post("/language", {"language": "en"})
    for name in ("langnghe_session", "langnghe_language"):
        assert client.cookies[name]["httponly"], name
    for name in ("langnghe_session", "langnghe_language", "langnghe_csrf"):
        assert client.cookies[name]["samesite"] == "Lax", name


def test_https_is_insisted_on_only_behind_tls(settings: object) -> None:
    plain = Client().get("/sign-in")
    assert "Strict-Transport-Security" not in plain.headers
    settings.SECURE_HSTS_SECONDS = 31536000  # type: ignore[attr-defined]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    behind = Client().get("/sign-in", headers={"x-forwarded-proto": "https"})
    assert behind.headers["Strict-Transport-Security"].startswith("max-age=31536000")


ELSEWHERE = (
    "https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:alert(1)",
    "http:///evil.example", "/\\evil.example", "https:evil.example", " //evil.example",
)  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nothing_sends_an_officer_elsewhere(target: str) -> None:
    officer = cast.officer()
    right = {"username": officer.username, "password": cast.PASSWORD, "next": target}
    assert Client().post("/sign-in", right)["Location"] == "/"
    assert Client().post("/language", {"language": "vi", "next": target})["Location"] == "/"
    submission = cast.registered(officer)
    case = submission.items.get().case
    changed = signed_in(officer).post(
        f"/cases/{case.code}/change",
        {"title": "Mới", "urgency": "K1", "sensitivity": "S0", "version": case.version,
         "back": target, "submission": target},
    )  # fmt: skip
    assert changed["Location"] == f"/cases/{case.code}"


def test_files_are_refused_without_the_right_and_never_run() -> None:
    rooms = furnish()
    addresses = {name: rooms.addresses()[name] for name in FILES}
    clerk = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency("CATP", "Công an")))
    for name, address in addresses.items():
        assert clerk.get(address).status_code == 404, name
        answer = signed_in(cast.officer()).get(address)
        assert answer.status_code == 200, name
        assert answer.headers["Content-Disposition"].startswith("attachment"), name
        assert answer.headers["Content-Type"] == "application/octet-stream", name
        let_go(answer)


def test_the_register_is_taken_out_only_by_right() -> None:
    for by in all_roles():
        answer = signed_in(by).get("/register/export")
        let_go(answer)
        assert answer.status_code == (200 if by.may("export") else 404), by.roles.get()  # type: ignore[arg-type]


def test_what_is_sensitive_is_missing_at_every_address() -> None:
    rooms = furnish(sensitivity=Sensitivity.S2)
    client = signed_in(cast.officer())
    for name, address in rooms.addresses().items():
        about = any(each in name for each in ("submission", "case", "reply", "told", "presence"))
        about = about or name in {"evidence", "sent-mail", "sent-html", "preview"}
        if not about or name == "pick-cases":
            continue
        for answer in (client.get(address), client.post(address, {"reason": "x"})):
            assert answer.status_code in {404, 405}, name
    for address in (
        "/",
        "/?queue=hot",
        "/register",
        "/register?q=rac",
        "/sent",
        "/pick/cases.json",
    ):
        page = client.get(address).content.decode()
        assert rooms.submission.code not in page, address
        assert rooms.submission.items.get().case.code not in page, address


def test_words_of_citizens_are_shown_as_words_on_every_page() -> None:
    rooms = furnish(PROBE)
    shown = 0
    for by in (
        cast.officer(RoleCode.SHIFT_LEADER),
        cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()),
    ):
        client = signed_in(by)
        asked = [*rooms.addresses().values(), "/?queue=mine", "/?queue=due", f"/register?q={PROBE}",
                 f"/calls/new?number={PROBE}&key=x", "/calls/caller?number=0900000012",
                 f"/submissions/{rooms.submission.code}/reply?template={PROBE}"]  # fmt: skip
        for address in asked:
            answer = client.get(address)
            let_go(answer)
            if "html" not in answer.headers.get("Content-Type", "") or answer.streaming:
                continue
            page = answer.content.decode()
            assert "<script>alert" not in page, address
            assert "<img src=x" not in page, address
            shown += "&lt;script&gt;alert" in page
    assert shown >= 8


def test_a_page_that_a_citizen_wrote_stays_in_its_frame() -> None:
    rooms = furnish()
    rooms.waiting.html = "<p>Xin chào</p>"
    rooms.waiting.save()
    answer = signed_in(cast.officer()).get(f"/contacts/{rooms.waiting.pk}/html")
    assert "sandbox allow-popups" in answer.headers["Content-Security-Policy"]
    assert "allow-scripts" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_settings_hold_what_the_pages_rely_on() -> None:
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert settings.ALLOWED_HOSTS
    assert "*" not in settings.ALLOWED_HOSTS
    assert not settings.DEBUG
    assert Client().get("/sign-in", headers={"host": "evil.example"}).status_code == 400
