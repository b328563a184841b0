"""1EdTech's own Open Badges 2.0 validator reads what we publish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.altering import altered
from tests.conformance.house import EMAIL
from tests.conformance.issued import OB2_FILES, Issued
from tests.conformance.validators import Ob2Case, ask_ob2

pytestmark = pytest.mark.conformance

SIGNED = OB2_FILES[1:]
Verdicts = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="session")
def verdicts(issued: Issued, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Let the validator judge everything in one go."""
    folder = tmp_path_factory.mktemp("altered-ob2")
    cases = []
    for file in OB2_FILES:
        cases += [
            Ob2Case(f"{award} {file}", issued.path(award, file), EMAIL)
            for award in ("fine", "expired", "withdrawn")
        ]
        cases.append(Ob2Case(f"stranger {file}", issued.path("fine", file), "eve@example.org"))
        changed = folder / file
        changed.write_bytes(altered(issued.read("fine", file), b"sha256$"))
        cases.append(Ob2Case(f"altered {file}", changed, EMAIL))
    return ask_ob2(cases, issued.documents)


@pytest.mark.parametrize("file", OB2_FILES)
def test_what_is_fine_is_valid_without_a_warning(verdicts: Verdicts, file: str) -> None:
    assert verdicts[f"fine {file}"] == {"valid": True, "messages": []}


@pytest.mark.parametrize("file", OB2_FILES)
@pytest.mark.parametrize(
    ("case", "check"),
    [
        ("expired", "ASSERTION_TIMESTAMP_CHECKS"),
        ("withdrawn", "VERIFY_SIGNED_ASSERTION_NOT_REVOKED"),
        ("stranger", "VERIFY_RECIPIENT_IDENTIFIER"),
    ],
)
def test_what_does_not_hold_is_invalid_for_its_own_reason(
    verdicts: Verdicts, case: str, check: str, file: str
) -> None:
    verdict = verdicts[f"{case} {file}"]
    assert not verdict["valid"]
    if (case, file) != ("withdrawn", "assertion.json"):  # that address answers 410
        assert [name for name, _ in verdict["messages"]] == [check]


@pytest.mark.parametrize("file", SIGNED)
def test_an_altered_assertion_is_invalid(verdicts: Verdicts, file: str) -> None:
    verdict = verdicts[f"altered {file}"]
    assert (verdict["valid"], "VERIFY_JWS" in dict(verdict["messages"])) == (False, True)


def test_a_list_of_one_is_never_published(issued: Issued) -> None:
    listed = issued.document("revocations.json")["revokedAssertions"]
    assert len(listed) >= 2, "the validator overlooks the entry of a list of one"
