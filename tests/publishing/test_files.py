"""The nine files of one issue, the folder that holds them all, and what verifying says of each."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from published import issued_award

from badges.baking import unbake
from badges.errors import GoneError, NotFoundError
from badges.models import Award
from badges.ports import now
from badges.publishing.bundle import bundle
from badges.publishing.certificate import certificate_content
from badges.publishing.checking import verify_input
from badges.publishing.files import FILES, download
from badges.publishing.issued import Form, form_of, issued_credential
from badges.rendering.content import Heading, Marking
from badges.verifying import OFFLINE, Chain, GivenDocuments, verify

NAMES = {
    "credential.json", "credential.jwt", "assertion.json", "assertion.jws", "badge.png",
    "badge.svg", "badge-ob2.png", "badge-ob2.svg", "certificate.pdf",
}  # fmt: skip


@pytest.mark.parametrize("suffix", FILES)
def test_our_own_verifier_accepts_each_file(award: Award, suffix: str) -> None:
    result = verify_input(upload=download(award, suffix).body, recipient="ada@example.org")
    assert result.status.value == "verified", result.to_json(str)["checks"]


def test_a_folder_holds_all_that_verifying_without_a_network_needs(award: Award) -> None:
    files = bundle(award)
    documents = [body for name, body in files.items() if name.startswith("documents/")]
    fetch = Chain(GivenDocuments(documents), OFFLINE)
    assert {name for name in files if "/" not in name} == NAMES
    verdicts = {
        name: verify(files[name], now=now() + timedelta(hours=1), fetch=fetch).status.value
        for name in NAMES
    }
    assert set(verdicts.values()) == {"verified"}, verdicts


@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        ("png", Form.OB3_DI),
        ("svg", Form.OB3_DI),
        ("ob2.png", Form.OB2_JWS),
        ("ob2.svg", Form.OB2_JWS),
        ("pdf", Form.OB3_DI),
    ],
)
def test_inside_a_file_stand_the_bytes_that_were_signed(
    award: Award, suffix: str, form: Form
) -> None:
    inside = unbake(download(award, suffix).body)
    assert inside.text.encode() == form_of(issued_credential(award), form)


@pytest.mark.parametrize(
    ("named", "files"), [(True, {"did.json"}), (False, {"did.json", "recipient.json"})]
)
def test_the_certificate_carries_a_name_that_was_signed_as_a_hash(
    *, named: bool, files: set[str]
) -> None:
    award = issued_award(named=named)
    inside = unbake(download(award, "pdf").body)
    assert {each.name for each in inside.attachments} == files
    if not named:
        assert json.loads(inside.attachment("recipient.json") or b"") == {"name": "Ada Beispiel"}


def test_a_certificate_draws_the_name_that_was_signed(award: Award) -> None:
    award.recipient_name = "Somebody Else"
    assert certificate_content(award, issued_credential(award)).recipient_name == "Ada Beispiel"


@pytest.mark.parametrize(
    ("version", "heading"),
    [({}, Heading.PARTICIPATION), ({"heading": "certificate"}, Heading.CERTIFICATE)],
)
def test_the_heading_follows_what_was_checked(version: dict[str, str], heading: Heading) -> None:
    award = issued_award(achievement=version)
    assert certificate_content(award, issued_credential(award)).heading is heading


@pytest.mark.parametrize(
    ("stage", "marking"), [("demo", Marking.DEMO), ("trial", Marking.TRIAL), ("live", None)]
)
def test_what_is_no_award_says_so(award: Award, stage: str, marking: Marking | None) -> None:
    award.community.stage = stage
    assert certificate_content(award, issued_credential(award)).marking is marking


def test_the_certificate_says_what_was_met_and_where_it_leads(award: Award) -> None:
    award.community.place = "Leipzig"
    award.community.signatories = [{"name": n, "role": "Team"} for n in ("A", "B", "C")]
    content = certificate_content(award, issued_credential(award))
    assert content.milestones[0].sentence == "2-mal teilgenommen."
    assert (content.place, len(content.signatories)) == ("Leipzig", 2)
    assert (content.share_url, content.issuer_domain, content.code) == (
        f"http://localhost:8000/credentials/{award.public_id}", "localhost:8000", award.code,
    )  # fmt: skip


@pytest.mark.parametrize(("state", "suffix"), [("withdrawn", "pdf"), ("suspended", "png")])
def test_nothing_is_drawn_of_what_is_not_valid(award: Award, state: str, suffix: str) -> None:
    award.state = state
    with pytest.raises(GoneError):
        download(award, suffix)
    assert download(award, "json").filename.endswith("-credential.json")


def test_there_is_no_tenth_file(award: Award) -> None:
    with pytest.raises(NotFoundError):
        download(award, "exe")
