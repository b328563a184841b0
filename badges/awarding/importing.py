r"""Achievements from files: our YAML, OB 2.0 BadgeClass, OB 3.0 Achievement, a baked picture.

>>> found = read_achievement(b"name: First steps\nmilestones:\n"
...     b"- {title: Came, rule: {attended: {times: 1}}}\n", language="en")
>>> found.draft.name, [(each.key, each.rule.times) for each in found.draft.milestones]
({'en': 'First steps'}, [('came', 1)])

Files come from strangers: their size and depth are bounded, YAML may have no references, and no
address in them is fetched. Nothing is verified here either: only what can be earned is taken
over, never who earned it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from urllib.parse import unquote_to_bytes

import yaml

from badges.accounts.access import Actor, Permission
from badges.awarding import foreign
from badges.awarding.drafts import AchievementDraft, clean_draft
from badges.awarding.exporting import KEYS
from badges.awarding.files import keep_picture
from badges.baking import container_of, unbake
from badges.errors import InputError, LimitError
from badges.milestones import Milestone, asking_from_json, rule_from_json
from badges.slugs import slug_of
from badges.uploads import GALLERY

MOST_BYTES: Final = 20_000_000
MOST_TEXT: Final = 4_000_000
"""A document with a picture in it; a picture that carries a document may be larger."""

MOST_MARKS: Final = 50_000
"""Commas, colons and lines of a YAML file, each of which costs time; a picture has none."""

_TEXTS: Final = frozenset({"name", "description", "criteria", "picture_alt"})
_NUMBERS: Final = {"hours": (int, float), "valid_days": (int,), "needed": (int,)}
_FLAGS: Final = frozenset({"repeatable", "issue_at_once"})
_LISTS: Final = frozenset({"tags", "alignment"})


@dataclass(frozen=True, slots=True)
class ReadAchievement:
    """What a file says: the draft, and the picture's bytes where it brought one."""

    draft: AchievementDraft
    picture: bytes | None = None


def import_achievement(
    actor: Actor, data: bytes, *, picture: bytes | None = None
) -> AchievementDraft:
    """Read a file and keep its picture (or the one handed in); gives a draft to create from."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    found = read_achievement(data, language=actor.community.languages[0])
    given = picture if picture is not None else found.picture
    if given is None:
        return clean_draft(found.draft)
    return clean_draft(replace(found.draft, picture=keep_picture(actor, given)))


def read_achievement(data: bytes, *, language: str) -> ReadAchievement:
    """Read any of the forms; texts without a language are taken to be in ``language``.

    Raises ``InputError`` with one sentence.
    """
    if len(data) > MOST_BYTES:
        raise _too_large(MOST_BYTES)
    if container_of(data) is not None and not data.lstrip().startswith(b"{"):
        unbaked = unbake(data)
        return _read_foreign(foreign.document_of(unbaked.text), language)
    if len(data) > MOST_TEXT:
        raise _too_large(MOST_TEXT)
    written = _parse(data)
    if foreign.is_open_badge(written):
        return _read_foreign(written, language)
    if foreign.is_badge_rule(written):
        return ReadAchievement(foreign.badge_rule(written, language))
    return _read_own(written, language)


def _read_foreign(document: Mapping[str, Any], language: str) -> ReadAchievement:
    draft, picture = foreign.achievement(document, language)
    return ReadAchievement(draft, _bytes_of(picture) if picture.startswith("data:") else None)


def _read_own(written: Mapping[str, Any], language: str) -> ReadAchievement:
    unknown = sorted(str(key) for key in set(written) - set(KEYS) - {"milestones"})
    if unknown:
        raise _wrong(unknown[0][:40], "this name is not known; remove it or correct its spelling")
    picture = written.get("picture") or ""
    if picture and not (isinstance(picture, str) and picture.startswith((GALLERY, "data:"))):
        raise _wrong("picture", "write gallery:<name> or a data: address")
    values = {
        KEYS[key]: _value(key, value, language)
        for key, value in written.items()
        if key in KEYS and key != "picture" and value is not None
    }
    if "name" not in values:
        raise _wrong("name", "give the badge a name")
    brought = _bytes_of(picture) if picture.startswith("data:") else None
    draft = AchievementDraft(
        **values,
        picture="" if brought is not None else picture,
        milestones=_milestones(written.get("milestones", []), language),
    )
    return ReadAchievement(clean_draft(draft), brought)


def _value(key: str, value: Any, language: str) -> Any:
    if key in _TEXTS:
        return _texts(key, value, language)
    if key in _FLAGS:
        if not isinstance(value, bool):
            raise _wrong(key, "write true or false")
        return value
    if key in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, _NUMBERS[key]):
            raise _wrong(key, "write a number")
        return value
    if key in _LISTS:
        kind = str if key == "tags" else Mapping
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            raise _wrong(key, "write a list")
        return tuple(value)
    if not isinstance(value, str):
        raise _wrong(key, "write a text")
    return value


def _texts(key: str, value: Any, language: str) -> dict[str, str]:
    if isinstance(value, str):
        return {language: value}
    if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
        return {str(tongue): text for tongue, text in value.items()}
    raise _wrong(key, "write a text, or one for each language (de, en)")


def _milestones(written: Any, language: str) -> tuple[Milestone, ...]:
    if not isinstance(written, list):
        raise _wrong("milestones", "write a list")
    found = []
    for number, item in enumerate(written, start=1):
        if not isinstance(item, Mapping) or not {"title", "rule"} <= set(item):
            raise _wrong(f"milestones.{number}", "write a title and a rule")
        title = _texts(f"milestones.{number}.title", item["title"], language)
        key = item.get("key") or slug_of(next(iter(title.values()), ""))
        asking = asking_from_json(_in_language(item.get("evidence", {}), language))
        found.append(Milestone(str(key), title, rule_from_json(item["rule"]), asking))
    return tuple(found)


def _in_language(asking: Any, language: str) -> Any:
    """Let a rubric be written in one language alone, as titles are."""
    rubric = asking.get("rubric") if isinstance(asking, Mapping) else None
    if not isinstance(rubric, list):
        return asking

    def texts(value: Any) -> Any:
        return {language: value} if isinstance(value, str) else value

    criteria = []
    for item in rubric:
        if not isinstance(item, Mapping):
            criteria.append({"title": texts(item)})
            continue
        levels = item.get("levels")
        told = {"levels": [texts(level) for level in levels]} if isinstance(levels, list) else {}
        criteria.append({**item, "title": texts(item.get("title")), **told})
    return {**asking, "rubric": criteria}


def _parse(data: bytes) -> dict[str, Any]:
    """Read JSON or YAML; a baked text in a JWS is JSON below."""
    sentence = "The file can be read neither as JSON nor as YAML."
    try:
        text = data.decode("utf-8-sig")
        if text.lstrip().startswith("{"):
            found = json.loads(text)
        elif sum(map(text.count, ",:\n")) > MOST_MARKS:
            raise _too_large(MOST_TEXT)
        else:
            found = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader, less aliases
    except (UnicodeDecodeError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise InputError("import.unreadable", sentence, field="file") from error
    if not isinstance(found, dict):
        raise InputError("import.unreadable", sentence, field="file")
    return cast("dict[str, Any]", found)


class _PlainLoader(yaml.SafeLoader):
    """YAML without references: a few lines of them can stand for more than fits in memory."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references are not read")
        return super().compose_node(parent, index)


def _bytes_of(address: str) -> bytes:
    """Read a ``data:`` address (RFC 2397)."""
    head, comma, body = address.partition(",")
    if not comma:
        raise _wrong("picture", "the data: address is cut off")
    if not head.endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong("picture", "the data: address is damaged") from error


def _wrong(path: str, detail: str) -> InputError:
    return InputError(
        "import.field", f"The file cannot be used at {path}: {detail}.", path=path, detail=detail
    )


def _too_large(limit: int) -> LimitError:
    return LimitError(
        "import.too_large", f"The file is larger than {limit // 1_000_000} MB.", limit=limit
    )
