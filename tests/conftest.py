"""Fixtures that every room shares."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_standards() -> Path:
    """Give the folder with the standards' official data, or skip where a clone has none."""
    folder = ROOT.parent / "shared" / "standards"
    if not folder.is_dir():
        pytest.skip("the standards' official vectors are not beside this checkout")
    return folder


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their length: what they hold may differ from process to process."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None
