"""All nine files are verified from the documents beside them, and none after one altered byte."""

from __future__ import annotations

import pytest

from badges.publishing.bundle import DOCUMENTS
from tests.bad_input.conftest import Verify
from tests.conformance.altering import altered
from tests.conformance.issued import CLASSES, NINE, Issued

HOSTED_ELSEWHERE = ("withdrawn", "assertion.json")
ORIGIN = {"valid_signature", "hosted"}


@pytest.mark.parametrize("file", NINE)
def test_each_file_is_verified(verify: Verify, issued: Issued, file: str) -> None:
    verdict = verify(issued.read("fine", file), issued.folder / DOCUMENTS)
    assert (verdict.exit_code, verdict.result["status"]) == (0, "verified")
    assert verdict.result["container"] == {"jws": "jwt"}.get(ending := file.split(".")[1], ending)


@pytest.mark.parametrize("after", ["sha256$", '"salt":"'])
@pytest.mark.parametrize("file", NINE)
def test_each_file_is_refused_after_one_altered_byte(
    verify: Verify, issued: Issued, file: str, after: str
) -> None:
    changed = altered(issued.read("fine", file), after.encode())
    verdict = verify(changed, issued.folder / DOCUMENTS)
    assert (verdict.exit_code, verdict.result["status"]) == (1, "not_verified")
    assert verdict.failed() & ORIGIN


@pytest.mark.parametrize("file", NINE)
def test_no_file_passes_under_another_address(verify: Verify, issued: Issued, file: str) -> None:
    changed = altered(issued.read("fine", file), b'"id":"')
    assert verify(changed, issued.folder / DOCUMENTS).exit_code in {1, 3}


@pytest.mark.parametrize("file", NINE)
@pytest.mark.parametrize("award", ["expired", "withdrawn"])
def test_what_holds_no_more_is_refused(
    verify: Verify, issued: Issued, award: str, file: str
) -> None:
    given = (issued.folder / name for name in (DOCUMENTS, CLASSES))
    verdict = verify(issued.read(award, file), *given)
    # Nothing is among these documents for the hosted assertions of other awards.
    assert verdict.exit_code == (3 if (award, file) == HOSTED_ELSEWHERE else 1)


@pytest.mark.parametrize("file", NINE)
def test_alone_no_file_is_more_than_undecided(verify: Verify, issued: Issued, file: str) -> None:
    verdict = verify(issued.read("fine", file))
    assert (verdict.exit_code, verdict.result["status"]) == (3, "undecided")
    assert verdict.failed() == set()
