"""The same targets under atheris, which keeps the cases that reach something new.

::

    pip install --target FOLDER atheris
    PYTHONPATH=FOLDER python -m tests.fuzz.guided verify CORPUS -max_total_time=600 -timeout=20

Not among our requirements: it needs a compiler's libraries. What follows CORPUS goes to libFuzzer.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris


def main() -> None:
    """Run one target; the corpus begins with the target's own files."""
    with atheris.instrument_imports(include=["badges", "keys", "schemas"]):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - instrumented as it is imported

    program, name, corpus, *options = sys.argv
    target = TARGETS[name]()
    folder = Path(corpus)
    folder.mkdir(parents=True, exist_ok=True)
    for seed in getattr(target, "seeds", ()):
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    atheris.Setup([program, *options, str(folder)], target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
