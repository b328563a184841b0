"""The examples that open the room's modules are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import keys

MODULES = ["keys", *(f"keys.{module.name}" for module in pkgutil.iter_modules(keys.__path__))]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_opens_with_an_example_that_runs(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
