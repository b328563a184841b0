"""The quick yes never says yes where the schemas find a problem."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path as File
from typing import Any

import pytest
import schema_samples as samples
from marshmallow import ValidationError, post_load, validate, validates
from schema_samples import MISSING, changed, places

from schemas import ob2, ob3, vc
from schemas.accepting import Kind, surely_conforms
from schemas.fields import Text
from schemas.nodes import Many, Node, NodeSchema, schema_of
from schemas.problems import survey

STANDARD: list[tuple[Kind, Callable[[], dict[str, Any]]]] = [
    (ob3.achievement_credential_kind, samples.credential),
    (ob3.achievement_credential_kind, samples.credential_v1),
    (ob3.achievement_credential_kind, lambda: samples.compacted(samples.credential())),
    (ob3.endorsement_credential_kind, samples.endorsement),
    (lambda _: vc.VerifiableCredentialSchema, samples.verifiable_credential),
    (lambda _: vc.BitstringStatusListCredentialSchema, samples.status_list),
    (lambda _: vc.PresentationSchema, samples.presentation),
    (lambda _: ob2.AssertionSchema, samples.assertion),
    (lambda _: ob2.BadgeClassSchema, samples.badge_class),
]

LONE_SURROGATE = "\ud800"
STRANGE: list[object] = [
    MISSING, None, "", "x", "urn:x:1", "2026-02-31T09:00:00Z", "2026-05-01T09:00:00+02:00",
    "2020-01-01T00:00:00Z", LONE_SURROGATE, "ü" * 300, 0, 1, -1, 2**70, 1.5, float("nan"), True,
    [], [None], ["x"], ["Achievement"], ["Profile", 7], [[]], ("x",), {}, {"id": "urn:x:2"},
    {"type": []}, {"@value": "Hallo", "@language": "de"}, {1: 2}, {LONE_SURROGATE: 1},
    {"status": "0x0", "message": "fine"}, {"type": "BitstringStatusListEntry", "id": "urn:x:3"},
    ["VerifiableCredential", "OpenBadgeCredential"], [samples.V1, samples.OB3], b"bytes",
]  # fmt: skip


def has_problems(document: Mapping[str, Any], kind: Kind) -> bool:
    """Ask marshmallow itself."""
    return survey(document) is not None or bool(schema_of(kind(document)).validate(document))


def altered(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Put strange values, or values from elsewhere in the document, at up to three places."""
    for _ in range(chance.randint(1, 3)):
        spots = list(places(document))
        path, found = chance.choice(spots)
        elsewhere = chance.choice(spots)[1]
        extended = {**found, "extra": chance.choice(STRANGE[1:])} if isinstance(found, dict) else 7
        value = chance.choice([chance.choice(STRANGE), elsewhere, extended, [found], found])
        document = changed(document, path, deepcopy(value) if value is not MISSING else value)
    return document


def documents_in(folder: File) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.rglob("*.json")):
        with suppress(ValueError):
            document = json.loads(file.read_text("utf-8"))
            if isinstance(document, dict):
                yield document


@pytest.mark.parametrize(("kind", "sample"), STANDARD)
def test_documents_as_the_standard_wants_them_are_accepted_at_once(
    kind: Kind, sample: Callable[[], dict[str, Any]]
) -> None:
    assert surely_conforms(sample(), kind)
    assert not has_problems(sample(), kind)


@pytest.mark.parametrize(("kind", "sample"), STANDARD)
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_accepted_has_no_problem(
    kind: Kind, sample: Callable[[], dict[str, Any]], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same documents each time
    documents = [altered(sample(), chance) for _ in range(120)]
    accepted = [document for document in documents if surely_conforms(document, kind)]
    assert [document for document in accepted if has_problems(document, kind)] == []
    assert 0 < len(accepted) < len(documents)


@pytest.mark.parametrize("value", STRANGE[1:], ids=repr)
def test_nothing_strange_slips_through_an_extension(value: object) -> None:
    document = {**samples.credential(), "extension": {"deeper": [value]}}
    is_strange = has_problems(document, ob3.achievement_credential_kind) or value == 2**70
    assert surely_conforms(document, ob3.achievement_credential_kind) is not is_strange


@pytest.mark.conformance
def test_the_standards_own_documents_get_the_same_answer(shared_standards: File) -> None:
    accepted = [
        (document, kind)
        for document in documents_in(shared_standards / "vectors")
        for kind in {kind for kind, _ in STANDARD}
        if surely_conforms(document, kind)
    ]
    assert not any(has_problems(document, kind) for document, kind in accepted)
    assert len(accepted) > 50


def test_forty_one_levels_are_left_to_the_survey() -> None:
    deep: Any = "x"
    for _ in range(41):
        deep = [deep]
    document = {**samples.credential(), "extension": deep}
    assert not surely_conforms(document, ob3.achievement_credential_kind)
    assert not surely_conforms([document], ob3.achievement_credential_kind)


class Careful(NodeSchema):
    """Says what our schemas do not say today, in marshmallow's own ways."""

    short = Text(validate=validate.Length(max=3))
    maybe = Text(allow_none=True)

    @validates("short")
    def polite(self, value: str, **_options: object) -> None:
        if value == "no":
            raise ValidationError("rude")

    @post_load
    def kept(self, data: dict[str, Any], **_options: object) -> dict[str, Any]:
        return data


class Holding(NodeSchema):
    many = Many(Node(lambda: Careful))


@pytest.mark.parametrize(
    ("entry", "accepted"),
    [({"short": "yes"}, True), ({"short": "much"}, False), ({"short": "no"}, False),
     ({"maybe": None}, True)],
)  # fmt: skip
def test_what_cannot_be_compiled_is_left_to_marshmallow(entry: object, *, accepted: bool) -> None:
    document = {"many": [entry]}
    assert surely_conforms(document, lambda _: Holding) is accepted
    assert has_problems(document, lambda _: Holding) is not accepted
