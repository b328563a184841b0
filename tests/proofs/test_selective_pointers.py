"""What JSON Pointers select of a document, and what comes along."""

from __future__ import annotations

from typing import Any

import pytest

from badges.proofs.errors import PointerError, UnsupportedKeywordError
from badges.proofs.selective.grouping import Statements
from badges.proofs.selective.pointers import MAXIMUM_POINTERS, parse_pointer, select
from badges.proofs.selective.skolemizing import Skolemized
from tests.proofs.selective_badge import badge

DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:x:1",
    "type": ["VerifiableCredential"],
    "a/b": {"~c": 1, "d": 2},
    "list": [{"id": "urn:x:2", "v": 0}, {"id": "_:b", "type": "T", "v": 1}, [3, 4], None],
}
FRAME = {name: DOCUMENT[name] for name in ("@context", "id", "type")}


@pytest.mark.parametrize(
    ("pointer", "tokens"),
    [("", []), ("/", [""]), ("/a~1b/~0c", ["a/b", "~c"]), ("/~01", ["~1"]), ("/0", ["0"])],
)
def test_tokens_of_a_pointer(pointer: str, tokens: list[str]) -> None:
    assert parse_pointer(pointer) == tokens


@pytest.mark.parametrize(
    ("pointers", "selected"),
    [
        (["/a~1b/~0c"], {"a/b": {"~c": 1}}),
        (["/a~1b/d", "/a~1b"], {"a/b": {"~c": 1, "d": 2}}),
        (["/a~1b", "/a~1b/d"], {"a/b": {"~c": 1, "d": 2}}),
        (["/list/1/v", "/list/0/v"], {"list": [{"id": "urn:x:2", "v": 0}, {"type": "T", "v": 1}]}),
        (["/list/2/1"], {"list": [[4]]}),
        (["/list/3"], {"list": [None]}),
        (["/@context/0"], {}),
        (["/id"], {}),
    ],
    ids=str,
)
def test_selection_keeps_ids_types_and_order(pointers: list[str], selected: Any) -> None:
    assert select(DOCUMENT, pointers) == {**FRAME, **selected}


def test_empty_pointer_is_everything_and_no_pointer_is_nothing() -> None:
    everything = select(DOCUMENT, ["/a~1b", ""])
    assert everything == DOCUMENT
    assert everything is not None
    assert everything["list"] is not DOCUMENT["list"]
    assert select(DOCUMENT, []) is None


def test_members_stay_in_the_order_of_the_document() -> None:
    selected = select(DOCUMENT, ["/list/0", "/a~1b"])
    assert selected is not None
    assert list(selected) == list(DOCUMENT)


@pytest.mark.parametrize(
    "pointer",
    [
        "list",
        "/no",
        "/list/4",
        "/list/-",
        "/list/01",
        "/list/-1",
        "/list/x",
        "/id/0",
        "/~2",
        "/a~",
        "/list/9999999999999999999999",
        "/list/²",
        1,
        None,
    ],
)
def test_pointer_that_leads_nowhere_is_refused(pointer: Any) -> None:
    with pytest.raises(PointerError) as caught:
        select(DOCUMENT, [pointer])
    assert caught.value.reason.code == "proof.pointer"


def test_number_of_pointers_is_bounded() -> None:
    with pytest.raises(PointerError):
        select(DOCUMENT, ["/id"] * (MAXIMUM_POINTERS + 1))


def statements() -> Statements:
    return Statements(badge(), hmac_key=bytes(32))


@pytest.mark.parametrize(
    ("pointer", "said"),
    [
        ("/name", '"Löten lernen"'),
        ("/evidence/1/narrative", '"Es spielt"'),
        ("/credentialSubject/achievement/resultDescription/1/allowedValue", '"nicht bestanden"'),
        ("/credentialSubject/identifier/0/salt", '"abc"'),
        ("/endorsement/0/proof/cryptosuite", '"eddsa-rdfc-2022"'),
    ],
)
def test_group_has_the_statement_and_nothing_beside_it(pointer: str, said: str) -> None:
    whole = statements()
    lines = [whole.lines[index] for index in whole.group([pointer]).indexes]
    others = ("Die erste", '"def"', "Gut gemacht", '"Werkstatt"')
    assert any(said in line for line in lines)
    assert not any(other in line for line in lines for other in others)


def test_everything_selected_is_every_statement() -> None:
    whole = statements()
    assert whole.group([""]).indexes == tuple(range(len(whole.lines)))
    assert whole.group([]).indexes == ()


def test_part_of_an_ordered_list_is_refused() -> None:
    pointer = "/credentialSubject/achievement/resultDescription/0/allowedValue/1"
    with pytest.raises(PointerError, match="take the whole"):
        statements().group([pointer])


def test_one_object_in_two_places_stays_two_nodes() -> None:
    document = badge()
    document["evidence"][1] = document["evidence"][0]
    document["evidence"].append({"type": ["Evidence"]})
    skolemized = Skolemized(document)
    assert len({item["id"] for item in skolemized.document["evidence"]}) == 3
    assert "id" not in document["evidence"][0]


def test_ids_that_look_like_ours_stay_names() -> None:
    document = {**badge(), "id": "urn:bnid:0"}
    skolemized = Skolemized(document)
    assert skolemized.document["evidence"][0]["id"].startswith("urn:bnid-1:")
    assert any(quad.subject == "<urn:bnid:0>" for quad in skolemized.quads(skolemized.document))


def test_labels_of_the_documents_own_are_refused_where_two_places_share_one() -> None:
    document = badge()
    document["evidence"][0]["id"] = document["credentialSubject"]["id"] = "_:same"
    skolemized = Skolemized(document)
    with pytest.raises(UnsupportedKeywordError):
        skolemized.quads(skolemized.document)


def test_labels_of_the_documents_own_are_taken_where_one_place_leads_to_them() -> None:
    document = badge()
    said = ({"name": "Platine"}, {"narrative": "Die erste"})
    document["evidence"] = [{"id": "_:same", "type": ["Evidence"], **each} for each in said]
    whole = Statements(document, hmac_key=bytes(32))
    assert len(whole.lines) < len(statements().lines)
    assert len(whole.group(["/evidence"]).indexes) > len(whole.group(["/evidence/0"]).indexes)
