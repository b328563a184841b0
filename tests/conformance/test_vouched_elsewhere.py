"""A badge with vouches in it, and each vouch on its own, as other people's verifiers read them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from support import Clock

from badges.credentials.showing import shown_in_part
from badges.database import db
from badges.fetched import Fetched
from badges.issuing import reissue
from badges.models import Vouch
from badges.ports import now
from badges.proofs import Content, read_jwt
from badges.publishing.bundle import bundle
from badges.verifying import verify
from keys.did import did_web_url
from tests.conformance.house import as_manager, days_ago, drafted, house, join, sign_for
from tests.conformance.issued import ROOT, Issued, write_issued
from tests.conformance.validators import NODE, NodeCase, ask_node

pytestmark = [pytest.mark.conformance]

SENTENCES = ("Hat mir „Schleifen“ erklärt.", "Geduldig.")


@pytest.fixture(scope="module")
def vouched(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Issued:
    """Issue a badge that two people vouch for, and a copy that shows one of the two words."""
    folder = tmp_path_factory.mktemp("vouched")
    with house(folder, Clock(days_ago(1)), shared_database) as community:
        actor, zoe = as_manager(community), join(community)
        made = sign_for(actor, zoe, drafted(slug="vouched"))
        [milestone] = made.version.milestones
        attended, milestone.rule = milestone.rule, {"vouched": {"times": 2}}
        for number, sentence in enumerate(SENTENCES):
            mira = join(community, f"Mira {number}", f"mira{number}@example.org")
            db.session.add(
                Vouch(
                    community_id=community.id,
                    member=zoe,
                    achievement=made.achievement,
                    voucher=mira,
                    sentence=sentence,
                    name=mira.name,
                    created_at=now(),
                )
            )
        db.session.flush()
        credential = reissue(made.id)
        assert credential is not None
        milestone.rule = attended
        issued = write_issued(folder / "issued", {"vouched": bundle(made)})
        part = shown_in_part(credential, {"endorsement-1"})
    issued.path("vouched", "part.json").write_bytes(part)
    return issued


def credential_in(issued: Issued, file: str = "credential.json") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(issued.read("vouched", file))
    return document


@pytest.fixture(scope="module")
def verdicts(vouched: Issued, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder = tmp_path_factory.mktemp("words")
    token = vouched.path("vouched", "credential.jwt")
    jwk = str(read_jwt(token.read_text()).header["kid"])
    cases = [
        NodeCase("badge", "di", vouched.path("vouched", "credential.json")),
        NodeCase("token", "jwt", token, jwk),
    ]
    document = credential_in(vouched)
    for number, word in enumerate(document["endorsement"]):
        cases.append(NodeCase(f"word {number}", "di", written(folder / f"{number}.json", word)))
    document["endorsement"][1]["credentialSubject"]["endorsementComment"] = "Ungeduldig."
    cases.append(NodeCase("altered", "di", written(folder / "altered.json", document)))
    return ask_node(cases, vouched)


def written(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("case", ["badge", "token", "word 0", "word 1"])
def test_the_badge_and_each_word_are_verified(verdicts: Mapping[str, Any], case: str) -> None:
    assert verdicts[case] == {"verified": True, "error": ""}


def test_a_word_that_was_changed_breaks_the_badge(verdicts: Mapping[str, Any]) -> None:
    assert not verdicts["altered"]["verified"]
    assert "Invalid signature" in verdicts["altered"]["error"]


def test_the_badge_says_the_same_statements_to_every_processor(vouched: Issued) -> None:
    """The badge's own id is described in three places: in itself and in both words."""
    document = credential_in(vouched)
    about = {word["credentialSubject"]["id"] for word in document["endorsement"]}
    assert about == {document["id"]}
    del document["proof"]
    job = {"catalog": str(ROOT / "schemas" / "catalog.json"), "documents": [document]}
    done = subprocess.run(
        ["node", str(NODE / "canonize.mjs")],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout) == [{"text": Content(document).rdfc().text}]


def test_a_copy_shows_the_words_that_its_holder_chose(vouched: Issued) -> None:
    pages = {url: served.file.read_bytes() for url, served in vouched.documents.items()}
    [did] = (url for url in pages if url.startswith("did:web:") and "#" not in url)
    pages[did_web_url(did)] = pages[did]

    def fetch(url: str, **_: Any) -> Fetched:
        return Fetched(url, body=pages[url.partition("#")[0]], media_type="application/json")

    body = vouched.read("vouched", "part.json")
    result = verify(body, now=days_ago(0), fetch=fetch)
    [word] = json.loads(body)["endorsement"]
    assert SENTENCES[1] in word["credentialSubject"]["endorsementComment"]
    assert (result.status, result.check("endorsements").outcome) == ("verified", "passed")
