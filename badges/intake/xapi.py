"""Statements of xAPI 1.0.3, as course tools send them, understood as activities.

>>> told = read_statement({"id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
...     "actor": {"mbox": "mailto:ada@example.org"},
...     "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
...     "object": {"id": "https://example.org/git", "definition": {"name": {"en": "Git"}}},
...     "result": {"duration": "PT1H30M", "success": True},
...     "timestamp": "2026-03-09T10:00:00Z"})
>>> told.verb, told.address, told.hours, told.fields["title"]
('http://adlnet.gov/expapi/verbs/completed', 'ada@example.org', 1.5, 'Git')

What a rule may ask about is kept: the object, its name and type, score, success and completion.
The statement itself is not: this is no store of statements, and of the actor nothing is kept but
who it is.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from badges.errors import InputError
from badges.ports import ports
from badges.text import normalize_email

ADL: Final = "http://adlnet.gov/expapi/verbs/"
VOIDED: Final = f"{ADL}voided"

USUAL: Final[Mapping[str, str]] = {
    f"{ADL}attended": "workshop",
    f"{ADL}completed": "course",
    f"{ADL}passed": "course",
    f"{ADL}mastered": "course",
    f"{ADL}shared": "resource",
    f"{ADL}commented": "contribution",
    f"{ADL}responded": "contribution",
    f"{ADL}answered": "answer",
    f"{ADL}asked": "question",
    f"{ADL}created": "contribution",
    f"{ADL}imported": "",
    f"{ADL}experienced": "",
    f"{ADL}interacted": "",
    f"{ADL}launched": "",
    f"{ADL}initialized": "",
    f"{ADL}attempted": "",
    f"{ADL}progressed": "",
    f"{ADL}terminated": "",
    f"{ADL}suspended": "",
    f"{ADL}resumed": "",
    f"{ADL}exited": "",
    f"{ADL}failed": "",
    f"{ADL}preferred": "",
    f"{ADL}registered": "",
    f"{ADL}satisfied": "",
    f"{ADL}scored": "",
    f"{ADL}waived": "",
    f"{ADL}abandoned": "",
}
"""The kind that each verb of ADL counts as, where a community chose nothing else."""

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_DURATION: Final = re.compile(
    r"P(?:(?P<weeks>\d+(?:[.,]\d+)?)W|(?:(?P<days>\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?"
    r"(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?)"
)
_HOURS_OF: Final = {
    "weeks": 168.0,
    "days": 24.0,
    "hours": 1.0,
    "minutes": 1 / 60,
    "seconds": 1 / 3600,
}
_LARGEST: Final = 1e12
_SHA1: Final = re.compile(r"[0-9a-f]{40}")
_TEXT_LIMIT: Final = 300


@dataclass(frozen=True, slots=True)
class Statement:
    """What of a statement counts here; ``voids`` is the id of the one that it voids.

    The actor is an ``address``, the ``sha1`` of one (``mailto:`` included), or an ``account``
    with its ``label``.
    """

    id: str
    verb: str
    at: datetime | None
    address: str = ""
    sha1: str = ""
    account: str = ""
    label: str = ""
    hours: float | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    voids: str = ""


def read_statement(given: Any, *, given_id: str | None = None) -> Statement:
    """Read one statement; ``given_id`` is the one of the address it was put to.

    Raises ``InputError`` naming the part that breaks xAPI, part 2.
    """
    statement = _object(given, "statement")
    verb = _iri(_object(statement.get("verb"), "verb").get("id"), "verb.id")
    own = _statement_id(statement, given_id)
    target = _object(statement.get("object"), "object")
    who: Mapping[str, Any] = _actor(_object(statement.get("actor"), "actor"))
    if verb == VOIDED:
        if target.get("objectType") != "StatementRef":
            raise _wrong("object", "a voiding statement names the other by a StatementRef")
        return Statement(own, verb, None, **who, voids=_uuid(target.get("id"), "object.id"))
    result = _object(statement.get("result", {}), "result")
    return Statement(
        own,
        verb,
        _timestamp(statement.get("timestamp")),
        **who,
        hours=_duration(result.get("duration")),
        fields=_fields(verb, target, result),
    )


def _statement_id(statement: Mapping[str, Any], given_id: str | None) -> str:
    if given_id is None:
        return _uuid(statement["id"], "id") if "id" in statement else _new_id()
    own = _uuid(given_id, "statementId")
    if "id" in statement and _uuid(statement["id"], "id") != own:
        raise _wrong("id", "it differs from statementId")
    return own


def _actor(actor: Mapping[str, Any]) -> dict[str, str]:
    if actor.get("objectType", "Agent") == "Group" and not _named(actor):
        raise _wrong("actor", "a group without a name of its own tells of nobody")
    label = str(actor.get("name", ""))[:100]
    match _named(actor):
        case "mbox":
            mail = str(actor["mbox"])
            if not mail.startswith("mailto:"):
                raise _wrong("actor.mbox", "it begins with mailto:")
            try:
                return {"address": normalize_email(mail.removeprefix("mailto:"))}
            except InputError as error:
                raise _wrong("actor.mbox", "it is no address") from error
        case "mbox_sha1sum":
            digest = str(actor["mbox_sha1sum"]).lower()
            if not _SHA1.fullmatch(digest):
                raise _wrong("actor.mbox_sha1sum", "it is no SHA-1 in hexadecimal")
            return {"sha1": digest, "label": label or digest[:8]}
        case "openid":
            openid = _iri(actor["openid"], "actor.openid")
            return {"account": f"xapi:{openid}", "label": label or openid[:100]}
        case "account":
            account = _object(actor["account"], "actor.account")
            home = _iri(account.get("homePage"), "actor.account.homePage")
            name = account.get("name")
            if not isinstance(name, str) or not name:
                raise _wrong("actor.account.name", "it is missing")
            return {"account": f"xapi:{home}|{name}", "label": label or name[:100]}
    raise _wrong("actor", "it is named by exactly one of mbox, mbox_sha1sum, openid and account")


def _named(actor: Mapping[str, Any]) -> str:
    """Give the one way in which somebody is named (part 2, 2.4.2.3); empty: none, or several."""
    found = [name for name in ("mbox", "mbox_sha1sum", "openid", "account") if name in actor]
    return found[0] if len(found) == 1 else ""


def _fields(verb: str, target: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {"verb": verb.rpartition("/")[2][:100]}
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        fields["object"] = _iri(target.get("id"), "object.id")[:_TEXT_LIMIT]
        definition = _object(target.get("definition", {}), "object.definition")
        names = definition.get("name")
        if isinstance(names, Mapping) and names:
            fields["title"] = _text(next(iter(names.values())))
        if isinstance(definition.get("type"), str):
            fields["type"] = definition["type"].rpartition("/")[2][:100]
    for name in ("success", "completion"):
        if isinstance(result.get(name), bool):
            fields[name] = result[name]
    score = result.get("score")
    if isinstance(score, Mapping):
        for name in ("scaled", "raw", "min", "max"):
            if _is_number(score.get(name)):
                fields["score" if name == "scaled" else f"score_{name}"] = score[name]
    return {name: value for name, value in fields.items() if value != ""}


def _text(value: object) -> str:
    plain = "".join(c if c.isprintable() else " " for c in str(value)[: 4 * _TEXT_LIMIT])
    return " ".join(plain.split())[:_TEXT_LIMIT]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST


def _duration(given: object) -> float | None:
    """Read an ISO 8601 duration in hours (part 2, 4.6)."""
    if given is None:
        return None
    match = _DURATION.fullmatch(given) if isinstance(given, str) and len(given) > 2 else None  # noqa: PLR2004 - "P" and a unit
    if match is None:
        raise _wrong("result.duration", "it is no ISO 8601 duration")
    parts = {name: value for name, value in match.groupdict().items() if value}
    hours = sum(float(value.replace(",", ".")) * _HOURS_OF[name] for name, value in parts.items())
    return round(hours, 2) or None


def _timestamp(given: object) -> datetime | None:
    if given is None:
        return None
    try:
        found = datetime.fromisoformat(str(given))
    except ValueError as error:
        raise _wrong("timestamp", "it is no ISO 8601 time") from error
    if found.tzinfo is None:
        raise _wrong("timestamp", "it has no time zone")
    return found


def _object(given: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise _wrong(name, "it is no object")
    return given


def _iri(given: object, name: str) -> str:
    if not isinstance(given, str) or not _IRI.fullmatch(given) or len(given) > 2_000:  # noqa: PLR2004
        raise _wrong(name, "it is no IRI")
    return given


def _new_id() -> str:
    return str(uuid.UUID(bytes=ports().token_bytes(16), version=4))


def _uuid(given: object, name: str) -> str:
    try:
        return str(uuid.UUID(str(given)))
    except ValueError as error:
        raise _wrong(name, "it is no UUID") from error


def _wrong(part: str, why: str) -> InputError:
    return InputError("xapi.part", f"{part}: {why}.", field=part, part=part)
