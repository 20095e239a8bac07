"""A wire between a client and a server on this machine: can speak TLS, and can be cut."""

import contextlib
import socket
import ssl
import threading
from typing import Self


class Wire:
    """Carries bytes both ways; `cut_after` bytes from the server the connection breaks."""

    def __init__(self, target: int, *, tls: ssl.SSLContext | None = None) -> None:
        self.target, self.tls = target, tls
        self.cut_after = 0
        self.cuts = 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])
        self.threads = [threading.Thread(target=self._listen, daemon=True)]

    def __enter__(self) -> Self:
        self.threads[0].start()
        return self

    def __exit__(self, *_failure: object) -> None:
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for thread in self.threads:
            thread.join(10)

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self.listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        client = plain
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            held.enter_context(plain)
            if self.tls is not None:
                client = held.enter_context(self.tls.wrap_socket(plain, server_side=True))
            server = held.enter_context(socket.create_connection(("127.0.0.1", self.target)))
            up = threading.Thread(target=self._carry, args=(client, server, 0), daemon=True)
            up.start()
            self._carry(server, client, self.cut_after)
            for each in (client, server):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            up.join(10)

    def _carry(self, source: socket.socket, target: socket.socket, limit: int) -> None:
        carried = 0
        with contextlib.suppress(OSError):
            while heard := source.recv(16384):
                if limit and carried + len(heard) > limit:
                    target.sendall(heard[: limit - carried])
                    self.cuts += 1
                    self.cut_after = 0
                    break
                target.sendall(heard)
                carried += len(heard)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
