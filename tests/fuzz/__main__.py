"""``python -m tests.fuzz TARGET [--minutes 10] [--seed 1] [--finds FOLDER]``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.driver import Find, run
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Run one target for a while; finds go to standard output, and their bytes to a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--finds", type=Path)
    given = parser.parse_args()

    def tell(found: Find) -> None:
        sys.stdout.write(f"case {found.number}: {found.what}\n{found.where}\n")
        sys.stdout.flush()
        if given.finds is not None:
            given.finds.mkdir(parents=True, exist_ok=True)
            (given.finds / f"{given.target}-{given.seed}-{found.number}").write_bytes(found.data)

    target = TARGETS[given.target]()
    number, finds = run(target, seed=given.seed, seconds=given.minutes * 60, tell=tell)
    sys.stdout.write(f"{given.target}: seed {given.seed}, {number} cases, {len(finds)} finds\n")
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
