"""Everything that is suggested for a text, with the words that led to it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from langnghe.understanding.finding import as_facts
from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.reading import understand

SAYS = {
    "MT.01": "Rác thải sinh hoạt chất đống ở đầu ngõ ba hôm nay không ai thu gom, hôi thối.",
    "HT.02": "Đèn đường cả ngõ hỏng hai tháng nay, buổi tối tối om, đề nghị sửa đèn chiếu sáng.",
    "NS.01": "Mất nước sạch ba ngày nay, cả khu không có nước sinh hoạt, gọi công ty không được.",
}


@pytest.mark.parametrize("topic", sorted(SAYS))
def test_a_plain_matter_is_told_with_and_without_marks(topic: str, knowledge: Knowledge) -> None:
    from langnghe.vietnamese.fold import fold

    for text in (SAYS[topic], fold(SAYS[topic])):
        found = understand(text, knowledge)
        assert found.topics[0].value.partition(".")[0] == topic.partition(".")[0]
        assert 0 < found.topics[0].confidence <= 1
        assert found.topics[0].because
        assert all(text[start:end].strip() for start, end in found.topics[0].because)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Cho tôi hỏi thủ tục làm lại giấy khai sinh cần những giấy tờ gì?", "hoi_dap"),
        ("Xin cảm ơn đường dây nóng đã giúp tôi nhanh chóng, rất tuyệt vời!", "khen"),
        ("Tôi tố cáo ông cán bộ phường nhận hối lộ, đề nghị giữ bí mật.", "to_cao"),
        (SAYS["MT.01"], "phan_anh"),
    ],
)
def test_kinds_are_told_apart(said: str, kind: str, knowledge: Knowledge) -> None:
    found = understand(said, knowledge)
    assert found.kind is not None
    assert found.kind.value == kind


def test_nothing_said_is_not_sure(knowledge: Knowledge) -> None:
    found = understand("", knowledge)
    assert found.kind is None
    assert found.topics == ()
    assert found.ward is None
    assert (found.urgency.value, found.alarms) == ("K1", ())


@pytest.mark.parametrize("said", ["Ba tệp kèm", "Tôi dùng địa chỉ có dấu", "aaaa", "123"])
def test_few_words_that_say_nothing_accuse_nobody(said: str, knowledge: Knowledge) -> None:
    found = understand(said, knowledge)
    assert found.kind is None
    assert (found.urgency.value, found.sensitivity.value, found.alarms) == ("K1", "S0", ())


def test_the_channel_says_the_form(knowledge: Knowledge) -> None:
    by_call = understand(SAYS["MT.01"], knowledge, channel="call").legal_form
    by_mail = understand(SAYS["MT.01"], knowledge, channel="mail").legal_form
    assert by_call is not None
    assert by_mail is not None
    assert (by_call.value, by_mail.value) == ("dien_thoai", "email")


def test_reading_twice_says_the_same(knowledge: Knowledge) -> None:
    first = json.dumps(as_facts(understand(SAYS["MT.01"], knowledge)), sort_keys=True)
    assert first == json.dumps(as_facts(understand(SAYS["MT.01"], knowledge)), sort_keys=True)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_is_read_and_every_span_lies_in_it(
    knowledge: Knowledge, text: str, subject: str
) -> None:
    found = understand(text, knowledge, subject=subject)
    whole = f"{subject}\n{text}" if subject else text
    findings = [*found.topics, *found.ward_candidates, *found.alarms, found.urgency]
    for each in [*findings, found.sensitivity, *([found.kind] if found.kind else [])]:
        assert 0 <= each.confidence <= 1
        assert all(0 <= start < end <= len(whole) for start, end in each.because)
    json.dumps(as_facts(found))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nước đục ở lô này, cũng KCN Quang Minh nhưng lô khác", True),
        ("Gạch vỉa hè tách. Khác chỗ Vũ Trọng Khánh", True),
        ("cty bên cạnh cũng vậy, nợ lương ba tháng", True),
        ("Không phải lần đầu chúng tôi báo, khác với trước đây", False),
        ("Đây không phải trường hợp duy nhất", False),
        ("Ban quản lý bảo không liên quan", False),
    ],
)
def test_another_event_is_heard(text: str, knowledge: Knowledge, *, said: bool) -> None:
    assert understand(text, knowledge).is_apart is said
