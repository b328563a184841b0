"""The checkers' pages: verdicts, receipts, many at once, one-time links; no cookie anywhere."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from flask.testing import FlaskClient
from published import issued_award
from werkzeug.test import TestResponse

from badges import jobs
from badges.awarding.holding import correct_name
from badges.database import db
from badges.models import Award, CheckerLink
from badges.publishing.checking import own_first
from badges.publishing.files import download
from badges.publishing.once import make_link
from badges.verifying import Outcome
from badges.verifying.receipts import check_receipt
from tests.verifying.endorsed import endorsed_badge
from tests.verifying.issuers import Issuer


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def award(app: Flask) -> Award:
    return issued_award()


def check(client: FlaskClient, data: bytes = b"", name: str = "a.json", **typed: Any) -> str:
    fields = {"upload": (io.BytesIO(data), name), **typed} if data else typed
    return words_of(client.post("/verify?lang=en", data=fields))


def hidden(response: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.text)
    assert found is not None
    return found[1].replace("&#34;", '"').replace("&amp;", "&").replace("&#39;", "'")


def test_the_issuer_stands_first_and_whether_it_is_this_address(
    client: FlaskClient, award: Award
) -> None:
    page = client.get(f"/credentials/{award.public_id}?lang=en", base_url="http://localhost:8000")
    text = words_of(page)
    assert text.startswith("Issuer: Demo localhost:8000 You are checking at localhost:8000, the")
    copied = client.get(f"/credentials/{award.public_id}?lang=en", base_url="http://copy.example")
    assert "copy.example, which is not the issuer’s address" in words_of(copied)
    assert "Set-Cookie" not in page.headers


def test_a_bare_key_and_an_unproven_issuer_are_told_apart(client: FlaskClient) -> None:
    data = Issuer().di()
    text = check(client, data)
    assert "It names as its issuer" in text
    assert "That it comes from this issuer is not shown" in text


def test_what_a_bare_key_signed_is_no_verdict_about_a_name(client: FlaskClient) -> None:
    data = endorsed_badge()
    alone = check(client, data)
    assert "It names as its issuer: " in alone
    assert "Signed, but nobody knows by whom" in alone
    begun = client.post("/verify/batch", data={"upload": (io.BytesIO(data), "key.json")})
    jobs.run_due()
    many = words_of(client.get(f"{begun.location}?lang=en"))
    assert "Signed, but nobody knows by whom" in many
    assert "did:key:" in many


def test_the_time_of_the_check_names_its_zone(client: FlaskClient, award: Award) -> None:
    text = words_of(client.get(f"/credentials/{award.public_id}?lang=en"))
    assert "Checked: 10 March 2026, 13:00 (Europe/Berlin)." in text
    assert "What these checks mean, and what they do not" in text
    assert "the holder of the keys of localhost:8000 stated exactly this" in text


def test_a_replaced_issue_leads_to_the_newest(client: FlaskClient, award: Award) -> None:
    old = download(award, "json").body
    assert award.member is not None
    correct_name(award.member, award, name="Ada Richtig", named=True)
    db.session.commit()
    jobs.run_due()
    answer = client.post("/verify?lang=en", data={"upload": (io.BytesIO(old), "a.json")})
    assert "Replaced by a newer issue" in words_of(answer)
    assert f'href="http://localhost:8000/credentials/{award.public_id}"' in answer.text
    assert 'class="verdict wait"' in answer.text


def test_elsewhere_names_others_and_the_commands(client: FlaskClient, award: Award) -> None:
    text = words_of(client.get(f"/credentials/{award.public_id}?lang=en"))
    assert "verifierplus.org" in text
    assert "badges verify badge.json --offline --with did.json --with status.json" in text
    assert (
        f"curl -sLo badge.json 'http://localhost:8000/credentials/{award.public_id}.json'" in text
    )


@pytest.mark.parametrize("kind", ["json", "pdf"])
def test_a_single_check_gives_a_receipt(client: FlaskClient, award: Award, kind: str) -> None:
    data = download(award, "json").body
    answer = client.post("/verify", data={"upload": (io.BytesIO(data), "ada.json")})
    file = client.post("/verify/receipt", data={"receipt": hidden(answer, "receipt"), "form": kind})
    assert file.headers["Content-Disposition"] == f"attachment; filename=receipt.{kind}"
    found = check_receipt(file.data, fetch=own_first())
    assert (found.finding.outcome, found.entries[0]["name"]) == (Outcome.PASSED, "ada.json")
    assert "Ada Beispiel" not in json.dumps(list(found.entries))


def test_the_share_page_gives_one_too(client: FlaskClient, award: Award) -> None:
    page = client.get(f"/credentials/{award.public_id}")
    file = client.post("/verify/receipt", data={"line": hidden(page, "line"), "form": "json"})
    found = check_receipt(file.data, fetch=own_first())
    assert found.entries[0]["status"] == "verified"
    assert found.entries[0]["documentSha256"]


def test_nobody_elses_receipt_gets_our_paper(client: FlaskClient, award: Award) -> None:
    answer = client.post("/verify", data={"upload": (io.BytesIO(b"{}"), "a.json")})
    assert answer.status_code == 422
    forged = client.post("/verify/receipt", data={"receipt": '{"type": "VerificationReceipt"}'})
    assert forged.status_code == 422


def test_a_receipt_can_be_checked_and_an_altered_one_is_found(
    client: FlaskClient, award: Award
) -> None:
    page = client.get(f"/credentials/{award.public_id}")
    file = client.post("/verify/receipt", data={"line": hidden(page, "line"), "form": "json"}).data
    assert "A genuine receipt" in check(client, file)
    assert "A receipt that does not hold" in check(client, file.replace(b'"verified"', b'"x"', 1))


def test_a_zip_is_sent_to_the_batch(client: FlaskClient) -> None:
    assert "check them together under" in check(client, b"PK\x03\x04rest", "a.zip")


def test_many_are_checked_at_an_address_of_their_own(client: FlaskClient, award: Award) -> None:
    data = download(award, "json").body
    files = [(io.BytesIO(data), "good.json"), (io.BytesIO(b"hello"), "b.txt")]
    started_at = client.post("/verify/batch?lang=en", data={"upload": files})
    assert started_at.status_code == 303
    address = started_at.headers["Location"]
    assert "0 of 2 checked" in words_of(client.get(address))
    assert client.get(address.split("?")[0] + "/receipt.json").status_code == 404
    jobs.run_due()
    page = client.get(address)
    assert "1 Not readable 1 Verified" in words_of(page)
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "Set-Cookie" not in page.headers
    file = client.get(address.split("?")[0] + "/receipt.json")
    assert check_receipt(file.data, fetch=own_first()).finding.outcome is Outcome.PASSED
    gone = client.post(address.split("?")[0] + "/delete?lang=en")
    assert "The files and the results are gone" in words_of(gone)
    assert client.get(address).status_code == 404


def test_more_than_a_thousand_are_refused_in_a_sentence(client: FlaskClient) -> None:
    text = "\n".join(f"https://b.example/{number}" for number in range(1_001))
    answer = client.post("/verify/batch?lang=en", data={"text": text})
    assert answer.status_code == 422
    assert "Up to 1,000 badges can be checked at once" in words_of(answer)


def test_a_one_time_link_is_made_used_and_seen(app: Flask, award: Award) -> None:
    award.visibility = "private"
    db.session.commit()
    assert award.member is not None
    holder = Browser(app, award.member)
    made = holder.post(f"/me/badges/{award.public_id}/checkers", shows="badge", note="Bakery")
    found = re.search(r"http://localhost:8000(/check/[\w-]+)", made.text)
    assert found is not None
    assert found[1] not in holder.get(f"/me/badges/{award.public_id}/checkers").text
    checker = app.test_client()
    for _ in range(2):  # opening uses nothing up
        assert "Show the badge now" in checker.get(f"{found[1]}?lang=en").text
    shown = checker.post(f"{found[1]}?lang=en")
    assert "Ada Beispiel" in words_of(shown)
    assert (shown.headers["Cache-Control"], "Set-Cookie" in shown.headers) == ("no-store", False)
    assert checker.post(f"{found[1]}?lang=en").status_code == 410
    assert "Bakery · whole badge used" in holder.read(f"/me/badges/{award.public_id}/checkers")


def test_the_page_of_a_new_link_loaded_anew_makes_no_second_one(app: Flask, award: Award) -> None:
    assert award.member is not None
    holder, path = Browser(app, award.member), f"/me/badges/{award.public_id}/checkers"
    form = re.search(r'name="form" value="([\w-]{32})"', holder.get(path).text)
    assert form is not None
    first, again = (holder.post(path, shows="badge", form=form[1]) for _ in range(2))
    urls = [re.findall(r"/check/[\w-]+", each.text)[0] for each in (first, again)]
    assert urls[0] == urls[1]
    assert len(db.session.scalars(sa.select(CheckerLink)).all()) == 1
    assert holder.get(path).text.count(form[1]) == 0


def test_a_match_link_says_nothing_else(app: Flask, award: Award) -> None:
    award.visibility = "private"
    _, secret = make_link(award, "match")
    db.session.commit()
    checker = app.test_client()
    missed = words_of(checker.post(f"/check/{secret}?lang=en", data={"name": "Eve"}))
    assert "Valid, but perhaps somebody else’s" in missed
    assert "2 tries are left." in missed
    found = words_of(checker.post(f"/check/{secret}?lang=en", data={"name": "Ada Beispiel"}))
    assert "It belongs to the person you asked about." in found
    assert "Ada" not in missed + found


def test_a_holder_withdraws_a_link(app: Flask, award: Award) -> None:
    assert award.member is not None
    link, secret = make_link(award, "badge")
    db.session.commit()
    holder = Browser(app, award.member)
    answer = holder.post(f"/me/badges/{award.public_id}/checkers/{link.id}/withdraw")
    assert answer.status_code == 303
    page = app.test_client().get(f"/check/{secret}?lang=en")
    assert (page.status_code, "The holder has withdrawn this link." in page.text) == (410, True)


def test_what_a_check_means_is_said_in_both_languages(client: FlaskClient) -> None:
    assert "not “this is true”" in words_of(client.get("/verify/meaning?lang=en"))
    assert "nicht „das ist wahr“" in words_of(client.get("/verify/meaning?lang=de"))
