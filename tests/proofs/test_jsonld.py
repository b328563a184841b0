"""Safe mode: what the signature would not cover is refused, wherever it stands."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.proofs import errors
from badges.proofs.canonical import canonicalize
from badges.proofs.datasets import canonical_dataset
from badges.proofs.jsonld import canonical_double, to_quads

GOLDEN = json.loads((Path(__file__).parent / "golden_canonical.json").read_text())["cases"]
EVIDENCE = {"type": ["Evidence"], "narrative": "x"}
VALID_UNTIL = "https://www.w3.org/2018/credentials#validUntil"


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_canonical_form_equals_that_of_jsonld_js(case: dict[str, Any]) -> None:
    assert canonicalize(to_quads(case["document"])).text == case["canonical"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"hiddenExtra": "x"}, errors.UndefinedTermError),
        ({"hiddenExtra": None}, errors.UndefinedTermError),
        ({"@foo": "x"}, errors.UndefinedTermError),
        ({"type": ["VerifiableCredential", "Nope"]}, errors.UndefinedTermError),
        ({VALID_UNTIL: "2030-01-01T00:00:00Z"}, errors.IriForTermError),
        ({"@type": "urn:x:t"}, errors.IriForTermError),
        ({"evidence": [{**EVIDENCE, "@id": "urn:x:1"}]}, errors.IriForTermError),
        (
            {"type": ["https://www.w3.org/2018/credentials#VerifiableCredential"]},
            errors.JsonLdError,
        ),
        ({"id": "credentials/1"}, errors.RelativeIriError),
        ({"id": ""}, errors.RelativeIriError),
        ({"id": "@foo"}, errors.InvalidIriError),
        ({"id": "@id"}, errors.InvalidIriError),
        ({"id": "https://badges.example/[1"}, errors.InvalidIriError),
        ({"id": "https://badges.example/a b"}, errors.InvalidIriError),
        ({"id": 5}, errors.JsonLdSyntaxError),
        ({"name": "\ud800"}, errors.InvalidTextError),
        ({"name": "\ufdd0"}, errors.InvalidTextError),
        ({"name": {"@value": "x", "@language": "de_DE"}}, errors.InvalidTextError),
        ({"name": None}, errors.DroppedValueError),
        ({"evidence": [EVIDENCE, None]}, errors.DroppedValueError),
        ({"name": {"@value": None}}, errors.DroppedValueError),
        ({"name": {"@language": "de"}}, errors.DroppedValueError),
        ({"name": {"@list": [None]}}, errors.DroppedValueError),
        ({"name": {"@value": "x", "@direction": "rtl"}}, errors.UnsupportedKeywordError),
        ({"name": {"@value": "x", "@index": "hidden"}}, errors.UnsupportedKeywordError),
        ({"@included": [EVIDENCE]}, errors.UnsupportedKeywordError),
        ({"@graph": [EVIDENCE]}, errors.UnsupportedKeywordError),
        ({"@nest": {"name": "x"}}, errors.UnsupportedKeywordError),
        ({"@reverse": {"evidence": EVIDENCE}}, errors.UnsupportedKeywordError),
        ({"name": 2**53}, errors.InvalidNumberError),
        ({"name": 1e-9}, errors.InvalidNumberError),
        ({"name": float("nan")}, errors.InvalidNumberError),
        ({"name": b"bytes"}, errors.JsonLdSyntaxError),
        ({"@context": ["https://nope.example/v1"]}, errors.UnknownContextError),
        ({"@context": []}, errors.UnknownContextError),
        ({"@context": [{"name": "urn:x:y"}]}, errors.InlineContextError),
        ({"@context": None}, errors.InlineContextError),
        ({"evidence": [{"@context": {"x": "urn:x:y"}, "x": "y"}]}, errors.InlineContextError),
        (
            {"evidence": [{**EVIDENCE, "id": "https://badges.example/credentials/1/1"}]},
            errors.SplitNodeError,
        ),
        ({"evidence": [EVIDENCE] * 10_000}, errors.DocumentLimitError),
    ],
)
def test_refuses(
    credential: dict[str, Any], changes: dict[str, Any], error: type[errors.JsonLdError]
) -> None:
    with pytest.raises(error) as caught:
        to_quads(credential | changes)
    assert len(str(caught.value)) < 300


def test_an_empty_list_is_nil(credential: dict[str, Any]) -> None:
    described = {"type": ["ResultDescription"], "allowedValue": []}
    credential["credentialSubject"]["achievement"]["resultDescription"] = [described]
    text = canonicalize(to_quads(credential)).text
    assert "#allowedValue> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> ." in text


@pytest.fixture
def endorsed(credential: dict[str, Any]) -> dict[str, Any]:
    """Give a credential with an endorsement of itself, as Open Badges 3.0 has them."""
    subject = {"id": credential["id"], "type": ["EndorsementSubject"], "endorsementComment": "ja"}
    endorsement = {
        "@context": credential["@context"],
        "id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a2",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "did:web:other.example", "type": ["Profile"]},
        "credentialSubject": subject,
    }
    return credential | {"endorsement": [endorsement]}


def test_an_endorsement_may_be_of_the_document_that_it_stands_in(endorsed: dict[str, Any]) -> None:
    text = canonicalize(to_quads(endorsed)).text
    assert f"<{endorsed['id']}> <https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorse" in text


@pytest.mark.parametrize(
    "hidden",
    [
        {"name": "Löten lernen"},
        {"image": {"id": "urn:x:1", "type": "Image"}},
        {"type": ["EndorsementSubject", "OpenBadgeCredential"]},
        {
            "type": ["EndorsementSubject", "VerifiableCredential"],
            "validUntil": "2027-01-01T10:00:00Z",
        },
    ],
)
def test_nothing_else_may_be_said_of_the_document_there(
    endorsed: dict[str, Any], hidden: dict[str, Any]
) -> None:
    """What is moved there would keep its signature and be out of its readers' sight."""
    endorsed["endorsement"][0]["credentialSubject"] |= hidden
    with pytest.raises(errors.SplitNodeError):
        to_quads(endorsed)


@pytest.mark.parametrize(
    ("said", "is_sound"),
    [
        ({"name": "Meisterin aller Gewerke"}, False),  # the two names could change places
        ({"name": "Löten", "description": "Auf Papier"}, False),
        ({"name": "Löten"}, True),
        ({"narrative": "Drei Platinen."}, True),
        ({}, True),
    ],
)
def test_what_is_described_twice_must_agree(
    credential: dict[str, Any],
    said: dict[str, str],
    is_sound: bool,  # noqa: FBT001 - a table's column
) -> None:
    achievement = credential["credentialSubject"]["achievement"]
    credential["evidence"] = [{"id": achievement["id"], "type": ["Evidence"], **said}]
    refusal = nullcontext() if is_sound else pytest.raises(errors.SplitNodeError)
    with refusal:
        assert canonical_dataset(credential).data


def test_an_error_says_where(credential: dict[str, Any]) -> None:
    credential["evidence"] = [EVIDENCE, {**EVIDENCE, "a/b": 1}]
    with pytest.raises(errors.UndefinedTermError) as caught:
        to_quads(credential)
    assert caught.value.reason.params == {"term": "a/b", "path": "/evidence/1/a~1b"}


def test_contexts_in_ever_new_orders_are_refused_at_once(credential: dict[str, Any]) -> None:
    orders = itertools.product(credential["@context"], repeat=6)
    nodes = [{"@context": list(order), **EVIDENCE} for order in orders]
    with pytest.raises(errors.DocumentLimitError):
        to_quads(credential | {"evidence": nodes})


def test_ten_thousand_levels_are_refused(credential: dict[str, Any]) -> None:
    deep: Any = "x"
    for _ in range(10_000):
        deep = {"parentOrg": deep}
    with pytest.raises(errors.DocumentLimitError):
        to_quads(credential | {"issuer": deep})


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _objects(inner)


@settings(max_examples=60, deadline=None)
@given(
    place=st.integers(0, 50),
    term=st.from_regex(r"\Ax-[a-zA-Z@_ ]{0,12}\Z"),
    value=st.one_of(st.none(), st.text(), st.booleans(), st.just([]), st.just({"id": "urn:x:1"})),
)
def test_an_undefined_term_is_refused_wherever_it_stands(place: int, term: str, value: Any) -> None:
    document = copy.deepcopy(GOLDEN[place % len(GOLDEN)]["document"])
    nodes = [node for node in _objects(document) if "@value" not in node]
    nodes[place % len(nodes)][term] = value
    with pytest.raises(errors.UndefinedTermError):
        to_quads(document)


def test_a_types_iri_may_be_a_text(credential: dict[str, Any]) -> None:
    """Only where types are written does an IRI keep the type's own context from applying."""
    vocabulary = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
    assert to_quads(credential | {"name": vocabulary + "OpenBadgeCredential"})


def test_threads_agree() -> None:
    def work(_: int) -> set[str]:
        return {canonicalize(to_quads(GOLDEN[n % 7]["document"])).text for n in range(50)}

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert all(result == {case["canonical"] for case in GOLDEN} for result in results)


def test_the_document_is_left_as_it_was(credential: dict[str, Any]) -> None:
    before = copy.deepcopy(credential)
    to_quads(credential)
    assert credential == before


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.5, "5.5E0"),
        (0.1, "1.0E-1"),
        (-0.0, "0.0E0"),
        (1e21, "1.0E21"),
        (-123456.789, "-1.23456789E5"),
        (1000000000000000.5, "1.000000000000001E15"),
        (1.7976931348623157e308, "1.797693134862316E308"),
    ],
)
def test_doubles_are_written_as_javascript_does(value: float, text: str) -> None:
    assert canonical_double(value) == text
