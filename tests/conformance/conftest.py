"""The same issued badges for every verifier; issuing them once takes a few seconds."""

from __future__ import annotations

import pytest

from tests.conformance.house import issue_all
from tests.conformance.issued import Issued


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    """Give issued badges: fine, expired, withdrawn."""
    return issue_all(tmp_path_factory.mktemp("issued"))
