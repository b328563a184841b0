"""A badge under an extension's context: undecided here, until the operator adds that context."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from badges.cli import cli
from badges.proofs import UnsignedCredential, add_proof
from badges.proofs.jws import sign_jws
from schemas import documents
from tests.verifying.issuers import CONTEXTS, START, Issuer, check, dump


@pytest.fixture(autouse=True)
def _forgotten_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_added", {})


def catalogue(folder: Path, iri: str) -> Path:
    """Pin a context of one term; each test has its own address, since processed ones are kept."""
    data = dump({"@context": {"@protected": True, "motto": "https://ext.example/vocab#motto"}})
    (folder / "ext.json").write_bytes(data)
    line = {"file": "ext.json", "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "contexts.json").write_text(json.dumps({iri: line}))
    return folder / "contexts.json"


def extended(issuer: Issuer, iri: str) -> UnsignedCredential:
    members: dict[str, Any] = {"@context": [*CONTEXTS, iri], "motto": "Again!"}
    return UnsignedCredential(issuer.credential(**members))


def token_of(document: UnsignedCredential, issuer: Issuer) -> bytes:
    return sign_jws(dump(document), issuer.signer(), typ="vc+jwt").encode()


@pytest.mark.parametrize("form", ["vc+jwt", "eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_badge_under_an_extension_verifies_only_with_its_context(
    tmp_path: Path, form: str
) -> None:
    issuer, iri = Issuer(), f"https://ext.example/{form}"
    draft, file = extended(issuer, iri), catalogue(tmp_path, iri)
    token = token_of(draft, issuer)
    before = check(token, issuer.web())
    assert not before.verified
    assert before.check("conformance").reason.code == "conformance.unknown_context"
    documents.add_contexts(file)
    given = token if form == "vc+jwt" else signed(draft, issuer, form)
    assert check(given, issuer.web()).verified
    undefined = UnsignedCredential({**draft, "mottoes": 2})
    token = token_of(undefined, issuer)
    found = check(token, issuer.web())
    assert found.status == "not_verified"
    assert found.check("conformance").reason.code == "conformance.undefined_term"


def signed(draft: UnsignedCredential, issuer: Issuer, suite: str) -> bytes:
    return dump(add_proof(draft, issuer.signer(), created=START, suite=suite))


def test_the_command_that_needs_no_database_takes_the_catalogue_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    iri = "https://ext.example/command"
    monkeypatch.setenv("BADGES_INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("BADGES_CONTEXTS", str(catalogue(tmp_path, iri)))
    issuer = Issuer()
    token = token_of(extended(issuer, iri), issuer)
    shown = CliRunner().invoke(cli, ["verify", "-", "--offline", "--json"], input=token)
    conformance = json.loads(shown.output)["checks"][0]
    assert (conformance["id"], conformance["outcome"]) == ("conformance", "passed")
    (tmp_path / "ext.json").write_text("{}")
    refused = CliRunner().invoke(cli, ["verify", "-", "--offline"], input=token)
    assert refused.exit_code == 2
    assert "SHA-256" in refused.output
