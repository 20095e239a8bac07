"""Handing a mail to a relay by SMTP, and telling what can be tried again from what cannot."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

TIMEOUT_SECONDS = 30


class TemporaryFailure(Exception):
    """The mail was not taken now; trying later may succeed."""


class RelayAway(TemporaryFailure):
    """The relay cannot be spoken to at all: every other mail would fare the same."""


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

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self | None:
        """Return the relay that the settings name; None where mail is only kept to be read."""
        return cls(**facts) if facts["host"] else None

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
    with Relay(relay) as server:
        server.send(raw, mail_from=mail_from, rcpt=rcpt)


class Relay:
    """One conversation with the relay, for as many mails as there are.

    Entering it connects and signs in. After a failure of one mail the next may still be sent,
    except after RelayAway.
    """

    def __init__(self, options: RelayOptions) -> None:
        self.options = options
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._close()

    def send(self, raw: bytes, *, mail_from: str, rcpt: str) -> None:
        """Hand over one mail. Raises RelayAway, TemporaryFailure, PermanentFailure."""
        server = self._server or self._open()
        try:
            with _in_words(self.options):
                _hand_over(server, raw, mail_from, rcpt)
        except TemporaryFailure:
            self._close()  # whatever it was: the next mail begins a new conversation
            raise

    def _open(self) -> smtplib.SMTP:
        try:
            with _in_words(self.options):
                self._server = _signed_in(self.options)
        except TemporaryFailure as failure:
            raise RelayAway(*failure.args) from None
        return self._server

    def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()


@contextlib.contextmanager
def _in_words(relay: RelayOptions) -> Iterator[None]:
    """Turn what the library raises into what can be tried again and what cannot."""
    try:
        yield
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


def _signed_in(relay: RelayOptions) -> smtplib.SMTP:
    server = _connect(relay)
    try:
        _secure(server, relay)
        if relay.user:
            server.login(relay.user, relay.password)
    except BaseException:
        server.close()
        raise
    return server


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
