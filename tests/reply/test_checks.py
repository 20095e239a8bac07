"""What a letter must not tell, found in any writing; and what it may."""

import pytest

from langnghe.reply.checks import Identity, Told, findings_in, known_of

KNOWN = known_of(
    [
        Identity(
            code="HN-26-000001",
            name="Nguyễn Thị Thí Dụ",
            phone="0900 000 001",
            mail="thi.du@example.com",
            address="Số 12 ngõ 34 phố Hoa Sữa, phường Ví Dụ",
        ),
        Identity(code="HN-26-000002", name="Trần Mẫu", phone="+84900000002"),
        Identity(code="HN-26-000003", name="Người dân", address="Hà Nội"),
        Identity(code="HN-26-000004", name="Lan", address="Số 5 phố Thử Nghiệm"),
    ],
    officers=["Lê Quang Minh (mẫu)", "Phạm Thu Hoa (mẫu)"],
    places=["trước cửa số 5 phố Thử Nghiệm"],
)


@pytest.mark.parametrize(
    ("text", "told", "owner"),
    [
        ("Theo phản ánh của bà Nguyễn Thị Thí Dụ, ...", Told.NAME, "HN-26-000001"),
        ("theo phan anh cua ba nguyen thi thi du", Told.NAME, "HN-26-000001"),
        ("Ông TRẦN MẪU đã báo.", Told.NAME, "HN-26-000002"),
        ("Liên hệ 0900.000.001 để biết", Told.PHONE, "HN-26-000001"),
        ("Số (+84) 900 000 002 gọi đến", Told.PHONE, "HN-26-000002"),
        ("Gửi Thi.Du@Example.com nhé", Told.MAIL, "HN-26-000001"),
        ("Nhà số 12, ngõ 34 phố Hoa Sữa", Told.ADDRESS, "HN-26-000001"),
        ("như hồ sơ hn 26 000001", Told.CODE, "HN-26-000001"),
        ("Đồng chí Lê Quang Minh đã kiểm tra", Told.OFFICER, "Lê Quang Minh (mẫu)"),
    ],
)
def test_what_must_not_be_told(text: str, told: Told, owner: str) -> None:
    (finding,) = findings_in(f"Kính gửi,\n\n{text}", KNOWN, signer="Phạm Thu Hoa (mẫu)")
    assert (finding.told, finding.owner, finding.line) == (told, owner, 3)
    assert finding.may_stay == (told == Told.OFFICER)


@pytest.mark.parametrize(
    "text",
    [
        "Kính gửi {name}, hồ sơ {code} đã xong.",
        "Chúng tôi đã trần mẫu bê tông.",
        "Người dân phường đã được báo. Cô Lan ơi.",
        "Số 5 phố Thử Nghiệm đã được sửa.",
        "Hố sâu 12 m ở ngõ 34, gọi 113 hoặc 024 3281 8818.",
        "Trân trọng, Phạm Thu Hoa (mẫu)",
    ],
)
def test_what_may_be_told(text: str) -> None:
    assert findings_in(text, KNOWN, signer="Phạm Thu Hoa (mẫu)") == []


def test_ones_own_name_may_stand_in_ones_own_letter() -> None:
    text = "Bà Nguyễn Thị Thí Dụ, số 0900 000 001, mã HN-26-000001"
    assert findings_in(text, KNOWN, own="HN-26-000001") == []
    assert len(findings_in(text, KNOWN, own="HN-26-000002")) == 3
