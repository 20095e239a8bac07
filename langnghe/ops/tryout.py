"""Made-up calls and mails for newcomers: they come in by the same doors as real ones."""

import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid

from langnghe import settings
from langnghe.ops.home import CannotStart
from langnghe.telephony.demo import KINDS, drop_demo_call

_TEXT = """Kính gửi đường dây nóng,

Từ tối qua, nắp hố ga trước số 12 phố Hoa Sữa, phường Ba Đình bị vỡ, trẻ con đi học rất nguy hiểm.
Đề nghị cho người đến rào chắn và thay nắp.

Nguyễn Văn Mẫu
0900 000 001
"""


def drop_call(kind: str, number: str) -> None:
    """Drop a recorded call into the spool of an exchange named `demo`."""
    if kind not in KINDS:
        raise CannotStart(f"There is no kind of call {kind!r}. Kinds: {', '.join(KINDS)}.")
    folder = settings.CALL_SPOOL / "demo"
    unique_id = drop_demo_call(folder, at=datetime.now(UTC), kind=kind, number=number)
    print(f"Call {unique_id} lies in {folder}; the desk shows it within seconds.")


def send_mail(sender: str) -> None:
    """Send a made-up citizen's mail to the hotline by SMTP."""
    message = EmailMessage()
    message["From"] = f"Nguyễn Văn Mẫu <{sender}>"
    message["To"] = settings.MAIL_ADDRESS
    message["Subject"] = "Nắp hố ga vỡ ở phố Hoa Sữa"
    message["Message-ID"] = make_msgid(domain="example.com")
    message["Date"] = datetime.now(UTC)
    message.set_content(_TEXT)
    try:
        with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=10) as server:
            server.send_message(message, sender, [settings.MAIL_ADDRESS])
    except (OSError, smtplib.SMTPException) as failure:
        raise CannotStart(
            f"No mail door answers on port {settings.SMTP_PORT} ({failure}). "
            "Start the hotline first: make run."
        ) from None
    print(f"Sent to {settings.MAIL_ADDRESS}; the desk shows it within two seconds.")
