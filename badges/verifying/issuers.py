"""Finding what an issuer says about its keys, at the issuer's own address (decisions 6 and 18).

    >>> from badges.verifying.sources import OFFLINE, Documents
    >>> did = "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
    >>> published = issuer_keys(did, Documents(OFFLINE))
    >>> published.origin.value, published.document["assertionMethod"] == [f"{did}#{did[8:]}"]
    ('key', True)

===================  ===========================================================================
issuer's id          its own address
===================  ===========================================================================
did:key, did:jwk     the id itself is the key
did:web              the DID document
https                a controller document at that id; else the JWK Set at its host's well-known
                     address; else the one key that the proof names, if it lies below that id
===================  ===========================================================================

Each is brought into the form of a controller document, so that one lookup serves all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

from badges.errors import Reason
from badges.fetched import FetchError, HttpStatusError
from badges.proofs.remembering import Memory
from badges.verifying.foreign import host_of, is_loopback, is_web_address, listed, text
from badges.verifying.sources import Documents, OfflineError
from keys.controller import verification_method_id
from keys.did import derived_document, did_of, did_web_url
from keys.encoding import public_key_from_jwk, public_key_to_jwk
from keys.errors import KeysError
from keys.lookup import VerificationMethod, find_verification_method, read_verification_method

MAXIMUM_KEYS: Final = 64
"""Keys of one issuer that are tried on a token."""


# No dots in a row, no escapes, no query: nothing that could climb out of the issuer's address.
# Possessive (++), so that a long address is read once and never again backwards.
_SEGMENT: Final = r"/[A-Za-z0-9_~-]++(?:\.[A-Za-z0-9_~-]++)*+"
_PLAIN_PATH: Final = re.compile(rf"(?:{_SEGMENT})++(?:#[A-Za-z0-9_-]++)?", re.ASCII)


_methods: Final[Memory[VerificationMethod]] = Memory(maximum_entries=500)


class Origin(StrEnum):
    """Where an issuer's keys were found."""

    KEY = "key"
    DOMAIN = "domain"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class IssuerKeys:
    """What an issuer publishes about its keys, as a controller document."""

    issuer: str
    document: Mapping[str, Any]
    origin: Origin
    body: bytes = field(default=b"", repr=False)

    def find(self, method_id: str, purpose: str) -> VerificationMethod:
        """Give the key of this id that is listed for ``purpose``; raises ``KeysError``.

        What was found in a document is remembered by the document's bytes (``body``, where it is
        as it was published): an issuer's badges come many at a time.
        """
        if not self.body:
            return find_verification_method(self.document, method_id, purpose=purpose)
        key = self.body, method_id, purpose
        found = _methods.get(key)
        if found is None:
            found = find_verification_method(self.document, method_id, purpose=purpose)
            _methods.put(key, found, len(self.body) + len(method_id))
        return found

    def vouching(self, purpose: str = "assertionMethod") -> Iterator[VerificationMethod]:
        """Give the keys listed for ``purpose``; those that we cannot read are left out."""
        for entry in listed(self.document.get(purpose))[:MAXIMUM_KEYS]:
            method_id = entry if isinstance(entry, str) else text(entry, "id")
            try:
                yield self.find(method_id, purpose)
            except KeysError:
                continue

    def held(self) -> Iterator[VerificationMethod]:
        """Give every key that the document holds, whatever it is for."""
        for entry in listed(self.document.get("verificationMethod"))[:MAXIMUM_KEYS]:
            if not isinstance(entry, dict):
                continue
            own_id = text(entry, "id")
            absolute = self.issuer + own_id if own_id.startswith("#") else own_id
            try:
                yield read_verification_method({**entry, "id": absolute}, absolute)
            except KeysError:
                continue


class IssuerUnknownError(Exception):
    """What the issuer says about its keys could not be had; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def issuer_keys(issuer: str, documents: Documents, *, method: str = "") -> IssuerKeys:
    """Find an issuer's keys; raises ``IssuerUnknownError``.

    ``method`` is the key that the proof names, for issuers that publish each key by itself.
    """
    if issuer.startswith("did:"):
        return _of_did(issuer, documents)
    if is_web_address(issuer):
        return _of_web_address(issuer, documents, method)
    raise IssuerUnknownError(Reason("identity.no_address", issuer=issuer))


def unreachable(code: str, error: FetchError, **params: Any) -> Reason:
    """Give ``code.offline`` or ``code.unreachable``, with the host that did not answer."""
    if isinstance(error, OfflineError):
        return Reason(f"{code}.offline", **params)
    status = {"status": error.status} if isinstance(error, HttpStatusError) else {}
    host = host_of(error.url) or error.url
    return Reason(f"{code}.unreachable", **params, host=host, cause=error.reason.code, **status)


_DID_WEB: Final = "did:web:"
_address_of = lru_cache(1024)(partial(did_web_url, allow_http_loopback=True))


def _of_did(did: str, documents: Documents) -> IssuerKeys:
    try:
        derived = None if did.startswith(_DID_WEB) else derived_document(did)
        if derived is not None:
            return IssuerKeys(did, derived, Origin.KEY)
        address = _address_of(did)
    except KeysError:
        raise IssuerUnknownError(Reason("identity.no_address", issuer=did)) from None
    try:
        found = documents.get(address)
    except FetchError as error:
        reason = unreachable("identity", error, issuer=did, domain=host_of(did))
        raise IssuerUnknownError(reason) from None
    # DID Core 1.0, 7.1.2: a document that names another subject is not this one's.
    if found.gone or text(found.value, "id") != did:
        raise IssuerUnknownError(
            Reason("identity.document_unusable", issuer=did, domain=host_of(did))
        )
    origin = Origin.GIVEN if found.given else Origin.DOMAIN
    return IssuerKeys(did, found.value, origin, found.body)


def _of_web_address(issuer: str, documents: Documents, method: str) -> IssuerKeys:
    error: FetchError | None = None
    scheme = "http" if is_loopback(issuer) else "https"
    jwk_set = f"{scheme}://{host_of(issuer)}/.well-known/jwks.json"
    readers: list[tuple[str, _Reader]] = [(issuer, _controller_document), (jwk_set, _from_jwk_set)]
    if is_below(method, issuer):
        readers.append((method, _from_one_key))
    for address, read in readers:
        try:
            found = documents.get(address)
        except FetchError as failure:
            error = error or failure
            continue
        document = None if found.gone else read(found.value, issuer, method)
        if document is not None:
            origin = Origin.GIVEN if found.given else Origin.DOMAIN
            return IssuerKeys(issuer, document, origin)
    domain = host_of(issuer)
    if error is None:
        raise IssuerUnknownError(Reason("identity.no_keys", issuer=issuer, domain=domain))
    raise IssuerUnknownError(unreachable("identity", error, issuer=issuer, domain=domain))


_Reader: TypeAlias = Callable[[Any, str, str], Mapping[str, Any] | None]


def is_below(method: str, issuer: str) -> bool:
    """Tell whether a key's address lies in the issuer's: nobody else can put a document there."""
    inside = method.removeprefix(issuer.rstrip("/"))
    is_path = inside != method and _PLAIN_PATH.fullmatch(inside) is not None
    return is_path and not set("?#") & set(issuer)


def _controller_document(found: Any, issuer: str, _method: str) -> Mapping[str, Any] | None:
    is_one = isinstance(found, dict) and found.get("id") == issuer and "assertionMethod" in found
    return found if is_one else None


def _from_jwk_set(found: Any, issuer: str, _method: str) -> Mapping[str, Any] | None:
    """Read a JWK Set, in which a key without ``iss`` is for every issuer of the host."""
    if not isinstance(found, dict):
        return None
    keys = [
        key
        for key in listed(found.get("keys"))[:MAXIMUM_KEYS]
        if isinstance(key, dict) and key.get("iss", issuer) == issuer
    ]
    return _document_of(issuer, keys) if keys else None


def _from_one_key(found: Any, issuer: str, method: str) -> Mapping[str, Any] | None:
    try:
        read = read_verification_method(found, method)
    except KeysError:
        return None
    if read.controller not in (None, issuer) or read.revoked is not None:
        return None
    return _document_of(issuer, [public_key_to_jwk(read.public_key)], method)


def _document_of(issuer: str, jwks: Sequence[Mapping[str, Any]], name: str = "") -> dict[str, Any]:
    """Write keys as a controller document, each under the name that proofs give it."""
    methods: list[dict[str, Any]] = []
    for jwk in jwks:
        try:
            public_key = public_key_from_jwk(jwk)
            key_id = name or verification_method_id(issuer, public_key)
        except KeysError:
            continue
        methods.append(
            {
                "id": key_id,
                "type": "JsonWebKey",
                "controller": issuer,
                "publicKeyJwk": public_key_to_jwk(public_key),
            }
        )
    return {
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def named_key(method: str, attached: tuple[Mapping[str, Any], ...] = ()) -> Any:
    """Give the public key that a proof's ``verificationMethod`` is by its own name, or none.

    It shows that a document is whole, never whose it is: a did:key, a fragment that is a
    Multikey, or a key in a document that lay inside the checked file.
    """
    for document in attached:
        try:
            return find_verification_method(document, method).public_key
        except KeysError:
            continue
    fragment = method.rpartition("#")[2]
    for did in (method, f"did:key:{fragment}"):
        try:
            derived = derived_document(did_of(did))
            if derived is not None:
                return find_verification_method(derived, derived["assertionMethod"][0]).public_key
        except KeysError:
            continue
    return None
