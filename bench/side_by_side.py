"""Many connections at once, each in a thread of its own, and how long each mail took."""

import json
import threading
import time
from collections.abc import Callable

Mails = list[tuple[str, bytes]]
"""Who or what each is called, and its bytes."""


def send_side_by_side(send: Callable[[Mails, list[float]], None], mails: Mails, count: int) -> None:
    """Share mails out among `count` connections; print seconds and the time of each as JSON.

    `send` takes the mails of one connection and adds how long each took.
    """
    taken: list[list[float]] = [[] for _each in range(count)]
    threads = [
        threading.Thread(target=send, args=(mails[place::count], taken[place]))
        for place in range(count)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "taken": [each for some in taken for each in some]}))
