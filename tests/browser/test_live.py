"""A screen keeps showing what is new while news come in faster than it gathers them."""

import threading

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import sign_in
from tests.hotline import Hotline

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NEWS = """SELECT pg_notify('langnghe_live', '{"kind": "contact", "id": 1, "what": ""}')"""


def test_a_desk_in_a_storm_of_news_is_refreshed(
    browser: Browser, hotline: Hotline, troubles: list[str]
) -> None:
    lan = sign_in(browser, hotline, "lan", troubles)
    lan.goto(f"{hotline.url}/desk")
    lan.locator("ln-lamp[data-state=live]").wait_for()
    over = threading.Event()

    def storm() -> None:
        while not over.wait(0.03):
            hotline.query(NEWS)

    blowing = threading.Thread(target=storm)
    blowing.start()
    try:
        for _each in range(2):
            with lan.expect_response(f"{hotline.url}/desk?queue=new"):
                pass
    finally:
        over.set()
        blowing.join()
