"""``python -m bench [--only GROUP]``: one JSON object a line (see :mod:`bench`)."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bench import pdf, proofs, rules, status, store, web
from bench.measuring import Line, Pace

Group = Callable[..., Iterator[Line]]

GROUPS: Final[Mapping[str, Group]] = MappingProxyType(
    {
        "http": web.lines,
        "pdf": pdf.lines,
        "proofs": proofs.lines,
        "rules": rules.lines,
        "status": status.lines,
        "store": store.lines,
    }
)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; gives 2 where the group is none of ours."""
    parser = argparse.ArgumentParser(prog="bench", description="How fast, beside whom.")
    parser.add_argument("--only", default="all", metavar="GROUP", help=" | ".join(GROUPS))
    parser.add_argument("--rounds", type=int, default=Pace().rounds, help="medians of so many")
    parser.add_argument("--seconds", type=float, default=Pace().seconds, help="CPU for each side")
    parser.add_argument("--warm-up", type=float, default=Pace().warm_up, help="CPU seconds")
    parser.add_argument("--without-peers", action="store_true", help="install nothing")
    asked = parser.parse_args(arguments)
    if asked.only != "all" and asked.only not in GROUPS:
        known = " or ".join(GROUPS)
        sys.stderr.write(f"There is no group “{asked.only}” to measure; give ONLY={known}.\n")
        return 2
    stay_on_one_core()
    pace = Pace(asked.rounds, asked.seconds, asked.warm_up)
    for name, group in GROUPS.items():
        if asked.only in ("all", name):
            for line in group(pace, with_peers=not asked.without_peers):
                print(line, flush=True)
    return 0


def stay_on_one_core() -> None:
    """Keep this process, and the peers it starts, on one core."""
    with contextlib.suppress(AttributeError, OSError):  # not every system lets itself be asked
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


if __name__ == "__main__":
    sys.exit(main())
