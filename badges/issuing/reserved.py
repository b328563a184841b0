"""What a community's key signs nowhere but in its own room, whoever asks for it.

Whoever may sign documents (VC-API) could otherwise write an award that no row knows of, under an
address at which something else is published, a status list that makes withdrawn awards valid, or a
token that is read as an Open Badges 2.0 assertion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from badges.credentials.published import own_prefixes
from badges.issuing.securing import DocumentRefusedError
from badges.models import Profile
from schemas.ob2 import CONTEXTS as OB2_CONTEXTS

STATUS_LISTS: Final = frozenset(
    {
        "BitstringStatusList",
        "BitstringStatusListCredential",
        "RevocationList2020",
        "RevocationList2020Credential",
        "1EdTechRevocationList",
        "StatusList2021",
        "StatusList2021Credential",
    }
)
ENDORSEMENT: Final = "EndorsementCredential"
ASSERTION: Final = "Assertion"

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}

_Place = tuple[str, int | None]


def refuse_reserved(document: Mapping[str, Any], profile: Profile) -> None:
    """Raise ``DocumentRefusedError`` for what is not signed on request (see the module)."""
    if _id_of(document.get("issuer")) != profile.did:
        raise DocumentRefusedError(
            "vc_api.issuer",
            f"The credential's issuer must be {profile.did}, whose key signs it.",
            issuer=profile.did,
        )
    subjects = _nodes(document.get("credentialSubject"))
    types = {name for node in (document, *subjects) for name in _types(node)}
    if types & STATUS_LISTS:
        raise DocumentRefusedError(
            "vc_api.status_list",
            "Status lists are signed by this service alone, from what was withdrawn here.",
        )
    if ENDORSEMENT in types:
        raise DocumentRefusedError(
            "vc_api.endorsement",
            "Endorsements need the word of whoever vouches; make them in the community's pages.",
        )
    # The RSA key signs both, and a payload with the words of an assertion is one to its readers.
    if ASSERTION in types or not OB2_CONTEXTS.isdisjoint(_contexts(document)):
        raise DocumentRefusedError(
            "vc_api.assertion",
            "Badges of Open Badges 2.0 are signed by this service alone, for its own awards.",
        )
    own = _own_places()
    for name, address in _claimed(document, subjects):
        if _place(address) in own:
            raise DocumentRefusedError(
                "vc_api.own_address",
                f"{name} lies at this service's own address, where only its own documents are; "
                "give an award by POST /api/v1/awards, or use an identifier of your own.",
                term=name,
            )


def _claimed(
    document: Mapping[str, Any], subjects: list[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Give every id that says what the document is, is about, or is withdrawn by."""
    yield "id", _id_of(document)
    for subject in subjects:
        yield "credentialSubject.id", _id_of(subject)
        for achievement in _values(subject.get("achievement")):
            yield "achievement.id", _id_of(achievement)
    for entry in _nodes(document.get("credentialStatus")):
        yield "credentialStatus.id", _id_of(entry)
        for address in _values(entry.get("statusListCredential")):
            yield "statusListCredential", _id_of(address)
    for service in _nodes(document.get("refreshService")):
        yield "refreshService.id", _id_of(service)


def _own_places() -> frozenset[_Place]:
    """Give host and port of every address prefix that was ever published under."""
    return frozenset(place for place in map(_place, own_prefixes()) if place is not None)


def _place(address: str) -> _Place | None:
    """Give host and port, however the address is written; none for what is no web address.

    Ids are compared after percent-decoding and trimming (Open Badges 3.0, "Equality").
    """
    try:
        parts = urlsplit(unquote(address).strip().lower())
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return None
        usual = parts.port in (None, *_DEFAULT_PORTS.values())
        # Browsers take bücher.example, in whatever letters, for xn--bcher-kva.example.
        host = parts.hostname.encode("idna").decode("ascii").lower()
        return host.rstrip("."), None if usual else parts.port
    except ValueError:
        return None


def _contexts(document: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in _values(document.get("@context")) if isinstance(name, str))


def _types(node: Mapping[str, Any]) -> Iterator[str]:
    """Give a node's types by their last part: a type may be written as its IRI."""
    for name in _values(node.get("type")):
        if isinstance(name, str):
            yield name.rpartition("#")[2].rpartition("/")[2].rpartition(":")[2]


def _nodes(value: Any) -> list[Mapping[str, Any]]:
    return [node for node in _values(value) if isinstance(node, Mapping)]


def _values(value: Any) -> Iterator[Any]:
    """Give the values of a property; arrays in arrays are the same statements as one array."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting += found
        else:
            yield found


def _id_of(node: Any) -> str:
    value = node.get("id") if isinstance(node, Mapping) else node
    return value if isinstance(value, str) else ""
