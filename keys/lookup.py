"""Finding a key in somebody's DID or controller document.

    >>> from keys.did import did_key_document
    >>> did = "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
    >>> found = find_verification_method(did_key_document(did), f"{did}#{did[8:]}")
    >>> found.algorithm, found.controller == did
    ('Ed25519', True)

The documents are foreign: readers take any value and raise a ``KeysError``, nothing else. The
caller still has to check that the document came from where ``document["id"]`` says, and that
this id is the credential's ``issuer.id``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from keys.algorithms import PublicKey, algorithm_of
from keys.base58 import base58btc_decode
from keys.encoding import ed25519_public_key, public_key_from_jwk, public_key_from_multibase
from keys.errors import (
    ControllerDocumentError,
    KeyFormatError,
    VerificationMethodNotFoundError,
    excerpt,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAXIMUM_METHODS = 1024
"""Keys in one document; more are read by nobody's honest checker."""

MAXIMUM_ID_CHARACTERS = 4096

PURPOSES = frozenset(
    {
        "assertionMethod",
        "authentication",
        "capabilityDelegation",
        "capabilityInvocation",
        "keyAgreement",
    }
)
"""Verification relationships (Controlled Identifiers 1.0, 2.3). The list keeps a purpose that came
from a proof from being, say, ``verificationMethod``, which lists every key for nothing at all."""

_SECRET_MEMBERS = (
    "secretKeyMultibase",
    "secretKeyJwk",
    "privateKeyMultibase",
    "privateKeyJwk",
    "privateKeyBase58",
)

_REMEMBERED_CHARACTERS = 200

# XML Schema 1.1 dateTime; a missing zone is read as UTC, as VC Data Model 2.0 has it.
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A public key as its controller publishes it.

    ``id`` is absolute. ``controller`` is who the document says holds the key, or none for a
    bare JWK that names nobody. From ``revoked`` or ``expires`` on (aware instants in UTC) the
    controller does not stand by the key; a caller treats a revoked key as never good.
    """

    id: str
    controller: str | None
    public_key: PublicKey
    algorithm: str
    revoked: datetime | None = None
    expires: datetime | None = None


def find_verification_method(
    document: object, method_id: str, *, purpose: str = "assertionMethod"
) -> VerificationMethod:
    """Find a key that the document lists for ``purpose`` (Controlled Identifiers 1.0, 3.3).

    1. The document is an object with an ``id``.
    2. Its relationship ``purpose`` lists ``method_id``, as a string or as an embedded object;
       ids that begin with ``#`` or ``?`` are taken relative to the document's ``id``.
    3. The method listed by a string stands in ``verificationMethod``, once.
    4. Its ``controller`` is the document's ``id``.

    A bare did:key (without fragment) names its one key. Raises
    ``VerificationMethodNotFoundError`` where step 2 or 3 finds nothing (its ``params["revoked"]``
    then has the date of a key that is still held and was revoked),
    ``ControllerDocumentError``, ``KeyFormatError`` or ``UnknownAlgorithmError`` where the
    document or key is malformed.
    """
    members, base = _document(document)
    if purpose not in PURPOSES or not isinstance(method_id, str):
        raise VerificationMethodNotFoundError(
            f"No key is called {excerpt(method_id)} for the purpose {excerpt(purpose)}."
        )
    wanted = _wanted(base, method_id)
    listed = [
        entry
        for entry in _entries(members, purpose)
        if _absolute(entry.get("id") if isinstance(entry, dict) else entry, base) == wanted
    ]
    if not listed:
        raise _not_found(members, base, wanted, purpose)
    found = [entry for entry in listed if isinstance(entry, dict)]
    if len(found) < len(listed):
        found += _held(members, base, wanted)
    if not found:
        raise VerificationMethodNotFoundError(
            f"{excerpt(wanted)} is listed under {excerpt(purpose)}, "
            "but the document does not hold the key."
        )
    if any(other != found[0] for other in found[1:]):
        raise ControllerDocumentError(f"The document has two different keys {excerpt(wanted)}.")
    method = _read_method(found[0], wanted)
    if method.controller != base:
        raise ControllerDocumentError(
            f"The key {excerpt(wanted)} names another controller than {excerpt(base)}."
        )
    return method


def read_verification_method(document: object, method_id: str) -> VerificationMethod:
    """Read a document that is itself one key: a Multikey, a JsonWebKey or a bare JWK.

    ``method_id`` is the address it was fetched from. A Multikey's or JsonWebKey's ``id`` must
    equal it; a bare JWK has no ``id``, and its controller is its ``controller`` or ``iss``. The
    document vouches for nothing by itself: the key counts only if its controller's own document
    lists it. Raises ``ControllerDocumentError``, ``KeyFormatError`` or ``UnknownAlgorithmError``.
    """
    members = _object(document)
    if "kty" in members:
        public_key = public_key_from_jwk(members)
        controller = members.get("controller", members.get("iss"))
        if controller is not None and not isinstance(controller, str):
            raise ControllerDocumentError("The JWK's controller must be a string.")
        return VerificationMethod(method_id, controller, public_key, algorithm_of(public_key).name)
    own_id = members.get("id")
    if own_id != method_id:
        raise ControllerDocumentError(
            f"The key document at {excerpt(method_id)} is the key {excerpt(own_id)}."
        )
    return _read_method(members, method_id)


def _read_method(members: Mapping[str, Any], method_id: str) -> VerificationMethod:
    for secret in _SECRET_MEMBERS:
        if secret in members:
            raise KeyFormatError(
                f"The key {excerpt(method_id)} shows its private half ({secret}); "
                "nothing it signs can be trusted."
            )
    controller = members.get("controller")
    if not isinstance(controller, str):
        raise ControllerDocumentError(f"The key {excerpt(method_id)} names no controller.")
    read_key = _READER_FOR_TYPE[_known_type(members, method_id)]
    public_key = read_key(members)
    return VerificationMethod(
        id=method_id,
        controller=controller,
        public_key=public_key,
        algorithm=algorithm_of(public_key).name,
        revoked=_instant(members, "revoked"),
        expires=_instant(members, "expires"),
    )


def _known_type(members: Mapping[str, Any], method_id: str) -> str:
    given = members.get("type")
    types = given if isinstance(given, list) else [given]
    known = [name for name in types if isinstance(name, str) and name in _READER_FOR_TYPE]
    if len(known) != 1:
        raise ControllerDocumentError(
            f"The key {excerpt(method_id)} is of a type that is not known here; "
            f"known are: {', '.join(_READER_FOR_TYPE)}."
        )
    return known[0]


def _read_multikey(members: Mapping[str, Any]) -> PublicKey:
    text = members.get("publicKeyMultibase")
    if isinstance(text, str) and len(text) <= _REMEMBERED_CHARACTERS:
        return _known_multikey(text)
    return public_key_from_multibase(text)


_known_multikey = lru_cache(maxsize=1024)(public_key_from_multibase)


def _read_jwk(members: Mapping[str, Any]) -> PublicKey:
    return public_key_from_jwk(members.get("publicKeyJwk"))


def _read_ed25519_2020(members: Mapping[str, Any]) -> PublicKey:
    public_key = public_key_from_multibase(members.get("publicKeyMultibase"))
    if algorithm_of(public_key).name != "Ed25519":
        raise KeyFormatError("An Ed25519VerificationKey2020 must hold an Ed25519 key.")
    return public_key


def _read_ed25519_2018(members: Mapping[str, Any]) -> PublicKey:
    return ed25519_public_key(base58btc_decode(members.get("publicKeyBase58")))


_READER_FOR_TYPE: Mapping[str, Callable[[Mapping[str, Any]], PublicKey]] = {
    "Multikey": _read_multikey,
    "JsonWebKey": _read_jwk,
    "JsonWebKey2020": _read_jwk,
    "Ed25519VerificationKey2020": _read_ed25519_2020,
    "Ed25519VerificationKey2018": _read_ed25519_2018,
}


def _object(document: object) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise ControllerDocumentError("A key or controller document must be a JSON object.")
    return cast("dict[str, Any]", document)


def _document(document: object) -> tuple[dict[str, Any], str]:
    members = _object(document)
    base = members.get("id")
    if not isinstance(base, str) or not base or len(base) > MAXIMUM_ID_CHARACTERS:
        raise ControllerDocumentError("The controller document has no id of moderate length.")
    return members, base


def _entries(members: Mapping[str, Any], name: str) -> list[Any]:
    """Give a property's values; JSON-LD may write a list of one without its brackets."""
    value = members.get(name)
    if value is None:
        return []
    entries = value if isinstance(value, list) else [value]
    if len(entries) > MAXIMUM_METHODS:
        raise ControllerDocumentError(f"The document lists more than {MAXIMUM_METHODS} keys.")
    return entries


def _absolute(reference: object, base: str) -> str | None:
    """Resolve a relative DID URL (DID Core 1.0, 3.2.2) against the document's id."""
    if not isinstance(reference, str):
        return None
    return base + reference if reference.startswith(("#", "?")) else reference


def _wanted(base: str, method_id: str) -> str:
    if method_id == base and base.startswith("did:key:"):
        return f"{base}#{base.removeprefix('did:key:')}"
    return base + method_id if method_id.startswith(("#", "?")) else method_id


def _not_found(
    members: Mapping[str, Any], base: str, wanted: str, purpose: str
) -> VerificationMethodNotFoundError:
    held = _held(members, base, wanted)
    # A revoked key looks like this: still held, no longer listed.
    holds = "holds the key but does not list it" if held else "does not list the key"
    revoked = next((entry["revoked"] for entry in held if "revoked" in entry), None)
    return VerificationMethodNotFoundError(
        f"The document of {excerpt(base)} {holds} {excerpt(wanted)} under {excerpt(purpose)}.",
        revoked=None if revoked is None else excerpt(revoked).strip("'"),
    )


def _held(members: Mapping[str, Any], base: str, wanted: str) -> list[dict[str, Any]]:
    """Give the embedded keys of this id, whatever they are for."""
    return [
        entry
        for entry in _entries(members, "verificationMethod")
        if isinstance(entry, dict) and _absolute(entry.get("id"), base) == wanted
    ]


def _instant(members: Mapping[str, Any], name: str) -> datetime | None:
    value = members.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        raise ControllerDocumentError(f"The key's {name} is no date and time.")
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ControllerDocumentError(f"The key's {name} is no date and time.") from error
