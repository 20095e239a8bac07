"""The board of what is hot: seen by whom, what it names, what can be decided on it."""

import pytest
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.register.states import Sensitivity
from langnghe.triage.actions.watch import watch
from langnghe.triage.models import Signal
from langnghe.triage.states import SignalState
from langnghe.web import hot_pictures
from langnghe.web.hot_pictures import HEIGHT, WIDTH, bars_of, odds_in_words
from tests import cast
from tests.triage.streams import AT, months, voices
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Signal:
    """Return the signal of a topic of which three times as much came, half of it sensitive."""
    topics, places = months()
    voices(7, topic=topics[0], ward=places[3])
    for each in voices(7, topic=topics[0], ward=places[3], sensitivity=Sensitivity.S2):
        each.summary = "Chuyện kín của cơ quan mẫu"
        each.save()
    watch(at=AT)
    return Signal.objects.get(scope="topic")


@pytest.fixture
def leader() -> Client:
    return signed_in(cast.officer(RoleCode.SHIFT_LEADER))


def test_an_empty_board_teaches(leader: Client) -> None:
    page = leader.get("/hot").content.decode()
    assert "Hiện không có gì bất thường" in page
    assert "Từ ngày thứ hai" in page


def test_the_board_says_seen_expected_since_and_the_odds(leader: Client, found: Signal) -> None:
    page = leader.get("/hot").content.decode()
    assert f'id="signal-{found.pk}"' in page
    assert "từ 25/11" in page
    assert "ngẫu nhiên" in page
    assert '<rect class="hot-bar hot-bar-now"' in page
    assert 'class="hot-spot hot-spot-now"' in page
    assert "/register?since=2026-11-25&amp;until=2026-11-25&amp;topic=MT.01" in page


def test_the_wall_and_the_live_part(leader: Client, found: Signal) -> None:
    assert "hot-wall" in leader.get("/hot?wall=1").content.decode()
    part = leader.get("/hot", headers={"HX-Target": "hot-live"}).content.decode()
    assert "<html" not in part
    assert f'id="signal-{found.pk}"' in part


def test_sensitive_voices_are_counted_but_not_named(found: Signal, leader: Client) -> None:
    duty = signed_in(cast.officer())
    for address in ("/hot", f"/hot/{found.pk}"):
        page = duty.get(address).content.decode()
        assert "Chuyện kín" not in page
        assert "7 ý kiến nhạy cảm được tính, không hiện ở đây" in page
        assert '<span class="hot-seen">14</span>' in page
        assert 'class="hot-scale"' in page  # from which day to which the bars go
    assert "Chuyện kín" in leader.get(f"/hot/{found.pk}").content.decode()


def test_the_alarm_leads_to_the_board(found: Signal, leader: Client) -> None:
    page = leader.get("/alarms").content.decode()
    assert "thấy 14, dự kiến" in page
    assert ' · <a href="/hot">' in page


def test_an_agency_does_not_see_the_board(found: Signal) -> None:
    clerk = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    assert clerk.get("/hot").status_code == 404
    assert clerk.get(f"/hot/{found.pk}").status_code == 404
    assert clerk.post(f"/hot/{found.pk}/acknowledge").status_code == 404


def test_a_leader_takes_care_explains_and_mutes(leader: Client, found: Signal) -> None:
    leader.post(f"/hot/{found.pk}/acknowledge")
    found.refresh_from_db()
    assert found.state == SignalState.ACKNOWLEDGED
    page = leader.post(f"/hot/{found.pk}/explain", {"note": " "}, follow=True).content.decode()
    assert "ca sau sẽ đọc" in page
    page = leader.post(
        f"/hot/{found.pk}/explain", {"note": "Xe hỏng <b>hai</b> ngày."}, follow=True
    ).content.decode()
    assert "Xe hỏng &lt;b&gt;hai&lt;/b&gt; ngày." in page
    for until in ("", "1999-01-01", "nonsense"):
        given = {"until": until, "note": "Đã biết."}
        page = leader.post(f"/hot/{found.pk}/mute", given, follow=True).content.decode()
        assert "Hãy chọn một ngày" in page
    assert leader.get("/hot/999999").status_code == 404


def test_pictures_stay_inside_their_frame(found: Signal) -> None:
    found.facts["counts"][-1] = 5000
    bars = bars_of(found)
    assert len(bars.bars) == len(bars.rows) == 28
    for bar in bars.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT + 0.2
    assert [bar.is_hot for bar in bars.bars].count(True) == 1
    assert bars.rows[0].seen == 5000


@pytest.mark.parametrize(
    ("odds", "said"),
    [(0.05, "1 trên 20 "), (0.00024, "1 trên 4.000 "), (1e-12, "một triệu"), (0.9, "1 trên 1 ")],
)
def test_odds_are_said_as_people_do(odds: float, said: str) -> None:
    assert said in odds_in_words(odds)


def test_a_week_stands_beside_its_usual_one(found: Signal) -> None:
    weeks = hot_pictures.weeks_of("topic", AT.date(), {"MT.01"})
    first = weeks[0]
    assert (first.key, first.seen, first.is_hot) == ("MT.01", 20, True)
    assert first.usual == pytest.approx(7)
