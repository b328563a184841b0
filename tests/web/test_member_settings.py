"""Settings: addresses, the name, renewing badges, taking everything along, leaving."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from click.testing import CliRunner
from flask import Flask
from published import issuing_community
from support import achievement, manager, member

from badges import jobs
from badges.awarding.awards import award
from badges.awarding.evidence import submit_evidence
from badges.awarding.holding import accept
from badges.cli import cli
from badges.database import db
from badges.errors import UnavailableError
from badges.models import Award, Community, Evidence, Membership, OutboxMail, Person
from badges.publishing.issued import issued_credential

RULES = {"lamp": {"reviewed": {"times": 1}}}


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def demo(app: Flask) -> Community:
    return issuing_community()


@pytest.fixture
def ada(demo: Community) -> Membership:
    row = member(demo, "Ada Beispiel", "ada@example.org")
    row.subject_id = "urn:uuid:7d4f3a52-4a39-4f3e-8b4e-0d5d4b7c2a11"
    return row


@pytest.fixture
def held(ada: Membership) -> Award:
    version = achievement(ada.community, "lamp", RULES)
    made = award(manager(ada.community), version.achievement, ada, reason="Built one").award
    submit_evidence(ada, version.achievement, "lamp", text="Mine shines.")
    accept(made, name="Ada Beispiel")
    db.session.commit()
    jobs.run_due()
    return made


@pytest.fixture
def browser(app: Flask, held: Award, ada: Membership) -> Browser:
    return Browser(app, ada)


def confirm(browser: Browser) -> None:
    """Open the newest link of an address and press its button."""
    mail = db.session.scalars(
        sa.select(OutboxMail).filter_by(kind="address").order_by(OutboxMail.id.desc())
    ).first()
    assert mail is not None
    found = re.search(r"/me/addresses/\S+", mail.text)
    assert found is not None
    assert "Is this your address?" in browser.read(found[0])
    browser.post(found[0])


@pytest.mark.parametrize("deed", ["remove", "main"])
def test_an_address_that_is_not_mine_gets_one_sentence(browser: Browser, deed: str) -> None:
    answer = browser.post(f"/me/addresses/{deed}", address="somebody.else@example.org")
    assert answer.status_code == 422
    assert "Choose one of your confirmed addresses." in words_of(answer)


def test_a_move_to_a_new_address_offers_to_renew_the_badges(browser: Browser, held: Award) -> None:
    browser.post("/me/addresses", email="new@example.org", moving="1")
    confirm(browser)
    said = browser.read("/me/settings")
    assert "new@example.org main address" in said
    assert "One badge carries the fingerprint of another address" in said
    first = issued_credential(held).number
    browser.post("/me/addresses/renew")
    jobs.run_due()
    db.session.expire_all()
    assert issued_credential(held).number == first + 1
    assert held.recipient_address == "new@example.org"
    assert "fingerprint" not in browser.read("/me/settings")


def test_the_main_address_is_chosen_and_others_removed(browser: Browser, ada: Membership) -> None:
    browser.post("/me/addresses", email="new@example.org")
    confirm(browser)
    browser.post("/me/addresses/main", address="new@example.org")
    browser.post("/me/addresses/remove", address="ada@example.org")
    db.session.expire_all()
    assert ada.address == "new@example.org"
    answer = browser.post("/me/addresses/remove", address="new@example.org")
    assert answer.status_code == 422
    assert "last confirmed address" in words_of(answer)


def test_what_was_typed_wrong_is_still_there(browser: Browser) -> None:
    answer = browser.post("/me/addresses", email="ada@@example", moving="1")
    assert answer.status_code == 422
    assert 'value="ada@@example"' in answer.text
    assert "not an e-mail address" in words_of(answer)


def test_a_name_is_corrected_in_every_badge_at_its_address(browser: Browser, held: Award) -> None:
    browser.post("/me/name", name="Ada Lovelace", badges="1")
    jobs.run_due()
    db.session.expire_all()
    assert "Hello Ada Lovelace" in browser.read("/me")
    assert "Ada Lovelace" in browser.get(f"/me/badges/{held.public_id}/download/json").text
    assert browser.post("/me/name", name="\u202eeve").status_code == 422


def test_everything_is_taken_along_in_one_file(browser: Browser, held: Award) -> None:
    assert "1 badge in every form" in browser.read("/me/export")
    answer = browser.get("/me/export.zip", "de")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        readme = archive.read("README.txt").decode()
        about = json.loads(archive.read("data/about-me.json"))
    folder = f"badges/lamp-{held.code}"
    assert {f"{folder}/certificate.pdf", f"{folder}/documents/did.json"} <= names
    assert f"{folder}/documents/status-list.json" in names
    assert "PRÜFEN OHNE UNS" in readme
    assert "--offline --with documents" in readme
    assert about["addresses"][0]["address"] == "ada@example.org"
    assert about["evidence"][0]["text"] == "Mine shines."


def test_what_is_taken_along_is_checked_without_us(
    browser: Browser, held: Award, tmp_path: Path
) -> None:
    answer = browser.get("/me/export.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path / "taken")
    folder = tmp_path / "taken/badges" / f"lamp-{held.code}"
    for name in ("certificate.pdf", "badge.png", "credential.jwt", "assertion.jws"):
        asked = ["verify", str(folder / name), "--offline", "--with", str(folder / "documents")]
        result = CliRunner().invoke(cli, asked, obj=nowhere)
        assert "✔ valid_signature" in result.output
        assert "✔ issuer_identity" in result.output
        # Status lists have a last day, OB 2.0's lists have none: 3 is "could not be decided".
        assert result.exit_code == (0 if name == "assertion.jws" else 3)


def nowhere(**_options: object) -> Flask:
    """Stand for an installation that is gone."""
    raise UnavailableError("database.away", "There is no database.")


def test_leaving_keeps_the_badges(browser: Browser, held: Award, ada: Membership) -> None:
    assert "I keep them" in browser.read("/me/demo/leave")
    browser.post("/me/demo/leave", erase="no")
    said = browser.read("/me")
    assert "From communities you have left" in said
    assert browser.get(f"/me/badges/{held.public_id}/download/pdf").status_code == 200
    assert browser.get("/me/demo/achievements/lamp").status_code == 404
    assert db.session.get_one(Award, held.id).state == "accepted"


def test_leaving_may_delete_what_the_community_has(browser: Browser, held: Award) -> None:
    browser.post("/me/demo/leave", erase="yes")
    db.session.expire_all()
    assert db.session.get_one(Award, held.id).state == "erased"
    assert db.session.scalars(sa.select(Evidence)).all() == []
    assert browser.get("/me").status_code == 200


def test_the_last_owner_is_told_instead_of_leaving(app: Flask, demo: Community) -> None:
    owner = member(demo, "Olga", "olga@example.org", roles=("owner", "member"))
    browser = Browser(app, owner)
    for address in ("/me/demo/leave", "/me/erase"):
        answer = browser.post(address)
        assert answer.status_code == 409
        assert "owner" in words_of(answer)
    assert db.session.get_one(Person, owner.person_id).erased_at is None


def test_erasing_me_says_goodbye_and_leaves_nothing(browser: Browser, held: Award) -> None:
    answer = browser.post("/me/erase")
    assert answer.location.endswith("/goodbye?lang=en")
    assert "Nothing about you is left here" in browser.read("/goodbye")
    assert browser.get("/me").status_code == 303
    assert "ada@example.org" not in repr(
        db.session.execute(sa.text("select * from outbox_mail")).all()
    )
