"""Schemathesis makes requests of the OpenAPI document: each answer is one that it describes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from programs import Program, open_community, running_app
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from support import make_app

from badges.ports import EXTENSION
from badges.web.api import RESOURCES

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Program]:
    """Give a program whose community has one of each thing."""
    bare = make_app(tmp_path_factory.mktemp("fuzzing"), url=shared_database)
    apps = running_app(bare.extensions[EXTENSION])
    made = open_community(next(apps), "demo")
    session = {"title": "Soldering", "kind": "workshop", "starts_at": "2026-03-09T18:00:00Z"}
    batch = {
        "achievement": "first-steps",
        "people": [{"name": "Berta Muster", "address": "berta@example.org"}],
        "reason": "Well done",
        "dry_run": True,
    }
    activity = {
        "member": made.ids["ada"],
        "kind": "talk",
        "occurred_at": "2026-03-09T10:00:00Z",
    }
    made.ids["real"] = {
        "activity_id": made.post("/activities", activity).json["id"],
        "slug": "first-steps",
        "number": 1,
        "member_id": made.ids["ada"],
        "session_id": made.post("/sessions", session).json["id"],
        "batch_id": made.post("/awards/batches", batch).json["id"],
        "award_id": made.award().json["id"],
        "form": "ob3-jwt",
    }
    yield made
    next(apps, None)


@pytest.fixture(scope="module")
def api(program: Program) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", program.client.application)


QUICKLY = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("resource", [each.tag for each in RESOURCES])
def test_every_answer_is_one_that_is_described(program: Program, api: Any, resource: str) -> None:
    for found in api.include(tag=resource).get_all_operations():
        QUICKLY(given(case=found.ok().as_strategy())(caller(program)))()


def caller(program: Program) -> Callable[[schemathesis.Case], None]:
    """Make the function that calls one operation again and again."""
    turns = itertools.count()
    real = program.ids["real"]

    def call(case: schemathesis.Case) -> None:
        if next(turns) % 2:  # every other request is about something that is there
            case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
        case.call_and_validate(headers={"Authorization": f"Bearer {program.token}"}, checks=CHECKS)

    return call
