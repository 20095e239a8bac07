"""`langnghe triage --present`: earlier events are those of the register itself."""

import io
import json

import pytest

from langnghe.ops.triage import _present_reader, run
from langnghe.triage.actions.suggest import suggest
from langnghe.triage.models import Suggestion
from tests import cast

pytestmark = pytest.mark.django_db
LETTER = (
    "Kính gửi đường dây nóng, bãi rác Thử Nghiệm ở phường Láng bốc mùi hôi thối cả ngày lẫn đêm, "
    "người già trẻ nhỏ không chịu nổi, đề nghị di dời gấp bãi rác này khỏi khu dân cư đông đúc."
)


def test_a_voice_of_the_register_is_an_earlier_line_and_nothing_is_written() -> None:
    submission = cast.new_submission(LETTER)
    suggest(submission.pk, at=cast.later())
    line = {"id": "past-1", "received_at": cast.later(60).isoformat(), "text": LETTER}
    out = io.StringIO()
    file = io.BytesIO(json.dumps(line).encode())
    assert run(file, _present_reader(), is_scored=False, out=out) == 0
    assert json.loads(out.getvalue())["same_event"] == [submission.code]
    assert Suggestion.objects.count() == 1
