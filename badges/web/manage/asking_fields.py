r"""What a milestone asks of evidence, as fields of its row: required kinds, a rubric to type.

A rubric is typed as people write it down, a criterion a line, its levels behind a colon::

    >>> typed = {"rubric_en": "Joints: cold | holds | shines\nTidy desk"}
    >>> asking = asking_from(Texts(typed), 0)
    >>> [(line.title["en"], len(line.levels)) for line in asking.rubric]
    [('Joints', 3), ('Tidy desk', 0)]
    >>> fields_of(asking)["rubric_en"] == typed["rubric_en"]
    True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from badges.errors import InputError
from badges.milestones import Asking, AskingError, Criterion, asking_from_json
from badges.web.manage.frame import Texts
from schemas.asking import KINDS, LANGUAGES

FIELDS: Final = (
    *(f"kind_{kind}" for kind in KINDS),
    *(f"rubric_{language}" for language in LANGUAGES),
)
MOST_TYPED: Final = 5_000

_Line = tuple[str, tuple[str, ...]]


def fields_of(asking: Asking) -> dict[str, str]:
    """Give the fields in which it is edited."""
    found = {f"kind_{kind}": "1" for kind in asking.kinds}
    for language in LANGUAGES:
        lines = [_typed(criterion, language) for criterion in asking.rubric]
        if any(lines):
            found[f"rubric_{language}"] = "\n".join(lines)
    return found


def asking_from(typed: Texts, number: int) -> Asking:
    """Read the fields of a row; ``InputError`` names the one that is wrong.

    Two languages say the same: as many criteria, with as many levels.
    """
    given = {
        language: _lines(typed[f"rubric_{language}"])
        for language in LANGUAGES
        if typed[f"rubric_{language}"].strip()
    }
    for language in given:
        if len(typed[f"rubric_{language}"]) > MOST_TYPED:
            sentence = "This rubric is too long; choose what matters most."
            raise InputError("asking.long", sentence, field=f"m{number}_rubric_{language}")
    shapes = {tuple(len(levels) for _, levels in lines) for lines in given.values()}
    if len(shapes) > 1:
        raise InputError(
            "asking.languages",
            "Both languages need the same lines, with as many levels in each.",
            field=f"m{number}_rubric_{list(given)[-1]}",
        )
    written = {
        "kinds": [kind for kind in KINDS if typed[f"kind_{kind}"]],
        "rubric": _criteria(given),
    }
    try:
        return asking_from_json(written)
    except AskingError as error:
        field = f"m{number}_rubric_{next(iter(given), LANGUAGES[0])}"
        raise InputError(error.reason, str(error), field=field) from error


def _criteria(given: Mapping[str, Sequence[_Line]]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for lines in zip(*given.values(), strict=True):
        told = dict(zip(given, lines, strict=True))
        levels = zip(*(levels for _, levels in lines), strict=True)
        criterion: dict[str, object] = {"title": {it: title for it, (title, _) in told.items()}}
        if lines[0][1]:
            criterion["levels"] = [dict(zip(given, level, strict=True)) for level in levels]
        found.append(criterion)
    return found


def _lines(text: str) -> list[_Line]:
    return [_line(line) for line in text.splitlines() if line.strip()]


def _line(text: str) -> _Line:
    """Read ``title: level | level``; without two levels all of it is the title."""
    first, *others = text.split("|")
    if not others:
        return text.strip(), ()
    title, colon, level = first.rpartition(":")
    if not colon:
        title, level = first, ""
    levels = (level, *others)
    return title.strip(), tuple(each.strip() for each in levels if each.strip())


def _typed(criterion: Criterion, language: str) -> str:
    title = criterion.title.get(language, "")
    levels = [level.get(language, "") for level in criterion.levels]
    return f"{title}: {' | '.join(levels)}" if any(levels) else title
