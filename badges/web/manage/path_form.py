"""The form that lays a path: levels with badges in their order, without scripts.

Each level has one choice more than it has badges; a button gives further ones, or another level,
and nothing is saved meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from badges.awarding.drafts import LANGUAGES
from badges.programmes.paths import LevelDraft, PathDraft
from badges.web.manage.frame import Texts, whole_number_from

SPARE = 2
"""Empty choices that a level shows beyond its badges."""

_LEVEL = re.compile(r"level-(\d{1,2})-")
_BADGE = re.compile(r"level-\d{1,2}-badge-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Row:
    """One level as it was typed: its texts by form name, its badges by slug in order."""

    texts: Mapping[str, str]
    badges: tuple[str, ...] = ()
    spare: int = SPARE

    @property
    def empty(self) -> bool:
        """Whether nothing was typed: such a level is left out."""
        return not self.badges and not any(self.texts[f"name_{code}"] for code in LANGUAGES)

    @property
    def choices(self) -> tuple[str, ...]:
        """Give what each choice of badges shows."""
        return self.badges + ("",) * self.spare


def rows_from(typed: Mapping[str, str]) -> list[Row]:
    """Read the levels that were typed, in order."""
    numbers = sorted({int(found[1]) for key in typed if (found := _LEVEL.match(key))})
    return [_row(typed, f"level-{number}-") for number in numbers]


def rows_of(draft: PathDraft) -> list[Row]:
    """Give the levels of a draft as the form shows them, and one more where there is none."""
    rows = [
        Row(
            Texts(
                {f"name_{code}": level.name.get(code, "") for code in LANGUAGES}
                | {"needed": str(level.needed or ""), "follows": "1" if level.follows else ""}
            ),
            level.badges,
        )
        for level in draft.levels
    ]
    return rows or [new_row()]


def new_row() -> Row:
    """Give a level that nothing was typed into."""
    return Row(Texts(follows="1"), spare=3)


def rearranged(rows: list[Row], wish: str) -> list[Row]:
    """Do what a button of the form wishes: ``level``, ``more-1`` or ``up-1``."""
    verb, _, number = wish.partition("-")
    at = int(number) if number.isdecimal() and int(number) < len(rows) else 0
    changed = list(rows)
    if verb == "level":
        changed.append(new_row())
    elif verb == "more":
        changed[at] = replace(changed[at], spare=changed[at].spare + 3)
    elif verb == "up" and at > 0:
        changed[at - 1], changed[at] = changed[at], changed[at - 1]
    return changed


def texts_of(draft: PathDraft) -> Texts:
    """Give what the form shows of a draft besides its levels."""
    typed = Texts(public="1" if draft.public else "")
    for code in LANGUAGES:
        typed[f"name_{code}"] = draft.name.get(code, "")
        typed[f"description_{code}"] = draft.description.get(code, "")
    return typed


def draft_from(typed: Texts, rows: list[Row]) -> PathDraft:
    """Make a draft of what was typed; levels that are empty are left out."""
    kept = [row for row in rows if not row.empty]
    return PathDraft(
        name={code: typed[f"name_{code}"] for code in LANGUAGES},
        description={code: typed[f"description_{code}"] for code in LANGUAGES},
        levels=tuple(_level(row, number) for number, row in enumerate(kept)),
        public=bool(typed["public"]),
    )


def _level(row: Row, number: int) -> LevelDraft:
    return LevelDraft(
        name={code: row.texts[f"name_{code}"] for code in LANGUAGES},
        badges=row.badges,
        needed=whole_number_from(row.texts["needed"], f"level-{number}-needed"),
        follows=bool(row.texts["follows"]),
    )


def _row(typed: Mapping[str, str], stem: str) -> Row:
    texts = Texts({key.removeprefix(stem): typed[key] for key in typed if key.startswith(stem)})
    numbered = sorted(
        (int(found[1]), value)
        for key, value in typed.items()
        if key.startswith(stem) and (found := _BADGE.fullmatch(key))
    )
    badges = tuple(value for _, value in numbered if value)
    return Row(texts, badges, max(SPARE, len(numbered) - len(badges)))
