"""1EdTech's Open Badges 3.0 inspector, probe by probe, over both of our forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from badges.proofs import read_jwt
from tests.conformance.issued import Issued
from tests.conformance.probes import CLAIMS, PROBES, Inspected, Probe

pytestmark = pytest.mark.conformance


@pytest.fixture(params=["credential.json", "credential.jwt"])
def inspected(issued: Issued, request: pytest.FixtureRequest) -> Inspected:
    """Read one form as the inspector does."""
    given = issued.read("fine", request.param)
    documents = issued.parsed()
    if given.startswith(b"{"):
        return Inspected(json.loads(given), None, documents)
    token = read_jwt(given.decode())
    return Inspected(token.payload, token.header, documents)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.__name__)
def test_every_probe_passes_without_a_warning(inspected: Inspected, probe: Probe) -> None:
    assert list(probe(inspected)) == []


Spoil = Callable[[dict[str, Any]], object]

SPOILS: dict[str, Spoil] = {
    "contexts": lambda it: it["@context"].reverse(),
    "types": lambda it: it.update(type=["VerifiableCredential"]),
    "json_schema": lambda it: it.pop("validFrom"),
    "subject": lambda it: it["credentialSubject"].update(type=["Person"]),
    "issuer": lambda it: it.update(issuer=it["issuer"]["id"]),
    "embedded_proof": lambda it: it["proof"][0].update(proofPurpose="authentication"),
    "status": lambda it: it["credentialStatus"].update(statusPurpose="suspension"),
    "dates": lambda it: it.update(validFrom="2026-01-01T00:00:00"),
    "endorsements": lambda it: it.update(endorsement=[{"type": ["EndorsementCredential"]}]),
}


@pytest.mark.parametrize("name", SPOILS)
def test_the_probes_are_not_blind(issued: Issued, name: str) -> None:
    document = json.loads(issued.read("fine", "credential.json"))
    SPOILS[name](document)
    (probe,) = (each for each in PROBES if each.__name__ == name)
    assert next(iter(probe(Inspected(document, None, issued.parsed()))), "")


@pytest.mark.parametrize("award", ["fine", "expired", "withdrawn"])
def test_the_official_schema_takes_every_form(
    issued: Issued, shared_standards: Path, award: str
) -> None:
    schema = json.loads(
        (shared_standards / "schemas" / "ob_v3p0_achievementcredential_schema.json").read_bytes()
    )
    validator = jsonschema.Draft201909Validator(schema)
    token = read_jwt(issued.read(award, "credential.jwt").decode()).payload
    for document in (json.loads(issued.read(award, "credential.json")), token):
        plain = {key: value for key, value in document.items() if key not in CLAIMS}
        assert [error.message for error in validator.iter_errors(plain)] == []
