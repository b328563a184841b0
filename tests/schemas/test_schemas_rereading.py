"""Reading again only what differs never passes a document in which the schemas find a problem."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
import schema_samples as samples
from schema_samples import changed, places

from schemas import ob3
from schemas.accepting import Kind, ObjectReader, object_reader
from schemas.checking import check_credential, rereader
from schemas.nodes import schema_of
from schemas.problems import survey

KINDS: list[tuple[Kind, Callable[[], dict[str, Any]]]] = [
    (ob3.achievement_credential_kind, samples.credential),
    (ob3.achievement_credential_kind, samples.credential_v1),
    (ob3.achievement_credential_kind, lambda: samples.compacted(samples.credential())),
]
TEXTS = [
    *[
        "",
        "x",
        "urn:x:1",
        "https://badges.example/7",
        "did:web:badges.example",
        "mailto:a@b.example",
    ],
    *["2026-02-31T09:00:00Z", "2026-05-01T09:00:00+02:00", "2020-01-01T00:00:00Z", "2090-01-01"],
    *["sha256$0", "sha256$" + "a" * 64, "ü" * 300, "7", "-1", "Badge", "emailAddress", "de"],
]
CHANGES: list[tuple[str, Any]] = [
    *(("created", value) for value in ("2026-05-02T09:00:00Z", "soon", "2026-02-31T09:00:00Z", 7)),
    *(("proofValue", value) for value in ("z3FXR", "", "ü", "\ud800", None, ["z"])),
    *(("created", ["2026-05-02T09:00:00Z"]), ("created", None), ("expires", "soon")),
    *(("type", "Proof"), ("type", 1), ("proofPurpose", "authentication"), ("nonce", None)),
    *(("hidden", "\ud800"), ("hidden", "x")),
]
PROOFS: list[Any] = [None, [], {}, "x", [None], [{"type": "x"}], {"a": "\ud800"}, {1: 2}, 7]


def has_problems(document: dict[str, Any], kind: Kind) -> bool:
    return survey(document) is not None or bool(schema_of(kind(document)).validate(document))


def slots_of(document: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """Give the places of texts that may differ, none of an array of several."""

    def alone(place: tuple[str | int, ...]) -> bool:
        value: Any = document
        for step in place:
            if isinstance(value, list) and len(value) != 1:
                return False
            value = value[step]
        return isinstance(value, str) and not {"type", "@context", "proof"} & {*place}

    return [place for place, _ in places(document) if alone(place)]


@pytest.mark.parametrize(("kind", "sample"), KINDS)
def test_a_quick_yes_is_always_the_schemas_own(
    kind: Kind, sample: Callable[[], dict[str, Any]]
) -> None:
    document, passed = sample(), 0
    slots = slots_of(document)
    for seed in range(300):
        chance = random.Random(seed)  # noqa: S311 - a test is to be repeated
        chosen = chance.sample(slots, chance.randint(1, 4))
        is_in_order = rereader(check_credential, document, chosen)
        other = document
        for slot in chosen:
            other = changed(other, slot, chance.choice(TEXTS))
        if chance.random() < 0.1:
            other = {**other, "proof": chance.choice(PROOFS)}
        if is_in_order(other):
            passed += 1
            assert not has_problems(other, kind), f"seed {seed}"
    assert passed > 10
    assert is_in_order(document)


@pytest.mark.parametrize("change", [{}, *({name: value} for name, value in CHANGES)])
def test_another_proof_is_read_as_the_schemas_do(change: dict[str, Any]) -> None:
    document = samples.credential()
    is_in_order = rereader(check_credential, document, [("id",)])
    [proof] = document["proof"]
    for proofs in ([{**proof, **change}], {**proof, **change}, [proof, {**proof, **change}]):
        other = {**document, "id": "urn:x:1", "proof": proofs}
        if is_in_order(other):
            assert not has_problems(other, ob3.achievement_credential_kind)
        elif change == {}:
            pytest.fail("a proof of the same form is in order")
    without = [{name: value for name, value in proof.items() if name not in change}]
    if is_in_order({**document, "proof": without}):
        assert not has_problems({**document, "proof": without}, ob3.achievement_credential_kind)


def test_a_rule_is_asked_only_where_it_looks() -> None:
    document, asked = samples.credential(), []
    whole = object_reader(ob3.achievement_credential_kind(document))
    assert isinstance(whole, ObjectReader)
    kept = whole.rules
    whole.rules = (*kept, lambda data: asked.append(data["valid_from"]))
    try:
        tests = [rereader(check_credential, document, [slot]) for slot in (("id",), ("validFrom",))]
    finally:
        whole.rules = kept
    asked.clear()
    assert [is_in_order(document) for is_in_order in tests] == [True, True]
    assert len(asked) == 1


def test_what_concerns_an_object_as_a_whole_is_asked_again() -> None:
    document = samples.credential()
    is_in_order = rereader(check_credential, document, [("validFrom",)])
    late = changed(document, ("validFrom",), "2099-01-01T00:00:00Z")
    assert is_in_order(changed(document, ("validFrom",), "2020-01-01T00:00:00Z"))
    assert is_in_order(late) == (not has_problems(late, ob3.achievement_credential_kind))


def test_a_proof_that_came_or_went_is_not_sure() -> None:
    document = samples.credential()
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    signed = {**unsigned, "proof": [{"type": "DataIntegrityProof"}]}
    assert not rereader(check_credential, unsigned, [("id",)])(signed)
