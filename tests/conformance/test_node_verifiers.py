"""Digital Bazaar's libraries and jose read what we sign, from the documents that we publish."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from badges.proofs import read_jwt
from tests.conformance.altering import altered
from tests.conformance.issued import Issued
from tests.conformance.validators import NodeCase, ask_node

pytestmark = pytest.mark.conformance

FILES = {"di": "credential.json", "jwt": "credential.jwt", "jws": "assertion.jws"}
Verdicts = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="session")
def verdicts(issued: Issued, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Let Node judge everything at once; starting it is what takes the time."""
    folder = tmp_path_factory.mktemp("altered")
    jwk = str(read_jwt(issued.read("fine", FILES["jwt"]).decode()).header["kid"])
    addresses = {"di": "", "jwt": jwk, "jws": jwk.removesuffix(".jwk") + ".ob2.json"}
    cases = []
    for form, file in FILES.items():
        for award in ("fine", "expired", "withdrawn"):
            path = issued.path(award, file)
            cases.append(NodeCase(f"{award} {form}", form, path, addresses[form]))
        changed = _write(folder / file, altered(issued.read("fine", file), b"sha256$"))
        cases.append(NodeCase(f"altered {form}", form, changed, addresses[form]))
    return ask_node(cases, issued)


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("form", FILES)
def test_what_is_fine_is_verified(verdicts: Verdicts, form: str) -> None:
    assert verdicts[f"fine {form}"] == {"verified": True, "error": ""}


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ("altered di", "Invalid signature"),
        ("altered jwt", "signature verification failed"),
        ("altered jws", "signature verification failed"),
        ("expired di", "validUntil"),
        ("expired jwt", '"exp" claim'),
        ("withdrawn di", "revoked"),
        ("withdrawn jwt", "revoked"),
    ],
)
def test_what_is_not_is_refused_for_its_own_reason(
    verdicts: Verdicts, case: str, error: str
) -> None:
    assert not verdicts[case]["verified"]
    assert error in verdicts[case]["error"]
