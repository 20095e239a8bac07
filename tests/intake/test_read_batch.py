"""Mails that are read together: each comes to what it would have come to alone."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.conf import settings
from django.db import connection

from langnghe.intake.accept import Original, accept_original, open_pool
from langnghe.intake.actions.read_mail import TRIES, read_batch
from langnghe.intake.models import Arrival
from langnghe.mail.digest import delivery_digest
from langnghe.register.finding import matching
from langnghe.register.models import Attachment, Contact, Entry, SearchDocument, Submission
from langnghe.register.states import ContactState
from langnghe.reply.models import Outgoing
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
ID = "thu-{}@example.com"


@pytest.fixture(autouse=True)
def _templates() -> None:
    cast.acknowledgement()


def letter(number: int, text: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    given = {
        "From": f"Nguyễn Văn Mẫu <mau{number}@example.com>",
        "To": settings.MAIL_ADDRESS,
        "Subject": f"Rác thải {number}",
        "Message-ID": f"<{ID.format(number)}>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        message[name] = value
    message.set_content(text or f"Rác thải ở ngõ số {number} phố Hoa Sữa.")
    return message


def accept(*messages: EmailMessage) -> list[int]:
    """Accept mails as the door does, in this order; nobody reads them yet."""
    pool = open_pool(1)
    try:
        return [
            accept_original(
                pool,
                Original(
                    channel="mail",
                    external_id=delivery_digest(raw),
                    source="smtp",
                    received_at=cast.NOON,
                    raw=raw,
                    envelope={"mail_from": "mau@example.com"},
                ),
            )
            for raw in (message.as_bytes() for message in messages)
        ]
    finally:
        pool.close()


def test_many_new_mails_are_submissions_with_codes_in_order() -> None:
    accept(*[letter(number) for number in range(12)])
    assert read_batch(at=cast.later(1)) == 12
    codes = list(Submission.objects.order_by("pk").values_list("code", flat=True))
    assert codes == [f"HN-26-{serial:06d}" for serial in range(1, 13)]
    assert Outgoing.objects.count() == SearchDocument.objects.count() == 12
    assert not Arrival.objects.exists()
    for contact in Contact.objects.select_related("submission"):
        assert contact.state == ContactState.REGISTERED
        kinds = Entry.objects.filter(contact=contact).order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["contact.read", "submission.opened", "reply.acknowledged"]
    assert Submission.objects.filter(matching("ngo so 7")).count() == 1


def test_a_reply_beside_what_it_answers_joins_it() -> None:
    accept(letter(1), letter(2, From="mau1@example.com", In_Reply_To=f"<{ID.format(1)}>"))
    read_batch(at=cast.later(1))
    (submission,) = Submission.objects.all()
    assert submission.contacts.count() == 2
    assert Outgoing.objects.count() == 1


def test_the_same_mail_twice_in_one_batch_is_one_submission() -> None:
    first, again = accept(letter(1), letter(1, X_Way="another"))
    read_batch(at=cast.later(1))
    assert Submission.objects.count() == Outgoing.objects.count() == 1
    assert Contact.objects.get(pk=again).repeat_of_id == first


def test_robots_files_and_imports_keep_their_ways_in_a_batch() -> None:
    with_file = letter(1)
    with_file.add_attachment("ảnh".encode(), "application", "octet-stream", filename="ảnh 1.bin")
    robot = letter(2, Auto_Submitted="auto-replied")
    accept(with_file, robot, letter(3))
    Arrival.objects.filter(pk=Contact.objects.latest("pk").pk).update(envelope={"import": True})
    read_batch(at=cast.later(1))
    assert Attachment.objects.get().name == "ảnh 1.bin"
    assert Submission.objects.count() == 2
    assert Outgoing.objects.get().to_address == "mau1@example.com"
    assert Contact.objects.get(sender_key="mau2@example.com").is_waiting


def test_one_mail_that_fails_keeps_no_other_waiting() -> None:
    """The database refuses one submission, whatever the reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF NEW.summary LIKE '%vỡ đê%' THEN RAISE EXCEPTION 'refused'; END IF; "
            "RETURN NEW; END $$; CREATE TRIGGER refuse_one BEFORE INSERT ON register_submission "
            "FOR EACH ROW EXECUTE FUNCTION refuse_one()"
        )
    try:
        ids = accept(letter(1), letter(2, "Sắp vỡ đê."), letter(3))
        for number in range(TRIES):
            read_batch(at=cast.later(number))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION refuse_one() CASCADE")
    assert Submission.objects.count() == 2
    refused = Contact.objects.get(pk=ids[1])
    assert refused.state == ContactState.UNREADABLE
    assert Arrival.objects.get().tries == TRIES
