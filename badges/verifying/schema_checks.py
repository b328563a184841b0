"""Step 3, second half: the schemas that a credential names itself (``credentialSchema``).

    >>> found = _judge({"required": ["name"]}, {"id": "urn:a"})
    >>> found.code, found.params["path"]
    ('schema.broken', '/')

``1EdTechJsonSchemaValidator2019`` (OB 3.0, "Verification", 1) and ``JsonSchema`` (VC JSON Schema,
2.1) are read. The schemas that 1EdTech publishes for Open Badges are answered by our own check of
the form, which is at least as strict; others are fetched, once the issuer's signature holds.

Whoever writes a badge chooses the schema, so it is handled like any stranger's program: bounded in
size, in work and in its regular expressions, which run in linear time; references stay inside of
it. Compiled schemas are kept by their bytes, a few of them. A schema that cannot be had or used
leaves open whether the badge follows it, so the verdict is undecided: the issuer asked for that
check, and a badge must not become better by a server that is down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, reduce
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs

from badges.errors import Reason
from badges.fetched import FetchError
from badges.proofs.content import Content
from badges.proofs.errors import JsonTextError
from badges.proofs.jsontext import parse_json
from badges.verifying.conforming import form_check
from badges.verifying.foreign import host_of, id_of, is_web_address, listed, text, types_of
from badges.verifying.issuers import unreachable
from badges.verifying.outcomes import Finding, Outcome, unknown
from badges.verifying.schema_work import UnboundedSchemaError, survey, work
from badges.verifying.signatures import Checker
from schemas.checking import check_credential, check_endorsement_credential
from schemas.digests import fits, is_pinned
from schemas.problems import Problem, join

TYPES: Final = frozenset({"1EdTechJsonSchemaValidator2019", "JsonSchema"})
MAXIMUM_SCHEMAS: Final = 5
MAXIMUM_BYTES: Final = 256_000
"""Four times the official schema of an AchievementCredential."""

_Check = Callable[[object], tuple[Problem, ...]]
_PUBLISHED: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"
_OWN: Final[Mapping[str, _Check]] = MappingProxyType(
    {
        f"{_PUBLISHED}{folder}/ob_v3p0_{name}_schema.json": check
        for folder in ("json", "json-ld")
        for name, check in (
            ("achievementcredential", check_credential),
            ("anyachievementcredential", check_credential),
            ("endorsementcredential", check_endorsement_credential),
            ("anyendorsementcredential", check_endorsement_credential),
        )
    }
)
_PATTERNS: Final = jsonschema_rs.RegexOptions(size_limit=1 << 20, dfa_size_limit=1 << 20)
_BROKEN: Final = "schema.broken"
_SHOWN: Final = 200


def check_schemas(
    credential: Mapping[str, Any], content: Content, checker: Checker, *, is_formed: bool = True
) -> tuple[Finding, ...]:
    """Check a credential against each schema that it names, one finding each.

    ``content`` is the credential's. ``is_formed`` says that ``form_check`` found nothing wrong,
    which then is not asked again.
    """
    usual = content.once(_usual, "credentialSchema") if is_formed else None
    if usual is not None:
        return usual
    named = listed(credential.get("credentialSchema"))
    good = form_check(credential) if is_formed else None
    found = tuple(_check(entry, credential, checker, good) for entry in named[:MAXIMUM_SCHEMAS])
    more = len(named) - MAXIMUM_SCHEMAS
    return (*found, unknown("schema.too_many", count=more)) if more > 0 else found


def _usual(credential: Mapping[str, Any]) -> tuple[Finding, ...] | None:
    """Give the findings where the one schema is that of the form, which was found good before."""
    named = listed(credential.get("credentialSchema"))
    if not named:
        return ()
    [entry, *more] = named
    is_usual = (
        not more
        and not types_of(entry).isdisjoint(TYPES)
        and not is_pinned(entry)
        and _OWN.get(id_of(entry)) is form_check(credential)
    )
    if not is_usual:
        return None
    return (Finding(Outcome.PASSED, Reason("schema.own", **_names(id_of(entry)))),)


def _names(address: str) -> dict[str, str]:
    return {"schema": address, "host": host_of(address) or address[:_SHOWN]}


def _check(
    entry: Any, credential: Mapping[str, Any], checker: Checker, good: _Check | None
) -> Finding:
    types = types_of(entry)
    if not types & TYPES:
        return unknown("schema.unsupported", type=next(iter(sorted(types)), ""))
    address = id_of(entry)
    names = _names(address)
    try:
        if address in _OWN and not is_pinned(entry):
            reason = _judge_by_ours(_OWN[address], credential, good)
        else:
            reason = _judge_bytes(_bytes(entry, address, credential, checker), credential)
    except FetchError as error:
        return Finding(Outcome.UNKNOWN, unreachable("schema", error, schema=address))
    except _OtherBytesError:
        return unknown("schema.other_bytes", **names)
    except UnboundedSchemaError as error:
        return unknown("schema.unusable", **names, why=str(error))
    outcome = Outcome.FAILED if reason.code == _BROKEN else Outcome.PASSED
    return Finding(outcome, Reason(reason.code, **names, **reason.params))


class _OtherBytesError(Exception):
    """What is served has another digest than the schema that the issuer meant."""


def _bytes(
    entry: Mapping[str, Any], address: str, credential: Mapping[str, Any], checker: Checker
) -> bytes:
    """Fetch a schema; its digest must be the one that the credential names, if it names one."""
    if not is_web_address(address):
        raise UnboundedSchemaError("it has no web address")
    body = checker.documents.get(address).body
    if not all(fits(body, pin) for pin in _pins(entry, address, credential)):
        raise _OtherBytesError(address)
    return body


def _judge_by_ours(check: _Check, credential: Mapping[str, Any], good: _Check | None) -> Reason:
    """Check the form, unless that is what was found good before schemas were asked for."""
    problems = () if check is good else check(credential)
    if not problems:
        return Reason("schema.own")
    return Reason(_BROKEN, path=problems[0].path or "/", detail=problems[0].message)


def _pins(
    entry: Mapping[str, Any], address: str, credential: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """Give what says which bytes the schema has: the entry itself, or a related resource."""
    related = listed(credential.get("relatedResource"))
    for each in (entry, *(each for each in related if text(each, "id") == address)):
        if is_pinned(each):
            yield each


def _judge_bytes(body: bytes, credential: Mapping[str, Any]) -> Reason:
    schema, validator = _compiled(body)
    work(schema, credential)
    return _first_fault(validator, credential)


def _judge(schema: Any, document: Any) -> Reason:
    """Judge a document by a schema; raises ``UnboundedSchemaError``."""
    survey(schema)
    work(schema, document)
    return _first_fault(_validator(schema), document)


def _first_fault(validator: Any, document: Any) -> Reason:
    try:
        fault = next(iter(islice(validator.iter_errors(document), 1)), None)
    except (ValueError, TypeError, OverflowError) as error:
        raise UnboundedSchemaError(str(error)[:_SHOWN]) from None
    if fault is None:
        return Reason("schema.followed")
    path = reduce(join, fault.instance_path, "")
    return Reason(_BROKEN, path=path[:_SHOWN] or "/", detail=fault.message[:_SHOWN])


@lru_cache(maxsize=16)
def _compiled(body: bytes) -> tuple[Any, Any]:
    """Give a schema, parsed and compiled; raises ``UnboundedSchemaError``."""
    try:
        schema = parse_json(body, maximum_bytes=MAXIMUM_BYTES)
    except JsonTextError as error:
        raise UnboundedSchemaError(str(error)) from None
    survey(schema)
    return schema, _validator(schema)


def _validator(schema: Any) -> Any:
    if not isinstance(schema, (dict, bool)):
        raise UnboundedSchemaError("it is no JSON Schema")
    try:
        return jsonschema_rs.validator_for(
            schema, offline=True, pattern_options=_PATTERNS, validate_formats=True
        )
    except (ValueError, TypeError, OverflowError, jsonschema_rs.ReferencingError) as error:
        raise UnboundedSchemaError(str(error)[:_SHOWN]) from None
