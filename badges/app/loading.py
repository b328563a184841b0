"""Loading the house without being looked through meanwhile."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Collect no garbage while modules are loaded: what they make stays, and there is much of it.

    Looking through it again and again would take a quarter of the time of a start. Afterwards it is
    set aside for good: a web process that looked through all of it would pause while others wait.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        # Libraries in C expect to find all of it there when the process ends; some crash otherwise.
        atexit.register(gc.unfreeze)
        if was_collecting:
            gc.enable()
