"""What the caller accepts: named beforehand, never taken from the document (RFC 8725, 3.1).

>>> "eddsa-rdfc-2022" in DEFAULT_ACCEPTED.suites, "HS256" in DEFAULT_ACCEPTED.algorithms
(True, False)
"""

from __future__ import annotations

from typing import Final, NamedTuple

from badges.proofs.suites import SUITES
from badges.verifying.outcomes import Format
from keys.algorithms import ALGORITHMS

_ALGORITHMS: Final = frozenset(row.jose_alg for row in ALGORITHMS.values())


class Accepted(NamedTuple):
    """Names of Data Integrity suites, JOSE algorithms and formats that a caller accepts."""

    suites: frozenset[str] = frozenset(SUITES)
    algorithms: frozenset[str] = _ALGORITHMS
    formats: frozenset[Format] = frozenset(Format)


DEFAULT_ACCEPTED: Final = Accepted()
"""All that we can check: each of them is a public-key signature that nobody has broken."""
