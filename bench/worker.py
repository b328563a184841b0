"""Our own cases in a process that does not know PyNaCl; asked as the peers are."""

from __future__ import annotations

import json
import sys

sys.modules["nacl"] = None  # type: ignore[assignment]  # what is none here cannot be imported


def main() -> None:
    """Answer requests of ``bench.installing`` until nobody asks any more."""
    from bench.proofs import Ours  # noqa: PLC0415 - after PyNaCl was taken away

    cases = Ours().cases()
    for line in sys.stdin:
        request = json.loads(line)
        if "case" in request:
            case = cases[request["case"]]
            answer: dict[str, object] = {"seconds_each": case.seconds_each(request["seconds"])}
        else:
            answer = {"cases": list(cases)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
