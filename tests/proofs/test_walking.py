"""The quick way answers as the full processor does, or not at all."""

from __future__ import annotations

import contextlib
import copy
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from badges.proofs import errors
from badges.proofs.canonical import canonicalize
from badges.proofs.compiled import NotMineError
from badges.proofs.datasets import canonical_dataset
from badges.proofs.jsonld import to_quads
from badges.proofs.walking import walk
from schemas import documents
from tests.proofs import made_up
from tests.proofs.made_up import SCALE, dice

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / "tests" / "node"
OPTIONS = {
    "@context": made_up.CONTEXTS,
    "type": "DataIntegrityProof",
    "created": "2026-01-01T00:00:00Z",
    "verificationMethod": "did:web:badges.example#key-1",
    "cryptosuite": "eddsa-rdfc-2022",
    "proofPurpose": "assertionMethod",
}


def quickly(document: Any, algorithm: str = "sha256") -> bytes | None:
    try:
        return walk(document, algorithm=algorithm, load_context=documents.load_context).data
    except NotMineError:
        return None


def fully(document: Any, algorithm: str = "sha256") -> bytes | None:
    try:
        return canonicalize(to_quads(document), algorithm=algorithm).data
    except errors.ProofsError:
        return None


def made(count: int, first: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give credentials and mutated ones in turn, each with its seed."""
    for seed in range(first, first + count // 2):
        rng = dice(seed)
        document = made_up.credential(rng)
        yield seed, document
        yield seed, made_up.mutated(rng, document)


def test_the_quick_way_never_differs() -> None:
    answered = 0
    for seed, document in made(2000 * SCALE, first=0):
        algorithm = "sha384" if seed % 10 == 0 else "sha256"
        answer = quickly(document, algorithm)
        if answer is not None:
            answered += 1
            assert answer == fully(document, algorithm), f"seed {seed}"
    assert answered > 800 * SCALE


# RDFC-1.0 sorts by code points, rdf-canonize by UTF-16, in which these come after all others.
_LAST_OF_THE_PLANE = re.compile("[\ue000-\uffff]")


def test_jsonld_js_and_rdf_canonize_write_the_same_bytes() -> None:
    if not (NODE / "node_modules").is_dir() or shutil.which("node") is None:
        pytest.skip("tests/node has no node_modules yet; make test installs them")
    answers: dict[str, bytes] = {}
    for _, document in made(500 * SCALE, first=1_000_000):
        text = _LAST_OF_THE_PLANE.sub("?", json.dumps(document, ensure_ascii=False))
        with contextlib.suppress(errors.ProofsError):
            answers[text] = canonical_dataset(json.loads(text)).data
    catalog = str(ROOT / "schemas" / "catalog.json")
    job = {"catalog": catalog, "documents": [json.loads(text) for text in answers]}
    done = subprocess.run(
        ["node", str(NODE / "canonize.mjs")],
        input=json.dumps(job).encode(),
        capture_output=True,
        check=True,
    )
    theirs = json.loads(done.stdout)
    assert len(theirs) == len(answers) > 200 * SCALE
    for given, (document, ours) in zip(theirs, answers.items(), strict=True):
        # rdf-canonize keeps a line twice that ends in rdf:nil; a dataset is a set.
        lines = dict.fromkeys(given.get("text", given.get("error")).split("\n"))
        assert "\n".join(lines) == ours.decode(), document


def test_eight_threads_agree_with_one() -> None:
    batch = [document for _, document in made(200, first=2_000_000)]
    expected = [quickly(document) for document in batch]

    def work(number: int) -> bool:
        order = dice(number).sample(range(len(batch)), len(batch))
        return all(quickly(batch[place]) == expected[place] for place in order)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8 * 4)))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"evidence": []},
        {"evidence": [{"type": ["Evidence"], "name": "a"}, {"type": ["Evidence"], "name": "b"}]},
        {"evidence": [{"type": ["Evidence"], "name": "a"}] * 2},  # alike: the whole algorithm
        {"evidence": [{"type": ["Evidence"], "audience": [{}, {}]}]},
        {"evidence": {"id": "urn:x:1", "type": "Evidence"}},
        {"evidence": [{"id": f"urn:x:1{end}", "type": "Evidence"} for end in ("#", "", "!", "1")]},
        {"name": 'quotes " and \\ and\nlines\t\b\f\r'},
        {"name": "\x00\x0b\x1f\x7f"},
        {"name": "¿ÿ タ ｡ \ufeff"},
        {"awardedDate": True, "description": 12.5},
        {"image": {"id": "data:image/png;base64,iVBORw0KGgo=", "type": "Image"}},
        {"issuer": "did:web:badges.example"},
        {"endorsement": [{"@context": made_up.CONTEXTS, "type": ["EndorsementCredential"]}]},
    ],
    ids=lambda changes: ",".join(changes) or "as it is",
)
def test_what_badges_are_made_of_goes_the_quick_way(
    credential: dict[str, Any], changes: dict[str, Any]
) -> None:
    document = credential | changes
    answer = quickly(document)
    assert answer is not None
    assert answer == fully(document)


def test_proof_options_go_the_quick_way() -> None:
    answer = quickly(OPTIONS)
    assert answer is not None
    assert answer == fully(OPTIONS)


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": None},
        {"hidden": "x"},
        {7: "x"},
        {"name": {"@value": "x"}},
        {"name": "\ufffe\x01"},
        {"name": "\ud800"},
        {"name": 2**53},
        {"name": float("nan")},
        {"name": Text("x")},
        {"name": ("x",)},
        {"id": "_:b0"},
        {"id": "https://a.example/\nhttps://b.example/"},
        {"id": "schema:name x"},
        {"type": ["VerifiableCredential", {}]},
        {"type": [True]},
        {"evidence": [[{"type": ["Evidence"]}]]},
        {"evidence": [{"id": "https://badges.example/credentials/1/1", "type": ["Evidence"]}]},
        {"evidence": [{"type": ["Evidence"]}] * 3000},
        {"@context": []},
        {"@context": [{"name": "urn:x:y"}]},
        {"@context": ["https://nope.example/v1"]},
    ],
    ids=lambda changes: ascii(changes)[:60],
)
def test_what_is_odd_is_left_to_the_full_processor(
    credential: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert quickly(credential | changes) is None


def test_a_remembered_part_takes_no_label_from_where_it_was_seen_first(
    credential: dict[str, Any],
) -> None:
    second = copy.deepcopy(credential)
    second["evidence"] = [{"type": ["Evidence"], "name": str(number)} for number in range(20)]
    third = copy.deepcopy(credential)
    achievement = third["credentialSubject"]["achievement"]
    third["id"] = achievement["id"]
    assert [quickly(one) for one in (credential, second)] == [fully(credential), fully(second)]
    assert quickly(third) is None
    with pytest.raises(errors.SplitNodeError):
        canonical_dataset(third)


@pytest.mark.parametrize(("first", "second"), [(True, 1), (1, 1.5), (1, "1"), (0, False)])
def test_equal_values_of_other_kinds_are_other_parts(
    credential: dict[str, Any], first: Any, second: Any
) -> None:
    achievement = credential["credentialSubject"]["achievement"]
    for value in (first, second, first):
        achievement["creditsAvailable"] = value
        assert quickly(credential) == fully(credential)


def test_ever_new_shapes_and_parts_do_not_pile_up(credential: dict[str, Any]) -> None:
    from badges.proofs import compiled, walking  # noqa: PLC0415 - a look behind the door

    members = list(credential.items())
    for number in range(3000):
        dice(number).shuffle(members)
        document = dict(members)
        document["issuer"] = {"id": f"urn:x:{number}", "type": ["Profile"]}
        assert quickly(document)
    shapes = compiled.compiler(documents.load_context)
    assert len(walking._parts) <= 2000
    plans = sum(len(scope.plans) for scope in shapes._scopes.values())
    assert plans <= compiled._MAXIMUM_SHAPES
