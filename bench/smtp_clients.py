"""Mail clients in a process of their own: each keeps a connection and sends mail after mail.

Usage: python -m bench.smtp_clients HOST PORT CLIENTS COUNT BYTES NAME
Prints JSON: seconds from the first to the last 250, and the time of each acceptance.
"""

import json
import smtplib
import sys
import threading
import time

from bench.parts import ADDRESS

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


def send(address: tuple[str, int], mails: list[tuple[str, bytes]], taken: list[float]) -> None:
    """Send mails over one connection; note how long each took until 250 was said."""
    with smtplib.SMTP(*address, timeout=60) as server:
        server.ehlo()
        for sender, raw in mails:
            began = time.perf_counter()
            server.sendmail(sender, [ADDRESS], raw)
            taken.append(time.perf_counter() - began)


def main(host: str, port: int, clients: int, count: int, size: int, name: str) -> None:
    """Send `count` mails by `clients` connections at once."""
    mails = [(f"{name}.{each}@example.com", mail_of(name, each, size)) for each in range(count)]
    taken: list[list[float]] = [[] for _each in range(clients)]
    threads = [
        threading.Thread(target=send, args=((host, port), mails[place::clients], taken[place]))
        for place in range(clients)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "taken": [each for some in taken for each in some]}))


if __name__ == "__main__":
    _host, _port, _clients, _count, _size, _name = sys.argv[1:]
    main(_host, int(_port), int(_clients), int(_count), int(_size), _name)
