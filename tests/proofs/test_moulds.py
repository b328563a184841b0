"""What is cast from a mould is what the full processor writes, or it is left to the walk."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from badges.proofs import likeness as learning
from badges.proofs.canonical import canonicalize
from badges.proofs.compiled import NotMineError, compiler
from badges.proofs.content import Content
from badges.proofs.errors import ProofsError
from badges.proofs.jsonld import to_quads
from badges.proofs.likeness import likeness
from badges.proofs.moulds import Mould, Slot, differences
from badges.proofs.remembering import Memory
from badges.proofs.walking import is_odd
from schemas import documents
from tests.proofs import made_up
from tests.proofs.made_up import CONTEXTS, SCALE, dice

BADGE: dict[str, Any] = {
    "@context": CONTEXTS,
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:badges.example", "type": ["Profile"], "name": "100 % „Löten“"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "urn:uuid:2",
        "type": ["AchievementSubject"],
        "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": "Ada"}],
        "achievement": {
            "id": "https://badges.example/loops",
            "type": ["Achievement"],
            "criteria": {"narrative": "Ein Kreis."},
            "name": "Loops",
        },
    },
}
NAME: Slot = ("credentialSubject", "identifier", 0, "identityHash")


@pytest.fixture(autouse=True)
def _nothing_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_kinds", Memory(maximum_entries=500))


def fully(document: Any) -> bytes | None:
    try:
        return canonicalize(to_quads(document)).data
    except ProofsError:
        return None


def put(document: dict[str, Any], slot: Slot, value: Any) -> dict[str, Any]:
    made: Any = copy.deepcopy(document)
    *way, last = slot
    inner = made
    for step in way:
        inner = inner[step]
    inner[last] = value
    return dict(made)


def texts(value: Any, place: Slot = ()) -> Iterator[Slot]:
    """Give the places of all texts that may be slots."""
    if isinstance(value, dict):
        for key in value.keys() - {"type", "@context"}:
            yield from texts(value[key], (*place, key))
    elif isinstance(value, list) and len(value) == 1:
        yield from texts(value[0], (*place, 0))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            if isinstance(each, dict):
                own = (*place, at)
                yield from (slot for slot in texts(each, own) if slot != (*own, "id"))
    elif isinstance(value, str):
        yield place


_TIDY = (
    "aZ0 <>{}%&äßü€ÿ¿\ufeff\ue000\u0301\ud7ff\ufffd\u0ffe\u3fff\uf8ff｡タ😀𝔘\U000ffffd_:c14n0%s,.#"
)


def tidy(rng: random.Random) -> str:
    """Give a text that JSON and N-Quads write alike."""
    return "".join(rng.choice(_TIDY) for _ in range(rng.randint(0, 12)))


def tidied(rng: random.Random, value: Any) -> Any:
    """Give a document of tidy texts, which is what moulds are made of."""
    if isinstance(value, dict):
        kept = {"type", "@context"}
        return {key: v if key in kept else tidied(rng, v) for key, v in value.items()}
    if isinstance(value, list):
        return [tidied(rng, each) for each in value]
    if isinstance(value, str) and (is_odd(orjson.dumps(value)) or not value.isprintable()):
        return "".join(rng.choice("aZ0 äß😀") for _ in range(6))
    return value


def another(rng: random.Random, document: dict[str, Any], places: list[Slot]) -> dict[str, Any]:
    """Give a document with other texts at some places, some of them equal to each other."""
    value = made_up.text(rng)
    for place in rng.sample(places, rng.randint(1, len(places))):
        fresh = rng.choice([made_up.iri, tidy, tidy, made_up.text])(rng)
        value = fresh if rng.random() < 0.8 else value
        document = put(document, place, value)
    return document


def test_what_is_cast_is_what_the_full_processor_writes() -> None:
    cast = 0
    for seed in range(150 * SCALE):
        rng = dice(seed)
        document = tidied(rng, made_up.credential(rng))
        places = sorted(texts(document), key=str)
        chosen = rng.sample(places, min(len(places), rng.randint(1, 6)))
        try:
            mould = Mould(document, chosen, compiler(documents.load_context))
        except NotMineError:
            continue
        for _ in range(8):
            other = another(rng, document, chosen)
            values = mould.values(orjson.dumps(other))
            found = None if values is None else mould.dataset(values)
            if found is not None:
                cast += 1
                assert found.data == fully(other), f"seed {seed}"
    assert cast > 60 * SCALE


def test_a_mutated_document_is_never_cast_otherwise() -> None:
    for seed in range(100 * SCALE):
        rng = dice(seed)
        document = put(BADGE, NAME, made_up.text(rng))
        for badge in (BADGE, document, made_up.mutated(rng, document)):
            try:
                found = Content(badge).rdfc().data
            except ProofsError:
                found = None
            unsigned = {key: value for key, value in badge.items() if key != "proof"}
            assert found == fully(unsigned), f"seed {seed}"


def test_the_third_badge_of_an_achievement_is_known() -> None:
    badges = [put(put(BADGE, ("id",), f"urn:uuid:1{n}"), NAME, f"Person {n}") for n in range(3)]
    for badge in badges[:2]:
        assert Content(badge).likeness is None
        Content(badge).rdfc()
    content = Content(badges[2])
    assert content.likeness is not None
    assert content.likeness.mould.slots == (("id",), NAME)
    assert content.rdfc().data == fully(badges[2])


@pytest.mark.parametrize(
    "value",
    [
        '"',
        "\\",
        "\n",
        "\x7f",
        "\u0001",
        "\ufffe",
        "😀\U0001fffe",
        "\u2028",
        "%",
        "%b",
        "urn:slot:0:",
    ],
)
def test_texts_that_json_and_n_quads_write_apart(value: str) -> None:
    for name in ("Ada", "Eve", value):
        badge = put(BADGE, NAME, name)
        try:
            found = Content(badge).rdfc().data
        except ProofsError:
            found = None
        assert found == fully(badge)


@pytest.mark.parametrize("value", ["", "_:b0", "name:x", "a b", "relative", "urn:uuid:2", "did:x"])
def test_what_is_no_plain_iri_is_left_to_the_walk(value: str) -> None:
    for own_id in ("urn:uuid:1", "urn:uuid:3", value):
        badge = put(BADGE, ("id",), own_id)
        try:
            found = Content(badge).rdfc().data
        except ProofsError:
            found = None
        assert found == fully(badge)


def test_a_claim_slipped_in_is_no_cast() -> None:
    for name in ("Ada", "Eve"):
        Content(put(BADGE, NAME, name)).rdfc()
    assert likeness(put(BADGE, NAME, "Bo")) is not None
    assert likeness({**put(BADGE, NAME, "Bo"), "hidden": "yes"}) is None
    assert likeness(put(BADGE, NAME, 'Bo","hidden":"yes')) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": 1.0}),
        ({"a": "x"}, {"a": None}),
        ({"a": "x", "b": "y"}, {"b": "y", "a": "x"}),
        ({"a": ["x", "y"]}, {"a": ["x", "z"]}),
        ({"type": "x"}, {"type": "y"}),
        ({"@context": ["x"]}, {"@context": ["y"]}),
    ],
)
def test_what_is_no_slot(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert differences(one, other) is None


def test_documents_too_unlike_are_given_up() -> None:
    for turn in range(learning.MOST_TURNS + 3):
        awarded = [{"id": f"urn:x:{place}"} for place in range(turn + 2)]
        Content({**BADGE, "evidence": awarded}).rdfc()
    kind = learning._kinds.get(learning._key({**BADGE, "evidence": []}))
    assert kind is not None
    assert (kind.turns, kind.mould) == (learning.MOST_TURNS, None)


def test_two_identities_of_one_badge_are_slots_and_their_order_is_found_anew() -> None:
    def badge(address: str, name: str) -> dict[str, Any]:
        both = [
            {"type": "IdentityObject", "hashed": True, "identityHash": address, "salt": address},
            {"type": "IdentityObject", "hashed": False, "identityHash": name},
        ]
        return put(BADGE, ("credentialSubject", "identifier"), both)

    learning.learn(badge("one", "Ada"))
    learning.learn(badge("two", "Bo"))
    rng = dice(1)
    for _ in range(20):
        other = badge(f"ä{rng.random()}", f"Zoë {rng.random()}")
        alike = likeness(other)
        assert alike is not None
        cast = alike.dataset()
        assert cast is not None
        assert cast.data == fully(other)


def test_among_several_an_id_or_a_text_that_differs_makes_another_kind() -> None:
    shown = [{"id": "urn:x:1", "name": "One"}, {"id": "urn:x:2", "name": "Two"}]
    one = {"evidence": shown, "tag": ["a", "b"]}
    renamed = {**one, "evidence": [shown[0], {"id": "urn:x:2", "name": "Other"}]}
    moved = {**one, "evidence": [shown[0], {"id": "urn:x:3", "name": "Two"}]}
    assert differences(one, renamed) == {("evidence", 1, "name")}
    assert differences(one, moved) is None
    assert differences(one, {**one, "tag": ["a", "c"]}) is None
