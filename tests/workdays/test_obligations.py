"""Which limits run and when they end: the vectors of the domain study."""

import json
from datetime import datetime

import pytest
from typer.testing import CliRunner

from langnghe import settings
from langnghe.ops.cli import app
from langnghe.ops.deadlines import Unreadable, read_moment, running, situation_of
from langnghe.workdays.obligations import NoSuchRule, Start, read_rules


def due(
    code: str, *, kind: str, form: str = "don_buu_chinh", urgency: str = "K1", **starts: str
) -> str:
    moments = {Start(name): said for name, said in starts.items()}
    situation = situation_of(kind, form, f"{urgency}+second", moments)
    found = running(settings.PROFILE, situation)
    [each] = [each for each in found if each.rule.code == code]
    return each.due_at.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("code", "kind", "starts", "ends"),
    [
        ("RCP-NOTIFY", "phan_anh", {"received": "2026-08-27"}, "2026-09-15 17:30"),
        ("TC-INITIAL", "to_cao", {"received": "2026-11-20"}, "2026-12-02 17:30"),
        ("TC-TRANSFER", "to_cao", {"received": "2026-11-20"}, "2026-11-30 17:30"),
        ("TC-SETTLE", "to_cao", {"accepted": "2026-10-02"}, "2026-11-02 17:30"),
        ("KN1-SETTLE", "khieu_nai", {"accepted": "2026-10-02"}, "2026-11-02 17:30"),
        ("KN-ACCEPT", "khieu_nai", {"received": "2026-06-30"}, "2026-07-10 17:30"),
        ("KN-ACCEPT", "khieu_nai", {"received": "2026-07-01"}, "2026-07-10 17:30"),
    ],
)
def test_a_limit_ends_where_the_law_says(
    code: str, kind: str, starts: dict[str, str], ends: str
) -> None:
    assert due(code, kind=kind, **starts) == ends


def test_working_hours_run_over_the_weekend_and_real_hours_through_the_night() -> None:
    said = {"kind": "phan_anh", "form": "dien_thoai"}
    assert (
        due("IHN-URGENT", **said, urgency="K2", received="2026-11-20T16:30") == "2026-11-23 11:00"
    )
    assert due("HL-RESULT-K3", **said, urgency="K3", received="2026-11-21T22:00") == (
        "2026-11-22 22:00"
    )


def test_the_rule_in_force_on_the_day_it_began_counts() -> None:
    rules = {
        each.basis
        for each in read_rules(json.loads((settings.PROFILE / "deadlines.json").read_text()))
        if each.code == "KN-ACCEPT"
    }
    assert len(rules) == 2
    for day, unit in (("2026-06-30", "cd"), ("2026-07-01", "wd")):
        situation = situation_of("khieu_nai", "truc_tiep", "K1", {Start.RECEIVED: day})
        found = running(settings.PROFILE, situation)
        [accept] = [each for each in found if each.rule.code == "KN-ACCEPT"]
        assert accept.rule.unit == unit


def codes(*options: str) -> list[str]:
    result = CliRunner().invoke(app, ["deadlines", *options])
    assert result.exit_code == 0, result.output
    return [json.loads(line)["rule"] for line in result.stdout.splitlines()]


def test_statutory_clocks_start_only_for_a_valid_form() -> None:
    by_phone = codes("--kind", "to_cao", "--form", "dien_thoai", "--received", "2026-11-20")
    assert by_phone == ["PARTY-NOTIFY", "RCP-NOTIFY"]
    signed = codes("--kind", "to_cao", "--form", "don_scan_co_chu_ky", "--received", "2026-11-20")
    assert {"TC-TRANSFER", "TC-INITIAL", "DON-DISCIPLINE"} <= set(signed)
    assert not {"TC-SETTLE", "KN-ACCEPT"} & set(signed)


def test_spam_binds_nobody_and_bad_words_are_told() -> None:
    assert codes("--kind", "spam", "--form", "email", "--received", "2026-11-20") == []
    for options, told in (
        (["--kind", "x", "--form", "email", "--received", "2026-11-20"], "phan_anh"),
        (["--kind", "khen", "--form", "x", "--received", "2026-11-20"], "dien_thoai"),
        (["--kind", "khen", "--form", "email", "--received", "soon"], "2026-09-14"),
    ):
        result = CliRunner().invoke(app, ["deadlines", *options])
        assert result.exit_code == 1
        assert told in result.output


def test_a_broken_rule_is_named() -> None:
    with pytest.raises(NoSuchRule, match="XX-1"):
        read_rules([{"code": "XX-1", "unit": "wd", "kind": "all"}])


@pytest.mark.parametrize("said", ["", "9999-12-31", "0001-01-01", "01/07/2026"])
def test_a_moment_that_is_none_is_refused_in_words(said: str) -> None:
    with pytest.raises(Unreadable, match="is no time: write"):
        situation_of("khieu_nai", "don_buu_chinh", "K1", {Start.RECEIVED: said})


def test_that_no_rule_sets_a_deadline_is_said() -> None:
    asked = ["deadlines", "--kind", "khieu_nai", "--form", "email", "--received", "1995-01-01"]
    result = CliRunner().invoke(app, asked)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no rule of the profile" in result.stderr


def test_a_moment_without_an_offset_is_hanois() -> None:
    assert read_moment("2026-09-14").utcoffset() == read_moment("2026-09-14T01:00").utcoffset()
    assert read_moment("2026-09-14T06:00+00:00") == datetime.fromisoformat("2026-09-14T06:00Z")
