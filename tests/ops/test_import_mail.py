"""Old mail comes in once, and nobody is written to because of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from langnghe.intake.models import Arrival
from langnghe.ops.home import CannotStart
from langnghe.ops.import_mail import import_mail
from langnghe.register.models import Contact, Submission
from langnghe.reply.models import Outgoing

pytestmark = pytest.mark.django_db(transaction=True)


def letter(number: int) -> bytes:
    return (
        f"Received: by mx.example.com; Tue, 0{number} Mar 2022 08:00:00 +0700\n"
        f"From: Nguyen Van Mau <mau.{number}@example.com>\nTo: hotline@langnghe.example\n"
        f"Date: Tue, 0{number} Mar 2022 07:59:00 +0700\nMessage-ID: <old-{number}@example.com>\n"
        f"Subject: Cay do so {number}\nContent-Type: text/plain; charset=utf-8\n\n"
        f"Cây đổ trước số nhà {number}.\n"
    ).encode()


def mbox(path: Path, numbers: range) -> Path:
    path.write_bytes(
        b"".join(
            b"From mau@example.com Tue Mar  1 08:00:00 2022\n" + letter(n) + b"\n" for n in numbers
        )
    )
    return path


def test_old_mail_comes_in_once_and_is_not_acknowledged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_mail(mbox(tmp_path / "old.mbox", range(1, 4)))
    assert "3 mails: 3 new, 0 known already." in capsys.readouterr().out
    maildir = tmp_path / "maildir"
    (maildir / "cur").mkdir(parents=True)
    for number in range(3, 5):
        crlf = letter(number).replace(b"\n", b"\r\n")
        (maildir / "cur" / f"{number}.host:2,S").write_bytes(crlf)
    import_mail(maildir)
    assert "2 mails: 1 new, 1 known already." in capsys.readouterr().out
    assert Contact.objects.count() == Submission.objects.count() == 4
    assert not Arrival.objects.exists()
    assert not Outgoing.objects.exists()


def test_an_old_mail_keeps_its_own_time(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(letter(1))
    import_mail(tmp_path / "one.eml")
    contact = Contact.objects.get()
    assert contact.received_at == datetime(2022, 3, 1, 1, 0, tzinfo=UTC)
    assert contact.source == "import"
    assert contact.submission is not None
    assert contact.submission.received_at == contact.received_at
    assert contact.text.strip() == "Cây đổ trước số nhà 1."


def test_what_is_no_archive_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="does not exist"):
        import_mail(tmp_path / "nothing.mbox")
    (tmp_path / "lines.jsonl").write_text('{"id": 1, "text": "Rác"}\n')
    with pytest.raises(CannotStart, match="does not begin like a mail"):
        import_mail(tmp_path / "lines.jsonl")
    assert not Contact.objects.exists()
