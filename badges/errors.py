"""What our rooms raise, and the reasons they give.

A reason is a value, a code with parameters, that the doors put into words in the reader's
language::

    >>> reason = Reason("attended.more", kind="workshop", count=2)
    >>> reason.code, reason.params["count"]
    ('attended.more', 2)

The tree of errors; nothing here knows HTTP::

    BadgesError
    ├── InputError         what was given cannot be used; says what to give instead
    ├── NotFoundError      there is no such thing within this scope
    ├── ConflictError      it collides with what is already there
    ├── ForbiddenError     the asker may not do this
    ├── GoneError          it was here and has been erased or withdrawn from view
    ├── LimitError         too many, too large or too often
    └── UnavailableError   a part we depend on did not answer
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self


class Reason:
    """Why something is so: a message id and its parameters, compared by value.

    ``code`` is stable and dotted (``"attended.more"``); ``params`` holds JSON values only, so
    that a reason can be stored in a trace and put into words later.
    """

    __slots__ = ("code", "params")

    code: str
    params: Mapping[str, Any]

    def __init__(self, code: str, /, **params: Any) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "params", MappingProxyType(params))

    def __setattr__(self, name: str, value: object) -> None:
        message = f"a Reason is a value; make a new one instead of setting {name}"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reason):
            return NotImplemented
        return self.code == other.code and dict(self.params) == dict(other.params)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((k, repr(v)) for k, v in self.params.items()))))

    def __repr__(self) -> str:
        inner = "".join(f", {key}={value!r}" for key, value in self.params.items())
        return f"Reason({self.code!r}{inner})"

    def to_json(self) -> dict[str, Any]:
        """Give the reason as it is stored: ``{"code": …, "params": {…}}``."""
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read a stored reason back."""
        return cls(str(stored["code"]), **dict(stored.get("params") or {}))


class BadgesError(Exception):
    """The base of what our own rooms raise; ``reason`` says why in any language.

    The English sentence is ``str(error)``; where none is given, the code stands for it.
    """

    reason: Reason

    def __init__(self, reason: Reason | str, sentence: str = "", /, **params: Any) -> None:
        self.reason = reason if isinstance(reason, Reason) else Reason(reason, **params)
        super().__init__(sentence or self.reason.code)


class InputError(BadgesError):
    """What was given cannot be used; ``field`` names the input where there is one."""

    def __init__(
        self, reason: Reason | str, sentence: str = "", /, *, field: str = "", **params: Any
    ) -> None:
        super().__init__(reason, sentence, **params)
        self.field = field


class NotFoundError(BadgesError):
    """There is no such thing within the asker's scope."""


class ConflictError(BadgesError):
    """It collides with what is already there."""


class ForbiddenError(BadgesError):
    """The asker may not do this."""


class GoneError(BadgesError):
    """It was here and has been erased."""


class LimitError(BadgesError):
    """Too many, too large or too often."""


class UnavailableError(BadgesError):
    """A part that we depend on did not answer; trying again may help."""
