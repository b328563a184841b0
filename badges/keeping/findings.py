"""One line of the doctor.

>>> finding = good("base.https", base="https://badges.example")
>>> finding.code, finding.grade, finding.sentence
('base.https', 'good', 'The address is https://badges.example.')
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Self

from badges.errors import Reason
from badges.wording import wording

Grade = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, as a reason that a door puts into words, and how grave it is.

    ``bad`` does not work, or will not; ``warning`` is to be seen to; ``good`` is well.
    """

    reason: Reason
    grade: Grade

    @property
    def code(self) -> str:
        """Give the stable code."""
        return self.reason.code

    @property
    def sentence(self) -> str:
        """Give the English sentence, with what mends it."""
        return wording("en").sentence(self.reason)

    def to_json(self) -> dict[str, Any]:
        """Give the finding as data."""
        return {
            "code": self.code,
            "grade": self.grade,
            "params": dict(self.reason.params),
            "sentence": self.sentence,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read a stored finding back."""
        return cls(Reason(stored["code"], **stored["params"]), stored["grade"])


@dataclass(frozen=True, slots=True)
class Step:
    """How far a look that takes long has come: ``done`` of ``total`` rows."""

    done: int
    total: int


Look = Callable[[], Iterator[Finding | Step]]
Tell = Callable[[Finding | Step], None]


def good(code: str, /, **params: Any) -> Finding:
    """Say that something is well."""
    return Finding(Reason(code, **params), "good")


def warning(code: str, /, **params: Any) -> Finding:
    """Say that something is to be seen to."""
    return Finding(Reason(code, **params), "warning")


def bad(code: str, /, **params: Any) -> Finding:
    """Say that something does not work."""
    return Finding(Reason(code, **params), "bad")
