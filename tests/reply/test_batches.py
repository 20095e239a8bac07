"""One answer to many voices: drafted, checked, sent once each, by whatever number of workers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction.actions import settle_without_agency
from langnghe.register.actions.facts import Matter, Registration, ReporterFacts
from langnghe.register.actions.submissions import close_submission, register_submission
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Entry, Submission
from langnghe.register.states import Channel, Sensitivity, Status
from langnghe.reply.actions import batches, post
from langnghe.reply.actions.batches import (
    NobodyToAnswer,
    NotADraft,
    TellsTooMuch,
    Unfinished,
    change_batch,
    change_share,
    draft_for_case,
    drop_batch,
    send_batch,
)
from langnghe.reply.checks import Told
from langnghe.reply.models import Batch, Outgoing, ReplyTemplate, Share, Telling
from langnghe.reply.personal import known_to, letters_of
from langnghe.reply.states import BatchState, ShareState, Way
from tests import cast

pytestmark = pytest.mark.django_db

TEXT = """Kính gửi {name},

Ngày {said_on}, mã {code}: {summary}

{result}

{own}

Trân trọng,
{officer}"""


@pytest.fixture(autouse=True)
def _texts() -> None:
    ReplyTemplate.objects.create(
        code="answer_many", language="vi", name="x", subject="[{code}] Kết quả", text=TEXT
    )


def voice(case: Case, by: Officer, name: str, **given: object) -> Submission:
    """Return one more voice of a case."""
    new = cast.new_submission(
        f"Ở phố này, {name[:3]} thấy rác.", channel=given.pop("channel", Channel.MAIL)
    )  # type: ignore[arg-type]
    facts = {"email": f"{new.pk}@example.com"} | given
    registration = Registration(
        matters=(Matter(case_id=case.pk),),
        reporter=ReporterFacts(name=name, **facts),  # type: ignore[arg-type]
    )
    return register_submission(new.pk, registration, by=by, at=cast.later(6), version=new.version)


def crowd(by: Officer) -> Case:
    """Return a settled case of four voices: two by mail, one by telephone, one by post."""
    case = cast.registered(by).items.get().case
    voice(case, by, "Lê Văn Ví Dụ")
    voice(case, by, "Phạm Thị Mẫu", channel=Channel.CALL, email="", phone="0900 000 003")
    voice(case, by, "Hoàng Thử", email="", address="Số 9 phố Thử")
    settle_without_agency(case.pk, result="Đã dọn sạch.", by=by, at=cast.later(7))
    return case


def sent(batch: Batch, by: Officer) -> Batch:
    """Send a batch and let the worker do it."""
    send_batch(batch.pk, version=batch.version, by=by, at=cast.later(9))
    post.send_shares(batch.pk)
    batch.refresh_from_db()
    return batch


def test_each_voice_gets_its_own_answer_in_its_own_channel() -> None:
    by = cast.officer()
    case = crowd(by)
    batch = draft_for_case(case.pk, is_final=True, by=by, at=cast.later(8))
    assert "Đã dọn sạch." in batch.texts["vi"]["text"]
    ways = sorted(batch.shares.values_list("way", flat=True))
    assert ways == [Way.MAIL, Way.MAIL, Way.PHONE, Way.POST]
    batch = sent(batch, by)
    assert batch.state == BatchState.SENT
    mails = {each.to_name: each for each in Outgoing.objects.filter(once_key__startswith="batch:")}
    assert set(mails) == {"Trần Thị Thí Dụ", "Lê Văn Ví Dụ"}
    for name, mail in mails.items():
        assert mail.submission is not None
        assert name in mail.text
        assert mail.submission.code in mail.subject
        assert all(other not in mail.text + mail.html for other in set(mails) - {name})
        assert f"/r/{mail.ask_key}" in mail.text
        assert mail.submission.status == Status.ANSWERED
    told = Telling.objects.get()
    assert "Phạm Thị Mẫu" in told.text
    assert told.submission.status == Status.RESULTED
    assert Entry.objects.filter(kind="reply.answered", by=by).count() == 2
    assert Entry.objects.filter(kind="reply.to_be_printed").count() == 1
    assert set(batch.shares.values_list("state", flat=True)) == {ShareState.DONE}


def test_repeating_answers_nobody_twice() -> None:
    by = cast.officer()
    batch = sent(draft_for_case(crowd(by).pk, is_final=True, by=by, at=cast.later(8)), by)
    send_batch(batch.pk, version=1, by=by, at=cast.later(10))
    Batch.objects.update(state=BatchState.SENDING)
    post.send_shares(batch.pk)
    assert Outgoing.objects.filter(once_key__startswith="batch:").count() == 2
    assert Telling.objects.count() == 1


def test_a_worker_that_dies_between_portions_leaves_the_rest_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = cast.officer()
    batch = draft_for_case(crowd(by).pk, is_final=True, by=by, at=cast.later(8))
    monkeypatch.setattr(post, "PORTION", 1)
    send_batch(batch.pk, version=batch.version, by=by, at=cast.later(9))
    known = known_to(batch, ())
    fresh = Batch.objects.get(pk=batch.pk)
    assert post._send_portion(fresh, known, by=by, at=cast.later(9)) == 1
    assert fresh.shares.waiting().count() == 3
    post.send_shares(batch.pk)
    assert Outgoing.objects.filter(once_key__startswith="batch:").count() == 2
    assert not fresh.shares.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_answer_each_voice_once() -> None:
    by = cast.officer()
    batch = draft_for_case(crowd(by).pk, is_final=True, by=by, at=cast.later(8))
    send_batch(batch.pk, version=batch.version, by=by, at=cast.later(9))

    def work(_number: int) -> None:
        try:
            post.send_shares(batch.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(work, range(3)))
    assert Outgoing.objects.filter(once_key__startswith="batch:").count() == 2
    assert Telling.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def test_another_voice_is_never_named() -> None:
    by = cast.officer()
    batch = draft_for_case(crowd(by).pk, is_final=True, by=by, at=cast.later(8))
    text = batch.texts["vi"]["text"] + "\nTheo lời ông Lê Văn Ví Dụ và số 0900000003."
    texts = {"vi": {**batch.texts["vi"], "text": text}}
    batch = change_batch(batch.pk, texts=texts, version=batch.version, by=by, at=cast.later(8))
    with pytest.raises(TellsTooMuch) as refusal:
        send_batch(batch.pk, version=batch.version, by=by, at=cast.later(9))
    assert {each.finding.told for each in refusal.value.troubles} == {Told.NAME, Told.PHONE}
    batch.refresh_from_db()
    assert batch.state == BatchState.DRAFT
    assert not Outgoing.objects.filter(once_key__startswith="batch:").exists()


def test_own_words_may_name_oneself_and_nobody_else() -> None:
    by = cast.officer()
    case = crowd(by)
    batch = draft_for_case(case.pk, is_final=True, by=by, at=cast.later(8))
    one = Submission.objects.get(reporter__name="Lê Văn Ví Dụ")
    change_share(
        batch.pk, one.pk, words="Riêng ông Lê Văn Ví Dụ.", leave_out=False, by=by, at=cast.later(8)
    )
    assert batches.troubles_of(batch, by) == []
    other = Submission.objects.get(reporter__name="Phạm Thị Mẫu")
    change_share(
        batch.pk, other.pk, words="Như ông Lê Văn Ví Dụ.", leave_out=False, by=by, at=cast.later(8)
    )
    (trouble,) = batches.troubles_of(batch, by)
    assert (trouble.text, trouble.finding.told) == (other.code, Told.NAME)


def test_an_officer_is_named_only_when_somebody_looked() -> None:
    by, other = cast.officer(), cast.officer()
    batch = draft_for_case(crowd(by).pk, is_final=True, by=by, at=cast.later(8))
    texts = {"vi": {**batch.texts["vi"], "text": f"{{name}}: {other.full_name} đã xem."}}
    batch = change_batch(batch.pk, texts=texts, version=batch.version, by=by, at=cast.later(8))
    with pytest.raises(TellsTooMuch):
        send_batch(batch.pk, version=batch.version, by=by, at=cast.later(9))
    allow = [other.full_name]
    sent_one = send_batch(batch.pk, version=batch.version, allow=allow, by=by, at=cast.later(9))
    assert (sent_one.state, sent_one.allowed) == (BatchState.SENDING, allow)


def test_what_is_sensitive_ended_or_unfinished_is_left_out() -> None:
    by = cast.officer(RoleCode.SHIFT_LEADER)
    case = cast.registered(by).items.get().case
    secret, ended = voice(case, by, "Lê Văn Ví Dụ"), voice(case, by, "Phạm Thị Mẫu")
    Submission.objects.filter(pk=secret.pk).update(sensitivity=Sensitivity.S2)
    close_submission(ended.pk, reason="refused", note="Không cần.", by=by, at=cast.later(7))
    batch = draft_for_case(case.pk, is_final=True, by=by, at=cast.later(8))
    whys = dict(batch.shares.values_list("submission", "why"))
    assert whys[secret.pk] == "sensitive"
    assert whys[ended.pk] == "ended"
    assert sorted(whys.values()) == ["ended", "sensitive", "unfinished"]
    with pytest.raises(NobodyToAnswer):
        send_batch(batch.pk, version=batch.version, by=by, at=cast.later(9))
    change_share(batch.pk, secret.pk, words="", leave_out=False, by=by, at=cast.later(8))
    assert Share.objects.get(submission=secret).state == ShareState.LEFT_OUT


def test_gaps_old_versions_and_strangers_are_refused() -> None:
    by = cast.officer()
    batch = draft_for_case(crowd(by).pk, is_final=True, by=by, at=cast.later(8))
    with pytest.raises(ChangedMeanwhile):
        change_batch(batch.pk, texts={}, version=batch.version + 1, by=by, at=cast.later(8))
    for text in ("", "Kính gửi … nhé", "{nobody_knows}"):
        texts = {"vi": {"subject": "x", "text": text}}
        batch = change_batch(batch.pk, texts=texts, version=batch.version, by=by, at=cast.later(8))
        with pytest.raises(Unfinished):
            send_batch(batch.pk, version=batch.version, by=by, at=cast.later(9))
    with pytest.raises(Missing):
        drop_batch(batch.pk, by=cast.officer(RoleCode.ADMINISTRATOR), at=cast.later(9))
    drop_batch(batch.pk, by=by, at=cast.later(9))
    with pytest.raises(NotADraft):
        send_batch(batch.pk, version=batch.version, by=by, at=cast.later(9))


def test_who_was_answered_by_hand_meanwhile_is_passed_over() -> None:
    by = cast.officer()
    batch = draft_for_case(crowd(by).pk, is_final=True, by=by, at=cast.later(8))
    first = Submission.objects.get(reporter__name="Lê Văn Ví Dụ")
    close_submission(first.pk, reason="refused", note="Không cần.", by=by, at=cast.later(8))
    sent(batch, by)
    assert Share.objects.get(submission=first).state == ShareState.PASSED


def test_a_summary_that_names_a_neighbour_is_not_repeated() -> None:
    by = cast.officer()
    case = crowd(by)
    one = Submission.objects.get(reporter__name="Lê Văn Ví Dụ")
    Submission.objects.filter(pk=one.pk).update(summary="Bà Phạm Thị Mẫu vứt rác.")
    batch = draft_for_case(case.pk, is_final=True, by=by, at=cast.later(8))
    share = batch.shares.select_related("submission__reporter", "submission__agency").get(
        submission=one.pk
    )
    letters = letters_of(batch, [share], known=known_to(batch, ()), officer=by.full_name)
    assert "Phạm Thị Mẫu" not in letters.draft(share).text
