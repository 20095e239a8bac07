"""Letters: drafted without who spoke, numbered without gaps, kept as files, never renamed."""

import io
import re
import zipfile
from datetime import UTC, datetime

import pypdfium2
import pytest
from django.conf import settings
from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions
from langnghe.direction.actions import NoReasonGiven, write_letter
from langnghe.direction.letter_check import GapLeft, NamesReporter
from langnghe.direction.letter_states import IllegalLetterStep, LetterKind, LetterState, SentBy
from langnghe.direction.models import Letter
from langnghe.direction.wording import Wording
from langnghe.originals.store import Store
from langnghe.register.actions.facts import ReporterFacts
from langnghe.register.actions.submissions import register_submission
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Entry, Reporter, Submission
from langnghe.register.states import Kind, LegalForm, Sensitivity
from tests import cast
from tests.register.test_races import at_once

pytestmark = pytest.mark.django_db
DUE = cast.later(days=5)
ORDER = Wording(due_at=DUE)
SECRETS = {
    "name": "Trần Thị Thí Dụ",
    "phone": "0900 000 012",
    "email": "thi.du@example.com",
    "address": "số 12 ngõ 34 phố Hoa Sữa, phường Ba Đình",
}
TOLD = (
    "Tôi là Trần Thị Thí Dụ (TRAN THI THI DU), trú tại số 12 ngõ 34 phố Hoa Sữa, phường Ba Đình, "
    "điện thoại 0900.000.012 hoặc +84 900 000 012, thư thi.du@example.com, tố cáo ông Nguyễn Văn "
    "Mẫu nhận tiền của tiểu thương chợ Ví Dụ ngày 20/11/2026. Chị Dụ xin giữ bí mật."
)


def specialist() -> Officer:
    return cast.officer(RoleCode.SPECIALIST)


def denounced(by: Officer) -> Submission:
    """Return a denunciation in the book, whose author is known in every way."""
    submission = cast.new_submission(TOLD)
    facts = cast.registration(title=TOLD[:300], place="chợ Ví Dụ", sensitivity=Sensitivity.S2)
    given = {
        "kind": Kind.DENUNCIATION,
        "legal_form": LegalForm.SIGNED_SCAN,
        "reporter": ReporterFacts(
            name=SECRETS["name"],
            phone=SECRETS["phone"],
            email=SECRETS["email"],
            address=SECRETS["address"],
            asks_secrecy=True,
        ),
    }
    whole = type(facts)(**{**facts.__dict__, **given})
    return register_submission(
        submission.pk, whole, by=by, at=cast.later(5), version=submission.version
    )


def case_of(submission: Submission) -> Case:
    return submission.items.get().case


def transfer(case: Case, by: Officer, wording: Wording = ORDER) -> Letter:
    return write_letter(
        LetterKind.TRANSFER,
        case=case,
        agency=cast.agency(),
        wording=wording,
        by=by,
        at=cast.later(10),
    )


def kept(sha256: str) -> bytes:
    with Store(settings.ORIGINALS).open(sha256) as file:
        return file.read()


def said_in(letter: Letter) -> str:
    """Return all that both files of a letter say, metadata and every part of the DOCX too."""
    pdf = pypdfium2.PdfDocument(kept(letter.pdf_sha256))
    said = [page.get_textpage().get_text_bounded() for page in pdf]
    said += list(pdf.get_metadata_dict().values())
    packed = zipfile.ZipFile(io.BytesIO(kept(letter.docx_sha256)))
    said += [packed.read(name).decode() for name in packed.namelist() if name.endswith("xml")]
    return "\n".join(said)


def test_a_transfer_is_drafted_issued_and_sent_and_told_on_the_timeline() -> None:
    by = specialist()
    case = case_of(cast.registered(by))
    letter = transfer(case, by)
    assert (letter.state, letter.symbol) == (LetterState.DRAFT, "…-PC/VPTU")
    assert "Sở Xây dựng" in letter.text
    assert "25/11/2026" in letter.text
    issued = actions.issue_letter(letter.pk, by=by, at=cast.later(20))
    assert issued.symbol == "01-PC/VPTU"
    said = said_in(issued)
    assert "Số 01-PC/VPTU" in said
    assert "Hà Nội, ngày 20 tháng 11 năm 2026" in " ".join(said.split())
    actions.send_letter(letter.pk, way=SentBy.POST, by=by, at=cast.later(30))
    kinds = Entry.objects.filter(case=case, kind__startswith="letter.").values_list(
        "kind", flat=True
    )
    assert list(kinds) == ["letter.drafted", "letter.issued", "letter.sent"]


def test_nothing_of_a_denouncer_is_in_what_goes_out() -> None:
    by = specialist()
    letter = transfer(case_of(denounced(by)), by)
    assert letter.is_sensitive
    assert letter.hidden["name"] >= 2
    assert letter.hidden["phone"] >= 2
    issued = actions.issue_letter(letter.pk, by=by, at=cast.later(20))
    said = said_in(issued)
    bare = re.sub(r"\D", "", re.sub(r"<[^>]+>", " ", letter.text))
    for secret in ("Thí Dụ", "TRAN THI", "thi.du", "example.com", "ngõ 34", "Hoa Sữa", "Chị Dụ"):
        assert secret.casefold() not in said.casefold()
    assert "900000012" not in bare
    assert by.full_name not in said
    assert "chợ Ví Dụ, Phường Ba Đình" in said
    assert "Nguyễn Văn Mẫu" in said  # whom it is about must be known
    assert "giữ bí mật" in said


def test_words_typed_into_a_draft_are_looked_at_once_more() -> None:
    by = specialist()
    letter = transfer(case_of(denounced(by)), by)
    text = f"{letter.text}\nLiên hệ tran thi thi du theo số 0900-000-012."
    actions.edit_letter(letter.pk, {"text": text}, version=1, by=by, at=cast.later(11))
    with pytest.raises(NamesReporter) as refusal:
        actions.issue_letter(letter.pk, by=by, at=cast.later(20))
    assert refusal.value.found == {"name": 1, "phone": 1}
    assert Letter.objects.get().number is None


def test_naming_who_spoke_needs_a_reason_a_right_and_stays_on_the_timeline() -> None:
    by, leader = specialist(), cast.officer(RoleCode.OFFICE_LEADER)
    letter = transfer(case_of(denounced(by)), by)
    with pytest.raises(Missing):
        actions.name_speakers(letter.pk, reason="Cơ quan điều tra yêu cầu", by=by, at=cast.NOON)
    with pytest.raises(NoReasonGiven):
        actions.name_speakers(letter.pk, reason=" ", by=leader, at=cast.NOON)
    actions.name_speakers(letter.pk, reason="Cơ quan điều tra yêu cầu", by=leader, at=cast.NOON)
    told = Entry.objects.get(kind="letter.speakers_named")
    assert (told.by, told.facts["reason"]) == (leader, "Cơ quan điều tra yêu cầu")
    issued = actions.issue_letter(letter.pk, by=leader, at=cast.later(20))
    assert SECRETS["name"] in said_in(issued)


def test_where_it_happened_stays_for_an_ordinary_report() -> None:
    by = specialist()
    submission = cast.registered(by, title="Hố sâu trước số 5 phố Hoa Sữa")
    reporter = submission.reporter
    reporter.address = "số 9 phố Hoa Sữa, Phường Ba Đình"
    reporter.save()
    letter = transfer(case_of(submission), by)
    assert "Hố sâu trước số 5 phố Hoa Sữa" in letter.text
    assert "phố Hoa Sữa, Phường Ba Đình" in letter.text


def test_a_notice_names_its_own_reader_and_no_other_voice() -> None:
    by = specialist()
    first, second = cast.registered(by), denounced(by)
    second.items.update(case=case_of(first))
    Reporter.objects.filter(submission=second).update(name="Lê Văn Ví Dụ Khác")
    wording = Wording(facts={"result": "Đã kiểm tra theo tin của Lê Văn Ví Dụ Khác, 0900000012."})
    letter = write_letter(
        LetterKind.NOTICE_RESULT, submission=first, agency=cast.agency(), wording=wording, by=by,
        at=cast.NOON,
    )  # fmt: skip
    other = write_letter(
        LetterKind.NOTICE_RESULT, submission=second, agency=cast.agency(), wording=wording, by=by,
        at=cast.NOON,
    )  # fmt: skip
    assert letter.addressees == ["Ông/Bà Trần Thị Thí Dụ"]
    assert "Đã kiểm tra theo tin của […]." in letter.text
    assert "0900000012" not in letter.text
    assert second.code in other.text
    assert actions.issue_letter(letter.pk, by=by, at=cast.later(9)).symbol == "01-TB/VPTU"


def test_a_gap_is_not_issued() -> None:
    by = specialist()
    letter = transfer(case_of(cast.registered(by)), by, Wording())
    assert "trước ngày …" in letter.text
    with pytest.raises(GapLeft):
        actions.issue_letter(letter.pk, by=by, at=cast.later(20))


def test_a_reminder_lists_its_cases_in_a_table() -> None:
    by = specialist()
    cases = [case_of(cast.registered(by, title=f"Ngập phố số {n}")) for n in range(3)]
    letter = write_letter(
        LetterKind.REMINDER,
        agency=cast.agency(),
        wording=Wording(cases=cases, due_at=DUE),
        by=by,
        at=cast.NOON,
    )
    assert [row[1] for row in letter.rows] == [case.code for case in cases]
    issued = actions.issue_letter(letter.pk, by=by, at=cast.later(20))
    assert all(case.code in said_in(issued) for case in cases)
    assert "PHIẾU" not in said_in(issued)
    assert Entry.objects.filter(kind="letter.issued").count() == 3


def test_each_kind_is_numbered_by_itself_and_begins_anew_with_a_term() -> None:
    by = specialist()
    case = case_of(cast.registered(by))

    def issue(kind: LetterKind, at: datetime) -> str:
        wording = Wording(due_at=DUE, text="Nội dung.", abstract="x", addressees=("Sở Xây dựng",))
        draft = write_letter(kind, case=case, agency=cast.agency(), wording=wording, by=by, at=at)
        issued = actions.issue_letter(draft.pk, by=by, at=at)
        return f"{issued.symbol} {issued.term}"

    assert issue(LetterKind.MEMO, cast.NOON) == "01-PTr/VPTU 2025-2030"
    assert issue(LetterKind.MEMO, cast.NOON) == "02-PTr/VPTU 2025-2030"
    assert issue(LetterKind.TRANSFER, cast.NOON) == "01-PC/VPTU 2025-2030"
    before = datetime(2025, 10, 1, tzinfo=UTC)
    assert issue(LetterKind.MEMO, before) == "01-PTr/VPTU 2020-2025"


def test_an_intake_slip_has_no_number() -> None:
    by = specialist()
    slip = write_letter(LetterKind.INTAKE_SLIP, submission=cast.registered(by), by=by, at=cast.NOON)
    issued = actions.issue_letter(slip.pk, by=by, at=cast.NOON)
    assert (issued.symbol, issued.number) == ("", None)
    assert "PHIẾU TIẾP NHẬN" in said_in(issued)


def test_a_cancelled_number_stays_taken_with_its_reason() -> None:
    by = specialist()
    case = case_of(cast.registered(by))
    first = actions.issue_letter(transfer(case, by).pk, by=by, at=cast.later(20))
    with pytest.raises(NoReasonGiven):
        actions.cancel_letter(first.pk, reason="", by=by, at=cast.later(21))
    actions.cancel_letter(first.pk, reason="Sai nơi nhận", by=by, at=cast.later(21))
    second = actions.issue_letter(transfer(case, by).pk, by=by, at=cast.later(22))
    assert second.number == 2
    assert Letter.objects.get(pk=first.pk).cancel_reason == "Sai nơi nhận"


def test_what_is_issued_is_edited_no_more_and_a_draft_not_over_another() -> None:
    by = specialist()
    letter = transfer(case_of(cast.registered(by)), by)
    edited = actions.edit_letter(letter.pk, {"text": "Một."}, version=1, by=by, at=cast.NOON)
    with pytest.raises(ChangedMeanwhile):
        actions.edit_letter(letter.pk, {"text": "Hai."}, version=1, by=by, at=cast.NOON)
    actions.issue_letter(letter.pk, version=edited.version, by=by, at=cast.NOON)
    for step in (
        lambda: actions.edit_letter(letter.pk, {"text": "Ba."}, version=3, by=by, at=cast.NOON),
        lambda: actions.issue_letter(letter.pk, by=by, at=cast.NOON),
    ):
        with pytest.raises(IllegalLetterStep), transaction.atomic():
            step()


def test_writing_with_a_key_may_be_repeated() -> None:
    by = specialist()
    case = case_of(cast.registered(by))
    key = Wording(due_at=DUE, once_key="transfer:1")
    assert transfer(case, by, key).pk == transfer(case, by, key).pk


def test_who_may_not_see_the_matter_neither_writes_nor_sees_a_letter() -> None:
    by, duty = specialist(), cast.officer()
    case = case_of(denounced(by))
    letter = transfer(case, by)
    with pytest.raises(Missing):
        transfer(case, duty)
    with pytest.raises(Missing):
        actions.issue_letter(letter.pk, by=duty, at=cast.later(20))
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    assert not Letter.objects.visible_to(duty).exists()
    assert not Letter.objects.visible_to(clerk).exists()
    actions.issue_letter(letter.pk, by=by, at=cast.later(20))
    assert Letter.objects.visible_to(clerk).count() == 1
    assert not Letter.objects.visible_to(cast.officer(RoleCode.AGENCY_CLERK)).exists()


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_once_have_no_gap_and_no_double() -> None:
    by = specialist()
    case = case_of(cast.registered(by))
    letters = [transfer(case, by) for _each in range(6)]
    given = at_once(
        *(
            lambda pk=letter.pk: actions.issue_letter(pk, by=by, at=cast.later(20)).number
            for letter in letters
        )  # type: ignore[misc]
    )
    assert sorted(given) == [1, 2, 3, 4, 5, 6]  # type: ignore[type-var]


@pytest.mark.django_db(transaction=True)
def test_one_draft_issued_by_two_at_once_gets_one_number() -> None:
    by = specialist()
    letter = transfer(case_of(cast.registered(by)), by)

    def issue() -> object:
        return actions.issue_letter(letter.pk, by=by, at=cast.later(20)).number

    given = at_once(issue, issue)
    assert sorted(str(type(each).__name__) for each in given) == ["IllegalLetterStep", "int"]


@pytest.mark.django_db(transaction=True)
def test_a_failure_while_issuing_leaves_no_gap() -> None:
    by = specialist()
    case = case_of(cast.registered(by))
    failing = transfer(case, by)
    Letter.objects.filter(pk=failing.pk).update(layout="none-such")
    with pytest.raises(KeyError):
        actions.issue_letter(failing.pk, by=by, at=cast.later(20))
    assert actions.issue_letter(transfer(case, by).pk, by=by, at=cast.later(20)).number == 1
