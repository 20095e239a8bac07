"""Live events: told at commit, resumed after trouble, never to strangers."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from langnghe import asgi
from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.live import hub as live
from langnghe.live.hub import CHANNEL, QUEUE, Hub, answer
from langnghe.register.audience import sees_of
from langnghe.register.models import Submission
from langnghe.register.states import Sensitivity
from tests import cast

TELL = f"SELECT pg_notify('{CHANNEL}', %s)"


def conninfo() -> str:
    """Return the database of this test run, of this worker."""
    import django.db

    given = django.db.connection.settings_dict
    return f"host={given['HOST']} port={given['PORT']} user={given['USER']} dbname={given['NAME']}"


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        async with asyncio.timeout(60):
            await story()

    asyncio.run(within())


async def until(stream: AsyncIterator[bytes], words: bytes) -> bytes:
    """Read events until one holds the words."""
    async for event in stream:
        if words in event:
            return event
    raise AssertionError(f"the stream ended before {words!r}")


async def tell(payload: str) -> None:
    async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as connection:
        await connection.execute(TELL, [payload])


async def listening(hub: Hub) -> None:
    """Wait until the hub's own connection listens."""
    async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as connection:
        while True:
            rows = await connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE query = %s AND datname = current_database()",
                [f"LISTEN {CHANNEL}"],
            )
            if await rows.fetchone():
                return
            await asyncio.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_screen_hears_what_is_told() -> None:
    async def story() -> None:
        hub = Hub(conninfo())
        hub.start()
        async with aclosing(hub.stream()) as stream:
            assert b"event: resync" in await anext(stream)
            await listening(hub)
            await tell('{"kind": "submission", "id": 7, "what": "note.written"}')
            event = await until(stream, b"submission")
            assert event.endswith(b'"id": 7, "what": "note.written"}\n\n')
            await tell("no json")
            assert b"event: resync" in await until(stream, b"no json")
        assert hub.screens == set()
        await hub.stop()

    run(story)


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_comes_back_and_screens_ask_anew() -> None:
    async def story() -> None:
        hub = Hub(conninfo())
        hub.start()
        async with aclosing(hub.stream()) as stream:
            await anext(stream)
            await listening(hub)
            async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as other:
                await other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s "
                    "AND datname = current_database()",
                    [f"LISTEN {CHANNEL}"],
                )
            while b"resync" not in (await anext(stream)):
                pass
            await listening(hub)
            await tell('{"kind": "case", "id": 1}')
            await until(stream, b"event: case")
        await hub.stop()

    run(story)


def test_a_screen_that_falls_behind_starts_over() -> None:
    async def story() -> None:
        hub = Hub("")
        async with aclosing(hub.stream()) as slow, aclosing(hub.stream()) as quick:
            await anext(slow)
            await anext(quick)
            waiting = asyncio.ensure_future(anext(quick))
            await asyncio.sleep(0)
            for number in range(QUEUE + 1):
                hub.spread("case", str(number))
            await waiting
            assert b"event: resync" in await anext(slow)
            hub.spread("case", "last")
            assert b"last" in await anext(slow)

    run(story)


def test_silence_is_broken_by_a_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.01)

    async def story() -> None:
        async with aclosing(Hub("").stream()) as stream:
            await anext(stream)
            assert b"event: beat" in await anext(stream)

    run(story)


def test_a_screen_that_goes_away_is_forgotten() -> None:
    async def story() -> None:
        hub, sent = Hub(""), list[dict[str, object]]()
        gone = asyncio.Event()

        async def receive() -> dict[str, object]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        task = asyncio.create_task(answer(hub, receive, send))
        while not hub.screens:
            await asyncio.sleep(0)
        hub.spread("case", "{}")
        while len(sent) < 3:
            await asyncio.sleep(0)
        gone.set()
        await task
        assert hub.screens == set()
        assert sent[0]["status"] == 200

    run(story)


def knock(cookie: str) -> int:
    """Ask for /live with a cookie; return the status of the first word of the answer."""
    statuses: list[int] = []

    async def story() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, object]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            if "status" in message:
                statuses.append(int(str(message["status"])))
                gone.set()

        headers = [(b"cookie", cookie.encode("latin-1"))] if cookie else []
        scope = {"type": "http", "path": "/live", "headers": headers}
        await asgi.application(scope, receive, send)
        await asgi.hub.stop()
        await sync_to_async(asgi.close_old_connections, thread_sensitive=False)()

    run(story)
    return statuses[0]


@pytest.fixture
def officer() -> Officer:
    return cast.officer()


def session_of(officer: Officer) -> str:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "cookie", ["", "x=y", "langnghe_session=", "langnghe_session=nobody", "a/b=1; ;=;\xff", "path"]
)
def test_strangers_hear_nothing(cookie: str) -> None:
    assert knock(cookie) == 403


@pytest.mark.django_db(transaction=True)
def test_who_is_signed_in_hears_whatever_else_the_browser_sends(officer: Officer) -> None:
    assert knock(f"a/b=1; langnghe_session={session_of(officer)}; x") == 200


@pytest.mark.django_db(transaction=True)
def test_who_signed_out_left_or_changed_the_password_hears_nothing(officer: Officer) -> None:
    key = session_of(officer)
    Officer.objects.update(is_active=False)
    assert knock(f"langnghe_session={key}") == 403
    officer.set_password("another phrase")
    officer.is_active = True
    officer.save()
    assert knock(f"langnghe_session={key}") == 403
    key = session_of(officer)
    SessionStore(key).delete()
    assert knock(f"langnghe_session={key}") == 403


@pytest.mark.django_db(transaction=True)
def test_only_who_may_see_it_hears_that_something_happened() -> None:
    """A leader hears of everything; others not of sensitive matters, agencies of theirs alone."""
    secret, plain = cast.new_submission(), cast.new_submission()
    Submission.objects.filter(pk=secret.pk).update(sensitivity=Sensitivity.S2)
    leader = cast.officer(RoleCode.OFFICE_LEADER)
    duty = cast.officer()
    clerk = cast.officer(RoleCode.AGENCY_CLERK)
    assert sees_of(leader) is None
    told = {
        "secret": ("submission", json.dumps({"kind": "submission", "id": secret.pk})),
        "plain": ("submission", json.dumps({"kind": "submission", "id": plain.pk})),
        "call": ("line", json.dumps({"kind": "line", "id": 1})),
        "junk": ("submission", "no json"),
    }
    heard = {}
    for officer in (duty, clerk):
        sees = sees_of(officer)
        assert sees is not None
        assert sees("resync", "{}")
        heard[officer] = {name for name, (kind, data) in told.items() if sees(kind, data)}
    assert heard == {duty: {"plain", "call"}, clerk: set()}


def test_a_screen_of_narrow_rights_gets_what_it_sees() -> None:
    async def story() -> None:
        hub = Hub("")
        async with aclosing(hub.stream(lambda _kind, data: data == "2")) as stream:
            await anext(stream)
            following = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0)
            for number in (1, 2):
                hub.spread("case", str(number))
            assert b"data: 2" in await following

    run(story)
