"""Badge rules that count messages, as Fedora's programme writes them, said in our language.

>>> found = translate({
...     "trigger": {"topic": "wiki.article.edit"},
...     "criteria": {"datanommer": {
...         "filter": {"topics": ["%(topic)s"], "users": ["%(msg.user)s"]},
...         "operation": "count", "condition": {"greater than or equal to": 20}}},
... })
>>> found.rule.times, found.rule.kind, found.recipient
(20, 'wiki.article.edit', 'user')

A message becomes one activity for each person it is about: its topic is the ``kind``, the first
word of the topic a tag, its body the fields, and ``recipient`` a field that names the person. A
rule then says by ``same_as: recipient`` as whom that person stands in the message.

``trigger`` says which messages set a rule off, ``criteria`` how many of the person's messages there
must be by then. Where the two name different messages, both are asked for. The order in which they
came is not: ours may award one message earlier than the trigger would, never later and never to
somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from badges.awarding.message_conditions import (
    RECIPIENT,
    UntranslatableError,
    condition_of,
    conjuncts,
    counted_condition,
)
from badges.milestones import AllOf, AnyOf, Attended, Compare, Condition, Every, Rule, Some

MOST_TIMES: Final = 100_000
MOST_ALTERNATIVES: Final = 10

_COUNTS: Final = {"greater than or equal to": 0, "greater than": 1, "is equal to": 0}
_FIELD: Final = re.compile(r"%\(msg\.([^()\s]+)\)s")
_TOPIC: Final = "%(topic)s"


@dataclass(frozen=True, slots=True)
class Translated:
    """The rule, and the field of the message that names the person it is for.

    ``in_order`` tells whether the original also asked in which order the messages came.
    """

    rule: Rule
    recipient: str
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class _Trigger:
    """One way to set a rule off: a message of a topic (empty: any) that meets conditions."""

    topic: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class _Counted:
    """Which messages are counted: so many, those of the ``user``, of a category or the topic."""

    times: int
    user: str
    category: str
    operation: Any


def translate(written: Mapping[str, Any]) -> Translated:
    """Say a rule in our language; raises ``UntranslatableError``."""
    counted = _counted(written.get("criteria"))
    recipient = _field(written["recipient"]) if written.get("recipient") else counted.user
    if not recipient:
        raise UntranslatableError("nobody")
    triggers = _triggers(written.get("trigger"), 0)
    if len(triggers) > MOST_ALTERNATIVES:
        raise UntranslatableError("ways")
    if not all(trigger.topic for trigger in triggers):
        raise UntranslatableError("any_topic")
    who = Compare(recipient, "same_as", RECIPIENT)
    narrowed = _narrowed(counted, recipient)
    _require_own(counted, recipient, who in narrowed)
    extra = tuple(each for each in narrowed if each != who)
    return _combined(triggers, counted, who, extra)


def _combined(
    triggers: Sequence[_Trigger], counted: _Counted, who: Compare, extra: tuple[Condition, ...]
) -> Translated:
    """Join what sets it off and what is counted, in as few parts as say it."""
    in_order = False
    ways: list[Rule] = []
    for trigger in triggers:
        # whoever is the recipient is there
        wanted = [each for each in trigger.conditions if each != _is_there(who.path)]
        first = Attended(1, kind=trigger.topic, where=_where(who, wanted))
        kind = None if counted.category else trigger.topic
        all_of_them = Attended(
            counted.times, kind=kind, tag=counted.category or None, where=_where(who, extra)
        )
        if counted.times == 1 and set(extra) <= set(wanted):
            ways.append(first)
        elif set(wanted) <= set(extra) and not counted.category:
            ways.append(all_of_them)
        else:
            in_order = True
            ways.append(AllOf((all_of_them, first)))
    return Translated(_any_of(ways), who.path, in_order)


def _any_of(ways: Sequence[Rule]) -> Rule:
    """Offer the ways; a part that all of them begin with is said once."""
    if len(ways) == 1:
        return ways[0]
    pairs = [way.rules for way in ways if isinstance(way, AllOf)]
    if len(pairs) == len(ways) and len({common for common, _ in pairs}) == 1:
        return AllOf((pairs[0][0], AnyOf(tuple(last for _, last in pairs))))
    return AnyOf(tuple(ways))


def _is_there(path: str) -> Compare:
    return Compare(path, "present", value=True)


def _where(who: Compare, conditions: Sequence[Condition]) -> Condition:
    return Every((who, *conditions)) if conditions else who


def _triggers(node: Any, depth: int) -> list[_Trigger]:
    """List the ways to set it off, each with a topic or with conditions alone."""
    if not isinstance(node, Mapping) or len(node) != 1 or depth > 4:  # noqa: PLR2004
        raise UntranslatableError("trigger")
    ((name, value),) = node.items()
    match name, value:
        case "topic", str():
            return [_Trigger(value.strip())]
        case "lambda", str():
            return [_Trigger("", conjuncts(condition_of(value)))]
        case "all", list():
            return _together([_triggers(part, depth + 1) for part in value])
        case "any", list():
            return _either([way for part in value for way in _triggers(part, depth + 1)])
    raise UntranslatableError("trigger")


def _together(parts: Sequence[Sequence[_Trigger]]) -> list[_Trigger]:
    ways = []
    for chosen in product(*parts):
        topics = {way.topic for way in chosen if way.topic}
        if len(topics) < 2:  # noqa: PLR2004  (a message has one topic)
            conditions = tuple(each for way in chosen for each in way.conditions)
            ways.append(_Trigger(min(topics, default=""), conditions))
        if len(ways) > MOST_ALTERNATIVES:
            raise UntranslatableError("ways")
    if not ways:
        raise UntranslatableError("two_topics")
    return ways


def _either(ways: Sequence[_Trigger]) -> list[_Trigger]:
    """Join ways without a topic into one condition."""
    if any(way.topic for way in ways) or len(ways) == 1:
        return list(ways)
    choices = [
        way.conditions[0] if len(way.conditions) == 1 else Every(way.conditions) for way in ways
    ]
    return [_Trigger("", (Some(tuple(choices)),))]


def _counted(criteria: Any) -> _Counted:
    match criteria:
        case {"datanommer": {"filter": Mapping() as kept, "operation": operation, **rest}}:
            pass
        case _:
            raise UntranslatableError("count")
    unknown = sorted(set(kept) - {"topics", "categories", "users", "rows_per_page"})
    if unknown:
        raise UntranslatableError("filter", name=str(unknown[0])[:40])
    topics, categories = _only(kept, "topics"), _only(kept, "categories")
    if (topics != _TOPIC) is (not categories):
        raise UntranslatableError("other_messages")
    users = _only(kept, "users")
    return _Counted(
        _times(rest.get("condition")), _field(users) if users else "", categories, operation
    )


def _only(kept: Mapping[str, Any], name: str) -> str:
    """Give the one entry of a list; empty where there is none."""
    match kept.get(name, []):
        case []:
            return ""
        case [str() as only]:
            return only
    raise UntranslatableError("filter", name=name)


def _times(condition: Any) -> int:
    """Give how many are asked for; the message that sets it off is always one of them."""
    match condition:
        case {**only} if len(only) == 1:
            ((words, number),) = only.items()
            if words in _COUNTS and isinstance(number, int) and not isinstance(number, bool):
                return min(max(number + _COUNTS[words], 1), MOST_TIMES)
    raise UntranslatableError("times")


def _narrowed(counted: _Counted, recipient: str) -> tuple[Condition, ...]:
    match counted.operation:
        case "count":
            return ()
        case {"lambda": str() as code}:
            return conjuncts(counted_condition(code, recipient))
    raise UntranslatableError("count")


def _require_own(counted: _Counted, recipient: str, is_named: bool) -> None:  # noqa: FBT001
    """Refuse to count what others did; where one is enough, the message itself is that one."""
    if counted.times == 1 or is_named or counted.user == recipient:
        return
    if counted.user:
        raise UntranslatableError("another")
    raise UntranslatableError("everybody")


def _field(template: Any) -> str:
    found = _FIELD.fullmatch(template) if isinstance(template, str) else None
    if found is None:
        raise UntranslatableError("person")
    return found[1]
