"""Handing a mail to a relay by SMTP, and telling what can be tried again from what cannot."""

import smtplib
import ssl
from dataclasses import dataclass

TIMEOUT_SECONDS = 30


class TemporaryFailure(Exception):
    """The mail was not taken now; trying later may succeed."""


class PermanentFailure(Exception):
    """The mail will never be taken like this."""


@dataclass(frozen=True, kw_only=True)
class RelayOptions:
    """Where and how to hand mail over. `tls`: `none`, `starttls` or `tls`.

    With a password, `starttls` is required and the relay must prove who it is; without one it
    is used where offered, whoever answers: in plain text nobody would be asked either. `ca` is
    a file with the certificate of the authority to trust besides the system's own.
    """

    host: str
    port: int = 25
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    ca: str = ""

    def context(self) -> ssl.SSLContext:
        """Return how the relay's certificate is judged."""
        context = ssl.create_default_context()
        if self.ca:
            context.load_verify_locations(self.ca)
        elif self.tls == "starttls" and not self.password:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def send(raw: bytes, *, mail_from: str, rcpt: str, relay: RelayOptions) -> None:
    """Hand one mail for one recipient to the relay.

    `mail_from` may be empty (the null sender). Raises TemporaryFailure, PermanentFailure.
    """
    try:
        with _connect(relay) as server:
            _secure(server, relay)
            if relay.user:
                server.login(relay.user, relay.password)
            _hand_over(server, raw, mail_from, rcpt)
    except smtplib.SMTPAuthenticationError as failure:
        raise TemporaryFailure(
            f"the relay refused our name and password ({_said(failure)})"
        ) from None
    except smtplib.SMTPRecipientsRefused as failure:
        code, words = next(iter(failure.recipients.values()), (451, b"refused"))
        raise _failure(code, words) from None
    except smtplib.SMTPResponseException as failure:
        raise _failure(failure.smtp_code, failure.smtp_error) from None
    except smtplib.SMTPNotSupportedError as failure:  # a setting is wrong; the mail is not
        raise TemporaryFailure(f"the relay {relay.host} cannot: {failure}") from None
    except (smtplib.SMTPException, ssl.SSLError, OSError) as failure:
        raise TemporaryFailure(f"the relay {relay.host} cannot be reached ({failure})") from None


def _connect(relay: RelayOptions) -> smtplib.SMTP:
    if relay.tls == "tls":
        return smtplib.SMTP_SSL(
            relay.host, relay.port, timeout=TIMEOUT_SECONDS, context=relay.context()
        )
    return smtplib.SMTP(relay.host, relay.port, timeout=TIMEOUT_SECONDS)


def _secure(server: smtplib.SMTP, relay: RelayOptions) -> None:
    server.ehlo_or_helo_if_needed()
    if relay.tls != "starttls":
        return
    if server.has_extn("starttls"):
        server.starttls(context=relay.context())
        server.ehlo()
    elif relay.password:
        raise TemporaryFailure(
            f"the relay {relay.host} offers no STARTTLS; the password stays here"
        )


def _hand_over(server: smtplib.SMTP, raw: bytes, mail_from: str, rcpt: str) -> None:
    options = []
    if not (mail_from + rcpt).isascii():
        if not server.has_extn("smtputf8"):
            raise PermanentFailure(f"the relay cannot write to the address {rcpt}")
        options.append("SMTPUTF8")
    server.sendmail(mail_from, [rcpt], raw, mail_options=options)


def _said(failure: smtplib.SMTPResponseException) -> str:
    return f"{failure.smtp_code} {_words(failure.smtp_error)}"


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _failure(code: int, words: bytes | str) -> TemporaryFailure | PermanentFailure:
    said = f"{code} {_words(words)}"
    return PermanentFailure(said) if 500 <= code < 600 else TemporaryFailure(said)
