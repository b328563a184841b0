"""Names to addresses, within a time.

>>> SystemResolver()("127.0.0.1", 443, 1.0)
['127.0.0.1']
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Sequence
from typing import Protocol


class Resolver(Protocol):
    """The port: give all addresses of ``host`` within ``timeout`` seconds.

    Raises ``OSError`` where the name has none, ``TimeoutError`` where the answer is late.
    """

    def __call__(self, host: str, port: int, timeout: float) -> Sequence[str]:
        """Resolve ``host``; addresses come in the order in which to try them."""
        ...


class SystemResolver:
    """Asks the C library, in a thread, since it cannot be told a time limit.

    A thread that is late is left to end by itself; ``at_once`` bounds how many there are.
    """

    def __init__(self, *, at_once: int = 16) -> None:
        self._slots = threading.BoundedSemaphore(at_once)

    def __call__(self, host: str, port: int, timeout: float) -> list[str]:
        """Resolve ``host`` as ``getaddrinfo`` does, hosts file included."""
        if not self._slots.acquire(timeout=timeout):
            raise TimeoutError("too many names are being resolved")
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._ask, args=(host, port, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=timeout)
        except queue.Empty as error:
            raise TimeoutError("the name was not resolved in time") from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _ask(self, host: str, port: int, answers: queue.SimpleQueue[list[str] | Exception]) -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except UnicodeError:
            answers.put(OSError("not a name that can be resolved"))
        except OSError as error:
            answers.put(error)
        finally:
            self._slots.release()
