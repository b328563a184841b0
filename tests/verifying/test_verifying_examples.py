"""The examples that open the room's modules are true, and it keeps to its floor."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

from badges import verifying

MODULES = [verifying.__name__] + [
    f"{verifying.__name__}.{module.name}" for module in pkgutil.iter_modules(verifying.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_runs(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_verifying_needs_neither_flask_nor_a_database() -> None:
    code = "import sys, badges.verifying; print({'flask', 'sqlalchemy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "set()"
