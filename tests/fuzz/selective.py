"""``ecdsa-sd-2023``: proof values, what holders make of them, and what verifiers are shown."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from random import Random
from typing import Any, Final

import cbor2

from badges.errors import BadgesError
from badges.proofs import JsonTextError, ProofsError, parse_json
from badges.proofs.content import Content
from badges.proofs.errors import MalformedProofError
from badges.proofs.selective import create_base_proof, derive, verify_derived
from badges.proofs.selective.proof_values import (
    decode_base,
    decode_derived,
    encode_base,
    encode_derived,
)
from badges.verifying import Outcome, verify_credential
from keys.did import did_key
from keys.encoding import base64url_decode, base64url_encode
from keys.signer import LocalSigner, generate_private_key
from tests.fuzz.mutating import spoil_bytes, spoil_json, written
from tests.fuzz.samples import tell
from tests.proofs.selective_badge import MANDATORY, OPTIONS, badge
from tests.verifying.issuers import NOW, Web, dump

ODD_POINTERS: Final[tuple[Any, ...]] = (
    *("", "/", "//", "name", "/~", "/~2", "/~0", "/evidence/-", "/evidence/01", "/evidence/99"),
    *(
        "/evidence/9999999999",
        "/evidence/٠",
        "/@context",
        "/@context/0",
        "/proof",
        "/id",
        "/type/0",
    ),
    *("/credentialSubject/achievement/resultDescription/0/allowedValue/1", "/issuer/id", "\ud800"),
    *("/endorsement/0/proof", "/endorsement/0/proof/type", "/x" * 3000, "/name/0", None, 7, ["/"]),
)
COMPONENTS: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 2**64, -(2**70), 0.0, float("nan"), b"", bytes(32), bytes(64), "", "x"),
    *([], {}, [[]], {0: bytes(32)}, {0: bytes(32), 1: bytes(32)}, {"0": b""}, [bytes(64)] * 300),
    *(list(range(500)), {n: n.to_bytes(32, "big") for n in range(300)}, {-1: bytes(32)}, [0, 0]),
    *(cbor2.CBORTag(2, b"\1" * 100), cbor2.CBORTag(28, []), cbor2.CBORTag(258, [1]), {1.0: b""}),
    *(cbor2.undefined, cbor2.CBORSimpleValue(99), b"\x80\x24" + bytes(33), b"\x81\x24" + bytes(49)),
)


class Selective:
    """Two badges of one issuer: nothing is shown that neither of them says.

    The first byte of a case says whether the rest is a proof value, a document to derive from with
    its pointers, or a document that was derived.
    """

    def __init__(self) -> None:
        key = generate_private_key("P-256")
        did = did_key(key.public_key())
        self._signer = LocalSigner(key, f"{did}#{did.removeprefix('did:key:')}")
        self._options = OPTIONS | {"verificationMethod": self._signer.verification_method}
        self._badges = [_badge(did, "1", "Radio"), _badge(did, "2", "Uhr")]
        self._secured = [self._base(each, MANDATORY) for each in self._badges]
        self._true = [_leaves(each) for each in self._badges]
        self._derived = [
            dict(derive(each, selective_pointers=pointers))
            for each in self._secured
            for pointers in (["/name"], ["/evidence/1", "/endorsement"], [""])
        ]
        self.seeds = [b"\2" + dump(each) for each in self._derived]
        self._is_honest = False

    def case(self, random: Random) -> bytes:
        """Make one of the three."""
        self._is_honest, way = False, random.random()
        if way < 0.25:
            secured = random.choice([*self._secured, *self._derived])
            return b"\0" + _value_of(secured, random).encode("utf-8", "surrogatepass")
        if way < 0.5:
            document, pointers = self._to_derive(random), _pointers(self._badges[0], random)
            return b"\1" + written({"document": document, "pointers": pointers}, random)
        shown = copy.deepcopy(random.choice(self._derived))
        if random.random() < 0.5:
            other = random.choice(self._derived)
            shown["proof"][0]["proofValue"] = _value_of(random.choice((shown, other)), random)
        else:
            shown = spoil_json(shown, random)
        return b"\2" + written(shown, random)

    def check(self, data: bytes) -> None:
        """Read it: one of ``ProofsError``, or what the issuer signed."""
        if data[:1] == b"\0":
            return self._check_value(data[1:].decode("utf-8", "surrogatepass"))
        try:
            value = parse_json(data[1:])
        except JsonTextError:
            return None
        if data[:1] != b"\1":
            return self._check_shown(value)
        if isinstance(value, dict) and isinstance(value.get("document"), dict):
            with suppress(ProofsError):
                pointers = value.get("pointers")
                given = pointers if isinstance(pointers, list) else []
                shown = derive(value["document"], selective_pointers=given)
                if self._is_honest:
                    verify_derived(Content(shown), _proof(shown), self._signer.public_key)
                    assert _leaves(shown) <= _leaves(value["document"]), "more than was signed"
                else:
                    self._check_shown(dict(shown))
        return None

    def _check_value(self, text: str) -> None:
        for decode, encode in ((decode_base, encode_base), (decode_derived, encode_derived)):
            with suppress(MalformedProofError):
                value = decode(text)
                assert decode(encode(value)) == value, "a value that does not come back"

    def _check_shown(self, shown: Any) -> None:
        tell(result := verify_credential(shown, now=NOW, fetch=Web()))
        if result.check("valid_signature").outcome is Outcome.PASSED:
            leaves = _leaves(shown)
            assert any(leaves <= true for true in self._true), "verified, and never signed"

    def _to_derive(self, random: Random) -> Any:
        """Give a document with a base proof: spoiled, then signed, or the other way round."""
        if random.random() < 0.5:
            return spoil_json(random.choice(self._secured), random)
        spoiled = spoil_json(random.choice(self._badges), random)
        pointers = [*MANDATORY] if random.random() < 0.5 else _pointers(self._badges[0], random)
        with suppress(BadgesError, TypeError, AttributeError, UnicodeError, ValueError):
            secured = self._base(spoiled, tuple(pointers))
            self._is_honest = True
            return secured
        return random.choice(self._secured)

    def _base(self, document: dict[str, Any], pointers: tuple[str, ...]) -> dict[str, Any]:
        content = Content(document)
        proof = create_base_proof(content, self._signer, self._options, mandatory_pointers=pointers)
        return {**document, "proof": [proof]}


def _badge(did: str, number: str, evidence: str) -> dict[str, Any]:
    made = badge()
    made["id"] = f"https://badges.example/credentials/{number}"
    made["issuer"]["id"] = did
    made["evidence"][1]["name"] = evidence
    made["endorsement"][0]["credentialSubject"] = {"id": "urn:uuid:7c4bb2ce", "name": "Gut gemacht"}
    return made


def _pointers(document: Any, random: Random) -> list[Any]:
    """Give pointers into a document, some of which lead nowhere."""
    found: list[Any] = []
    for _ in range(random.choice((0, 1, 2, 5, 600 if random.random() < 0.05 else 3))):
        if random.random() < 0.3:
            found.append(random.choice(ODD_POINTERS))
            continue
        pointer, value = "", document
        while isinstance(value, dict | list) and value and random.random() < 0.8:
            step = random.choice(list(value) if isinstance(value, dict) else range(len(value)))
            pointer, value = f"{pointer}/{step}", value[step]
        found.append(pointer)
    return found


def _value_of(secured: dict[str, Any], random: Random) -> str:
    """Spoil a proof value: its letters, its bytes, or what its CBOR says."""
    text = secured["proof"][0]["proofValue"]
    way = random.random()
    if way < 0.2:
        return spoil_bytes(text.encode(), random, [b"u2V0A", b"="]).decode("utf-8", "replace")
    data = base64url_decode(text[1:])
    if way < 0.5:
        return "u" + base64url_encode(spoil_bytes(data, random, [data, b"\xbf\x9f\xff"]))
    header, parts = data[:3], cbor2.loads(data[3:])
    for _ in range(random.choice((1, 1, 2))):
        _spoil_parts(parts, random)
    canonical = random.random() < 0.3
    return "u" + base64url_encode(header + cbor2.dumps(parts, canonical=canonical))


def _spoil_parts(parts: list[Any], random: Random) -> None:
    place = random.randrange(len(parts))
    part, odd = parts[place], random.choice(COMPONENTS)
    odd = copy.copy(odd) if isinstance(odd, list | dict) else odd
    if random.random() < 0.3 or not isinstance(part, list | dict) or not part:
        parts[place] = odd
    elif random.random() < 0.3:
        items = list(part.items()) if isinstance(part, dict) else part
        random.shuffle(items)
        parts[place] = dict(items) if isinstance(part, dict) else items
    else:
        keys = list(part) if isinstance(part, dict) else range(len(part))
        one, other = random.choice(keys), random.choice(keys)
        part[one] = random.choice((odd, part[other]))


def _proof(shown: Any) -> Any:
    found = shown["proof"]
    return found[0] if isinstance(found, list) else found


def _leaves(value: Any, way: str = "") -> frozenset[tuple[str, str]]:
    """Give each scalar with the names of the members that lead to it, and each id as what has it.

    A context inside of a document, which changes no statement, is left out.
    """
    if isinstance(value, dict):
        left_out = {"@context"} if way else {"@context", "proof"}
        ways = {key: way if key == "id" else f"{way}/{key}" for key in value.keys() - left_out}
        return frozenset().union(*(_leaves(value[key], inner) for key, inner in ways.items()))
    if isinstance(value, list):
        return frozenset().union(*(_leaves(inner, way) for inner in value))
    return frozenset({(way, json.dumps(value))})
