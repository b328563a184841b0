"""Two managers at one draft: what the other one changed, what I changed, and what is to stand.

The form carries a fingerprint of each thing as it was when the form was opened; so a change can be
told from what was there before, without keeping every earlier draft::

    >>> was = AchievementDraft(name={"en": "Old"}, level="a")
    >>> theirs = AchievementDraft(name={"en": "New"}, level="a")
    >>> mine = AchievementDraft(name={"en": "Old"}, level="b")
    >>> [(it.facet, it.clashes) for it in changes(fingerprints(was), theirs, mine)]
    [('name_en', False)]
    >>> merged = with_theirs(mine, theirs, ["name_en"])
    >>> merged.name, merged.level
    ({'en': 'New'}, 'b')
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from badges.awarding.drafts import LANGUAGES, AchievementDraft
from badges.milestones import rule_to_json

TEXTS: Final = ("name", "description", "criteria", "picture_alt")
_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the other one changed; ``clashes`` where I changed it as well."""

    facet: str
    theirs: Any
    mine: Any
    clashes: bool


def facets(draft: AchievementDraft) -> dict[str, Any]:
    """Take a draft apart into what two people can change independently, as JSON values."""
    found: dict[str, Any] = {}
    for each in fields(draft):
        value = getattr(draft, each.name)
        if each.name in TEXTS:
            found |= {f"{each.name}_{language}": value.get(language, "") for language in LANGUAGES}
        elif each.name == "milestones":
            found["milestones"] = [
                [item.key, dict(item.title), _dates(rule_to_json(item.rule)), item.asking.to_json()]
                for item in value
            ]
        elif each.name == "alignment":
            found["alignment"] = [dict(item) for item in value]
        elif each.name != "slug":
            found[each.name] = list(value) if isinstance(value, tuple) else value
    return found


def fingerprints(draft: AchievementDraft) -> str:
    """Write the fingerprint of every facet in one line, for a hidden field."""
    return " ".join(f"{name}:{_print(value)}" for name, value in facets(draft).items())


def changes(base: str, theirs: AchievementDraft, mine: AchievementDraft) -> list[Change]:
    """List what the other one changed since ``base`` and what now differs from mine."""
    before = dict(part.split(":", 1) for part in base.split() if ":" in part)
    ours = facets(mine)
    found = []
    for name, value in facets(theirs).items():
        was = before.get(name)
        if value == ours[name] or _print(value) == was:
            continue
        found.append(Change(name, value, ours[name], clashes=_print(ours[name]) != was))
    return found


def with_theirs(
    mine: AchievementDraft, theirs: AchievementDraft, chosen: Iterable[str]
) -> AchievementDraft:
    """Give my draft with the other one's state of the chosen facets."""
    known = facets(theirs)
    values: dict[str, Any] = {}
    for facet in chosen:
        if facet not in known:
            continue
        name, _, language = facet.rpartition("_")
        if name in TEXTS and language in LANGUAGES:
            texts: Mapping[str, str] = values.get(name, getattr(mine, name))
            taken = getattr(theirs, name).get(language, "")
            values[name] = {
                each: text for each, text in ({**texts, language: taken}).items() if text
            }
        else:
            values[facet] = getattr(theirs, facet)
    return replace(mine, **values)


def _print(value: Any) -> str:
    written = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:_DIGITS]


def _dates(body: Any) -> Any:
    if isinstance(body, Mapping):
        return {key: _dates(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_dates(value) for value in body]
    return body.isoformat() if hasattr(body, "isoformat") else body
