"""What a milestone asks of evidence beside its rule: the kinds it takes, and a rubric to judge by.

>>> asking = asking_from_json({
...     "kinds": ["file"],
...     "rubric": [{"title": {"en": "Joints"}, "levels": [{"en": "cold"}, {"en": "shiny"}]}],
... })
>>> asking.kinds, [criterion.title["en"] for criterion in asking.rubric]
(('file',), ['Joints'])
>>> asking_from_json(asking.to_json()) == asking
True

Both are part of a version, and published with it: who is judged knows by what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from marshmallow import ValidationError

from badges.errors import InputError
from schemas.asking import AskingSchema
from schemas.milestones import first_message


class AskingError(InputError):
    """What was given says nothing about evidence; the sentence says where and what to write."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric: what is looked at, and its levels, the lowest first, by language."""

    title: Mapping[str, str] = field(hash=False)
    levels: tuple[Mapping[str, str], ...] = field(default=(), hash=False)

    def to_json(self) -> dict[str, Any]:
        """Give the criterion as it is stored."""
        levels = {"levels": [dict(level) for level in self.levels]} if self.levels else {}
        return {"title": dict(self.title), **levels}


@dataclass(frozen=True, slots=True)
class Asking:
    """What a milestone asks of evidence.

    ``kinds`` are those of which one each has to be handed in (``link``, ``file``, ``text``); other
    kinds are not taken then. With none, any kind is taken. ``rubric`` helps who judges and binds
    nobody: the verdict is a person's.
    """

    kinds: tuple[str, ...] = ()
    rubric: tuple[Criterion, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.rubric)

    def to_json(self) -> dict[str, Any]:
        """Give it as it is stored; what is empty is left out."""
        found: dict[str, Any] = {"kinds": list(self.kinds)} if self.kinds else {}
        if self.rubric:
            found["rubric"] = [criterion.to_json() for criterion in self.rubric]
        return found


NOTHING_ASKED = Asking()


def asking_from_json(written: object) -> Asking:
    """Read what was written in JSON or YAML; raises AskingError (params ``path``, ``detail``)."""
    try:
        plain = AskingSchema().load(cast("Mapping[str, Any]", written))
    except ValidationError as error:
        path, detail = first_message(error.messages)
        sentence = f"The evidence asked for cannot be used: {path + ': ' if path else ''}{detail}"
        raise AskingError("asking.unreadable", sentence, path=path, detail=detail) from error
    return Asking(
        tuple(dict.fromkeys(plain.get("kinds", ()))),
        tuple(
            Criterion(item["title"], tuple(item.get("levels", ())))
            for item in plain.get("rubric", ())
        ),
    )


def stored_asking(kept: Mapping[str, Any]) -> Asking:
    """Read it from a row, where only what was read once before is kept."""
    return _stored(json.dumps(kept, sort_keys=True)) if kept else NOTHING_ASKED


@lru_cache(maxsize=1_000)
def _stored(text: str) -> Asking:
    return asking_from_json(json.loads(text))
