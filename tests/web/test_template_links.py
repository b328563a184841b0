"""Addresses in templates name what their views take, also in branches that no test walks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import started
from flask import Flask
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[2] / "templates"
ADDED_BY_THE_APPLICATION = {"community", "lang"}


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


def _addresses(app: Flask) -> Iterator[tuple[str, str, set[str]]]:
    """Give file, endpoint and the names handed over of each address that is written out."""
    reader = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    for path in sorted(TEMPLATES.rglob("*.html")):
        for call in reader.parse(path.read_text("utf-8")).find_all(nodes.Call):
            named = isinstance(call.node, nodes.Name) and call.node.name in (
                "url_for",
                "absolute_url",
            )
            if named and isinstance(call.args[0], nodes.Const) and call.dyn_kwargs is None:
                given = {each.key for each in call.kwargs}
                yield f"{path.relative_to(TEMPLATES)}:{call.lineno}", call.args[0].value, given


def test_templates_hand_over_what_an_address_needs(app: Flask) -> None:
    rules = {}
    for rule in app.url_map.iter_rules():
        rules.setdefault(rule.endpoint, []).append(rule.arguments - set(rule.defaults or {}))
    seen = list(_addresses(app))
    assert len(seen) > 300
    wrong = [
        f"{where}: {endpoint} with {sorted(given)}"
        for where, endpoint, given in seen
        if not any(needed <= given | ADDED_BY_THE_APPLICATION for needed in rules.get(endpoint, []))
    ]
    assert wrong == []
