"""A mail client that says exactly what a test wants, byte by byte."""

import re
import socket
from typing import Self

from tests.hotline import ADDRESS


class Conversation:
    """One connection to a mail door."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.lines = self.socket.makefile("rb")
        self.hear(220)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self.lines.close()
        self.socket.close()

    def write(self, some: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(some)

    def hear(self, expected: int | None = None) -> int:
        """Wait for a whole answer; return its code."""
        while True:
            line = self.lines.readline()
            assert line, "the door hung up"
            if line[3:4] != b"-":
                break
        assert expected in {None, int(line[:3])}, line
        return int(line[:3])

    def say(self, line: str, expected: int) -> None:
        """Send a line and wait for the answer."""
        self.write(line.encode() + b"\r\n")
        self.hear(expected)

    def envelope(
        self, *, sender: str = "a@example.com", options: str = "", greet: bool = True
    ) -> None:
        """Say from whom and to whom."""
        if greet:
            self.say("EHLO rough.example.com", 250)
        self.say(f"MAIL FROM:<{sender}> {options}".strip(), 250)
        self.say(f"RCPT TO:<{ADDRESS}>", 250)

    def deliver(self, raw: bytes, *, greet: bool = True) -> None:
        """Deliver a whole mail, dots doubled."""
        self.envelope(greet=greet)
        self.say("DATA", 354)
        self.write(re.sub(rb"(\A|\r\n)\.", rb"\1..", raw) + b".\r\n")
        self.hear(250)
