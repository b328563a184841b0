"""Credentials that nobody issued: every optional part, every kind of text, and some that are foul.

One ``random.Random`` decides all, so a seed names a credential.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Callable
from typing import Any

SCALE = int(os.environ.get("TEST_SCALE", "1"))
"""How many times as many cases as in CI."""

V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = [V2, OB3]

_LETTERS = [
    *'aZ0 "\\/<>{}%&\n\r\t\b\f\x00\x01\x0b\x1f\x7f\x80\xa0',
    *"äß€ÿ¿\u2028\u2029\ufeff\ue000\u0301\ud7ff\ufffd\u0ffe\u3fff\uf8ff｡タ",
    *"😀𝔘\U0001f47f\U000ffffd",
    *["_:c14n0", "_:a", "\\u0041", "%s", '","', '",', " .\n"],
]
_IRI_LETTERS = [*"abcXYZ019-._~:/?@!$&'()*+,;=äß€", "%C3", "%20"]
_IRI_BEGINNINGS = [
    "https://badges.example/",
    "https://badges.example:8443/",
    "http://x/",
    "urn:uuid:",
    "did:key:z6Mk",
    "did:web:e.example:",
    "mailto:",
    "tag:a,2026:",
    "data:image/png;base64,",
    "https:",
]


def text(rng: random.Random) -> str:
    """Give a text of up to 30 characters, mostly odd ones."""
    if rng.random() < 0.3:
        return rng.choice(["", "Peer Mentor", "Löten", "2026-11-22T09:00:00Z", "x"])
    return "".join(rng.choice(_LETTERS) for _ in range(rng.randint(0, 30)))


def iri(rng: random.Random) -> str:
    """Give what is an IRI, as a rule."""
    path = "".join(rng.choice(_IRI_LETTERS) for _ in range(rng.randint(0, 20)))
    ending = rng.choice(["", "", "#part", "#", "?q=ä"])
    beginning = "name:" if rng.random() < 0.01 else rng.choice(_IRI_BEGINNINGS)
    return beginning + path + ending


def dice(seed: int) -> random.Random:
    """Give the same numbers for the same seed."""
    return random.Random(seed)  # noqa: S311 - a test is to be repeated


def credential(rng: random.Random) -> dict[str, Any]:
    """Give a credential whose every value may be any, and any of whose optional parts may miss."""
    return _Maker(rng).credential()


class _Maker:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.ids = [iri(rng) for _ in range(4)]

    def an_id(self) -> dict[str, Any]:
        choice = self.rng.random()
        if choice < 0.3:
            return {}
        return {"id": self.rng.choice(self.ids) if choice < 0.45 else self.iri()}

    def maybe(self, chance: float, **members: Callable[[], Any]) -> dict[str, Any]:
        return {key: make() for key, make in members.items() if self.rng.random() < chance}

    def several(self, make: Callable[[], Any], most: int = 3) -> list[Any]:
        items = [make() for _ in range(self.rng.randint(0, most))]
        twice = bool(items) and self.rng.random() < 0.2
        return [*items, *([self.rng.choice(items)] if twice else [])]

    def word(self) -> str:
        return text(self.rng)

    def iri(self) -> str:
        return iri(self.rng)

    def image(self) -> Any:
        return {**self.an_id(), "type": "Image", **self.maybe(0.5, caption=self.word)}

    def profile(self) -> dict[str, Any]:
        word = self.word
        return {
            **self.an_id(),
            "type": ["Profile"],
            **self.maybe(0.5, name=word, url=word, email=word, description=word, image=self.image),
            **self.maybe(0.1, address=self.address, phone=word, official=word),
        }

    def address(self) -> dict[str, Any]:
        latitude = self.rng.choice([52, 52.5])
        geo = {"type": "GeoCoordinates", "latitude": latitude, "longitude": -0.5}
        return {"type": ["Address"], "addressCountry": "DE", "geo": geo}

    def alignment(self) -> dict[str, Any]:
        word = self.word
        members = self.maybe(0.5, targetCode=word, targetUrl=word, targetName=word)
        return {**self.an_id(), "type": ["Alignment"], **members}

    def evidence(self) -> dict[str, Any]:
        members = self.maybe(0.5, name=self.word, narrative=self.word)
        return {**self.an_id(), "type": ["Evidence"], **members}

    def achievement(self) -> dict[str, Any]:
        word, maybe, several = self.word, self.maybe, self.several
        return {
            "id": self.rng.choice(self.ids),
            "type": ["Achievement"],
            "criteria": maybe(0.7, narrative=word, id=self.iri),
            **maybe(0.6, name=word, description=word, achievementType=word),
            **maybe(0.5, image=self.image, tag=lambda: several(word)),
            **maybe(0.4, alignment=lambda: several(self.alignment), inLanguage=word),
            **maybe(0.1, creator=self.profile, creditsAvailable=lambda: self.rng.choice([1, 2.5])),
            **maybe(0.1, resultDescription=lambda: several(self.result_description, 1)),
        }

    def result_description(self) -> dict[str, Any]:
        values = self.maybe(0.3, allowedValue=lambda: self.several(self.word))
        described = {"type": ["ResultDescription"], "resultType": self.word()}
        return {"id": self.iri(), **described, **values}

    def identity(self) -> dict[str, Any]:
        members = {"hashed": self.rng.random() < 0.5, "identityHash": self.word()}
        salted = self.maybe(0.5, salt=self.word, identityType=self.word)
        return {"type": "IdentityObject", **members, **salted}

    def endorsement(self) -> dict[str, Any]:
        said = {"type": ["EndorsementSubject"], "endorsementComment": self.word()}
        return {
            **self.maybe(0.5, **{"@context": lambda: list(CONTEXTS)}),
            "id": self.iri(),
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": self.rng.choice([self.profile(), self.iri()]),
            "credentialSubject": {"id": self.rng.choice(self.ids), **said},
        }

    def status(self) -> dict[str, Any]:
        entry = {"type": "BitstringStatusListEntry", "statusPurpose": self.word()}
        place = {"statusListIndex": self.word(), "statusListCredential": self.iri()}
        return {**self.an_id(), **entry, **place}

    def subject(self) -> dict[str, Any]:
        credits_earned = self.rng.choice([3, 0.1, 1e300, True])
        return {
            **self.an_id(),
            "type": ["AchievementSubject"],
            "achievement": self.achievement(),
            **self.maybe(0.4, identifier=lambda: self.several(self.identity, 2), role=self.word),
            **self.maybe(0.1, creditsEarned=lambda: credits_earned),
        }

    def credential(self) -> dict[str, Any]:
        rng, word, maybe, several = self.rng, self.word, self.maybe, self.several
        return {
            "@context": list(CONTEXTS),
            **maybe(0.9, id=lambda: rng.choice(self.ids) if rng.random() < 0.1 else self.iri()),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": rng.choice([self.profile(), self.profile(), self.iri()]),
            "credentialSubject": self.subject(),
            **maybe(0.6, name=word, validFrom=word, awardedDate=word),
            **maybe(0.4, evidence=lambda: several(self.evidence), image=self.image),
            **maybe(0.3, credentialStatus=self.status),
            **maybe(0.1, credentialStatus=lambda: several(self.status, 2)),
            **maybe(0.15, endorsement=lambda: several(self.endorsement, 2)),
            **maybe(0.03, name=lambda: {"@value": word(), "@language": "de"}),
            **maybe(0.1, endorsementJwt=list),
        }


def mutated(rng: random.Random, document: dict[str, Any]) -> dict[str, Any]:
    """Give the document with one to three changes, most of which a signature must not bear."""
    document = copy.deepcopy(document)
    for _ in range(rng.randint(1, 3)):
        nodes = list(_nodes(document))
        node = rng.choice(nodes)
        key = rng.choice(list(node) or ["name"])
        rng.choice(_CHANGES)(rng, nodes, node, key)
    return document


def _nodes(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    here = [value] if isinstance(value, dict) else []
    return [*here, *(node for item in inner for node in _nodes(item))]


_ODD_VALUES: list[Any] = [
    *[
        None,
        [],
        {},
        [[]],
        [["a"]],
        "",
        True,
        0,
        -0.0,
        1,
        1.0,
        2**53,
        1e-9,
        1e21,
        "\ufffe",
        "\ud800",
    ],
    *[{"@value": "x"}, {"@id": "urn:x:1"}, {"@list": ["a"]}, {"@set": ["a"]}, {"id": "urn:x:1"}],
    *[{"type": []}, {"type": "Profile"}, {"type": ["Profile", "Achievement"]}, {"id": None}],
    *["_:b0", "relative/x", "name:x", "Achievement", "https://e.example/[", "@id", "a\nb", "id:x"],
    *["https://a.example/\nhttps://b.example/", V2, ["a", "a"], ["a", 1, True, {"id": "urn:x:2"}]],
]
_ODD_KEYS = [
    "hidden",
    "@id",
    "@type",
    "@graph",
    "@reverse",
    "https://schema.org/name",
    "type",
    "id",
]
_ODD_KEYS += ["name", "verifiableCredential", "proof", "schema:name", "holder", "xsd", "@context"]


def _replace(rng: random.Random, _: Any, node: dict[str, Any], key: str) -> None:
    node[key] = copy.deepcopy(rng.choice(_ODD_VALUES))


def _drop(_: Any, __: Any, node: dict[str, Any], key: str) -> None:
    node.pop(key, None)


def _add(rng: random.Random, _: Any, node: dict[str, Any], __: str) -> None:
    node[rng.choice(_ODD_KEYS)] = copy.deepcopy(rng.choice(_ODD_VALUES))


def _move(rng: random.Random, nodes: list[dict[str, Any]], node: dict[str, Any], key: str) -> None:
    if key in node:
        rng.choice(nodes)[key] = copy.deepcopy(node[key])


def _name_alike(
    rng: random.Random, nodes: list[dict[str, Any]], node: dict[str, Any], _: str
) -> None:
    other = rng.choice(nodes)
    if "id" in other:
        node["id"] = copy.deepcopy(other["id"])  # it may be an object, and hold this very node


def _list(rng: random.Random, _: Any, node: dict[str, Any], key: str) -> None:
    if key in node:
        node[key] = [copy.deepcopy(node[key]) for _ in range(rng.randint(1, 2))]


def _shuffle(rng: random.Random, _: Any, node: dict[str, Any], __: str) -> None:
    members = list(node.items())
    rng.shuffle(members)
    node.clear()
    node.update(members)


_CHANGES: list[Callable[[random.Random, list[dict[str, Any]], dict[str, Any], str], None]] = [
    *[_replace, _drop, _add, _move, _name_alike, _list, _shuffle]
]
