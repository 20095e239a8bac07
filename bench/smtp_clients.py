"""Mail clients in a process of their own: each keeps a connection and sends mail after mail.

Usage: python -m bench.smtp_clients HOST PORT CLIENTS COUNT BYTES NAME
Prints JSON: seconds from the first to the last 250, and the time of each acceptance. The clients
say just what a mail needs, as Postfix does (RFC 2920): what is measured shares its cores with them.
"""

import re
import socket
import sys
import time
from functools import partial

from bench.parts import ADDRESS
from bench.side_by_side import Mails, send_side_by_side

_LAST_LINES = re.compile(rb"^\d{3} .*\r\n", re.MULTILINE)
LINE = "Rác thải chất đống trước số 12 phố Hoa Sữa, đề nghị cho người đến dọn. "


def mail_of(name: str, number: int, size: int) -> bytes:
    """Return a made-up mail of about `size` bytes; the same name and number, the same mail."""
    head = (
        f"From: =?utf-8?q?Nguy=E1=BB=85n_V=C4=83n_M=E1=BA=ABu?= <{name}.{number}@example.com>\r\n"
        f"To: {ADDRESS}\r\nSubject: {name} {number}\r\nMIME-Version: 1.0\r\n"
        f"Message-ID: <{name}-{number}@example.com>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode()
    line = f"{LINE}({name} {number})\r\n".encode()
    return head + line * max(1, (size - len(head)) // len(line))


def send(address: tuple[str, int], mails: Mails, taken: list[float]) -> None:
    """Send mails over one connection; note how long each took until 250 was said."""
    with socket.create_connection(address, timeout=60) as server:
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _expect(server, b"", b"220")
        _expect(server, b"EHLO bench.example.com\r\n", b"250")
        for sender, raw in mails:
            began = time.perf_counter()
            envelope = f"MAIL FROM:<{sender}>\r\nRCPT TO:<{ADDRESS}>\r\nDATA\r\n"
            _expect(server, envelope.encode(), b"250", answers=3)
            _expect(server, raw + b"\r\n.\r\n", b"250")
            taken.append(time.perf_counter() - began)


def _expect(server: socket.socket, said: bytes, code: bytes, *, answers: int = 1) -> None:
    """Say something and read the whole answers; the first must begin with a code."""
    server.sendall(said)
    answer = b""
    while len(_LAST_LINES.findall(answer)) < answers:
        answer += server.recv(4096)
    if not answer.startswith(code):
        raise RuntimeError(answer.decode("ascii", "replace"))


def main(host: str, port: int, clients: int, count: int, size: int, name: str) -> None:
    """Send `count` mails by `clients` connections at once."""
    mails = [(f"{name}.{each}@example.com", mail_of(name, each, size)) for each in range(count)]
    send_side_by_side(partial(send, (host, port)), mails, clients)


if __name__ == "__main__":
    _host, _port, _clients, _count, _size, _name = sys.argv[1:]
    main(_host, int(_port), int(_clients), int(_count), int(_size), _name)
