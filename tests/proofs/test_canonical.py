"""RDFC-1.0 over our own graphs; the W3C suite runs in test_proofs_conformance."""

from __future__ import annotations

import hashlib
import time
from itertools import combinations, permutations
from typing import Any

import pytest
import rfc8785

from badges.proofs.canonical import _is_simple, _orders, canonicalize, canonicalize_json
from badges.proofs.errors import (
    CanonicalizationLimitError,
    JsonNumberError,
    NQuadsSyntaxError,
)
from badges.proofs.iris import is_absolute_iri
from badges.proofs.quads import Quad, iri, literal, parse_nquads, write_quad
from tests.proofs.made_up import SCALE, credential, dice, mutated

P = iri("urn:x:p")


def test_order_and_labels_of_the_input_do_not_matter() -> None:
    quads = [
        Quad("_:x", P, "_:y"),
        Quad("_:y", P, literal("a")),
        Quad("_:x", P, iri("urn:x:o"), "_:g"),
    ]
    texts = {canonicalize(order).text for order in permutations(quads)}
    assert len(texts) == 1
    assert canonicalize(quads + quads).text in texts


def test_every_control_character_is_escaped_as_the_standard_says() -> None:
    raw = "".join(map(chr, range(0x20))) + '"\\\x7f\x80\ufffe'
    written = literal(raw)
    assert "\\b\\t\\n\\u000B\\f\\r\\u000E" in written
    assert written.endswith('\\u001F\\"\\\\\\u007F\x80\\uFFFE"')
    assert parse_nquads(f"<urn:s> <urn:p> {written} .")[0].object == written


def test_sha384_may_label_otherwise() -> None:
    quads = [Quad("_:x", P, literal(str(n))) for n in range(3)]
    quads += [Quad(f"_:n{n}", P, literal(str(n))) for n in range(5)]
    by_384 = canonicalize(quads, algorithm="sha384").identifiers
    first = {
        node: hashlib.sha384(
            "".join(
                sorted(write_quad(q._replace(subject="_:a")) for q in quads if q[0] == node)
            ).encode()
        ).hexdigest()
        for node in by_384
    }
    expected = {node: f"_:c14n{n}" for n, node in enumerate(sorted(first, key=first.__getitem__))}
    assert by_384 == expected


@pytest.mark.parametrize("size", [8, 10, 40])
def test_a_poison_graph_is_refused_at_once(size: int) -> None:
    clique = [Quad(f"_:n{a}", P, f"_:n{b}") for a, b in combinations(range(size), 2)]
    clique += [Quad(quad.object, P, quad.subject) for quad in clique]
    begun = time.process_time()
    with pytest.raises(CanonicalizationLimitError):
        canonicalize(clique)
    assert time.process_time() - begun < 0.25


def test_many_alike_siblings_are_no_poison() -> None:
    quads = [Quad(iri("urn:x:s"), P, f"_:n{n}") for n in range(500)]
    assert canonicalize(quads).text.count("_:c14n") == 500


def test_a_long_chain_of_alike_nodes_is_refused_and_not_a_crash() -> None:
    ring = [Quad(f"_:n{n}", P, f"_:n{(n + 1) % 3000}") for n in range(3000)]
    with pytest.raises(CanonicalizationLimitError):
        canonicalize(ring)


@pytest.mark.parametrize(
    "line",
    ["<urn:s> <urn:p> .", '"s" <urn:p> "o" .', '<urn:s> <urn:p> "\\uD800" .', "<a b> <p> <o> ."],
)
def test_what_is_no_n_quad_is_refused(line: str) -> None:
    with pytest.raises(NQuadsSyntaxError):
        parse_nquads(line)


def test_json_canonicalization_follows_rfc_8785() -> None:
    document = {"\u20ac": 1e21, "b": [1.0, 0.1, -0.0], "a": '\u0007/"'}
    assert canonicalize_json(document) == ('{"a":"\\u0007/\\"","b":[1,0.1,0],"€":1e+21}'.encode())
    with pytest.raises(JsonNumberError):
        canonicalize_json({"n": 2**53})


def test_json_canonicalization_is_the_same_by_either_way() -> None:
    quick = 0
    for seed in range(3000 * SCALE):
        rng = dice(seed)
        document = mutated(rng, credential(rng))
        try:
            expected = rfc8785.dumps(document)
        except (rfc8785.CanonicalizationError, UnicodeError):
            with pytest.raises(JsonNumberError):
                canonicalize_json(document)
            continue
        quick += _is_simple(document)
        assert canonicalize_json(document) == expected, f"seed {seed}"
    assert quick > 1000 * SCALE


@pytest.mark.parametrize(
    "document",
    [
        {"b": 1, "a\x00": 2, "a": 3, "a\x7f": 4, "A": 5, "": 6},
        ["\x00\x0b\x1f\x7f\u2028\ufffe😀", 2**53 - 1, -(2**53) + 1, True, None],
        {"\U00010000": 1, "\ue000": 2, "ä": 3},
        [1.0, 1e16, -0.0],
        ("a", "b"),
    ],
    ids=lambda document: ascii(document)[:40],
)
def test_json_canonicalization_of_what_is_odd(document: Any) -> None:
    assert canonicalize_json(document) == rfc8785.dumps(document)


@pytest.mark.parametrize(
    ("value", "is_iri"),
    [
        ("https://user@e.example:8080/ä?q=[".replace("[", "%5B"), True),
        ("http://[2001:db8::1]/", True),
        ("urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1", True),
        ("did:web:localhost%3A8443:issuers:a#z6Mk", True),
        ("data:image/png;base64," + "iVBORw0KGgo/+=" * 50_000, True),
        ("https://e.example/a b", False),
        ("https://e.example/%GG", False),
        ("https://e.example/#a#b", False),
        ("https://e.example/[x]", False),
        ("https://e.example/\ufffe", False),
        ("//e.example/", False),
        ("", False),
        ("1a:b", False),
    ],
)
def test_iris_follow_rfc_3987(value: str, *, is_iri: bool) -> None:
    assert is_absolute_iri(value) is is_iri


@pytest.mark.parametrize("nodes", ["a", "ab", "aab", "abab", "aaaa", "cabac"])
def test_every_order_of_alike_neighbours_is_tried_once(nodes: str) -> None:
    tried = list(_orders(list(nodes)))
    assert tried == list(dict.fromkeys(tried))
    assert set(tried) == set(permutations(nodes))


def test_two_graphs_alike_are_told_apart_quickly() -> None:
    """Each statement of a graph names it, so that one neighbour is met many times."""
    quads = [
        Quad(f"_:s{graph}", iri(f"urn:p{number}"), literal(str(number)), f"_:g{graph}")
        for graph in range(2)
        for number in range(12)
    ]
    quads += [Quad("_:root", iri("urn:holds"), f"_:g{graph}", "") for graph in range(2)]
    assert canonicalize(quads, work_limit=1000).text.count("\n") == 26
