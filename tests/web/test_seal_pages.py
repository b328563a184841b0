"""Checkers ask whether evidence is still what was signed; members and managers see the seal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, words_of
from flask import Flask
from published import accepted_award, site
from support import NOON, Clock, Web, member, running

from badges import jobs, tasks
from badges.database import db
from badges.evidence import sri_of
from badges.fetched import Fetched, HttpStatusError
from badges.issuing import issue, prepare
from badges.models import Award, AwardEvidence, Evidence, LinkLook
from badges.privacy import leftovers
from badges.publishing.files import download

URL = "https://blog.example/lamp"
PAGE, TEXT = b"<p>my lamp", "I soldered it myself."


@pytest.fixture
def network() -> Web:
    return Web({URL: Fetched(URL, body=PAGE)})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, database: str, network: Web, clock: Clock) -> Iterator[Flask]:
    app = site(tmp_path, fetch=network, now=clock, url=database)
    with app.app_context():
        jobs.register(tasks.HANDLERS)
    yield from running(app)


@pytest.fixture
def award(app: Flask) -> Award:
    """Issue an award that shows a link, a text and an old link without a checksum."""
    made = accepted_award()
    pieces = (
        {"kind": "link", "url": URL, "name": "My lamp", "digest_sri": sri_of(PAGE)},
        {"kind": "text", "text": TEXT, "name": "Words", "digest_sri": sri_of(TEXT.encode())},
        {"kind": "link", "url": "https://old.example/", "name": "Old"},
    )
    for columns in pieces:
        row = Evidence(
            community_id=made.community_id,
            member=made.member,
            achievement=made.achievement,
            milestone_key="came",
            state="approved",
            in_credential=True,
            submitted_at=NOON,
            **columns,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(
            AwardEvidence(award_id=made.id, evidence_id=row.id, community_id=made.community_id)
        )
    db.session.expire(made, ["evidence"])
    issue(prepare(made))
    db.session.commit()
    return made


def asked(app: Flask, **fields: object) -> str:
    values = {"url": URL, "digest": sri_of(PAGE), "name": "My lamp"} | fields
    return words_of(Browser(app).post("/verify/evidence", csrf=False, **values))


def test_the_share_page_says_what_was_sealed(app: Flask, award: Award, network: Web) -> None:
    page = Browser(app).read(f"/credentials/{award.public_id}")
    assert "Checksum, unchanged since the award" in page
    assert "These words were signed with the award, letter by letter." in page
    assert "No checksum was signed with it" in page
    assert network.asked == []  # nothing is asked before somebody wants it
    german = Browser(app).read(f"/credentials/{award.public_id}", "de")
    assert "Prüfsumme, unverändert seit der Vergabe" in german


def test_asked_again_it_is_unchanged_and_the_page_remembers(
    app: Flask, award: Award, network: Web, clock: Clock
) -> None:
    assert "Unchanged since the award" in asked(app)
    assert "What stands there is what was signed" in Browser(app).read(
        f"/credentials/{award.public_id}"
    )
    asked(app)
    assert network.asked == [URL]  # within the hour the answer is known
    clock.move(hours=2)
    network.pages[URL] = Fetched(URL, body=b"another")
    assert "Changed since the award" in asked(app)
    told = Browser(app).read(f"/credentials/{award.public_id}")
    assert "Something else stands there now." in told
    assert "unchanged since" not in told
    network.pages[URL] = HttpStatusError(URL, 410)
    clock.move(hours=2)
    assert "Gone since the award" in asked(app)
    clock.move(days=2)
    assert "There is nothing at this address" not in Browser(app).read(
        f"/credentials/{award.public_id}"
    )
    leftovers.clear()
    assert db.session.query(LinkLook).count() == 0


def test_a_file_is_compared_and_not_kept(app: Flask, award: Award) -> None:
    assert "The file is the one that was signed" in asked(app, file=(io.BytesIO(PAGE), "a.html"))
    assert "This is another file" in asked(app, file=(io.BytesIO(b"x"), "a.html"))
    assert "Choose the file to compare." in asked(app, file=(io.BytesIO(b""), ""))
    assert db.session.query(LinkLook).count() == 0


@pytest.mark.parametrize("fields", [{"url": "javascript:alert(1)"}, {"digest": ""}, {"url": ""}])
def test_what_cannot_be_asked_is_not_asked(
    app: Flask, award: Award, network: Web, fields: dict[str, str]
) -> None:
    assert "There is no link with a checksum" in asked(app, **fields)
    assert network.asked == []


def test_the_way_back_leads_to_a_badge_and_nowhere_else(app: Flask, award: Award) -> None:
    values = {"url": URL, "digest": sri_of(PAGE)}
    ours = f"/credentials/{award.public_id}"
    back = Browser(app).post("/verify/evidence", csrf=False, back=ours, **values)
    assert f'href="{ours}#evidence"' in back.text
    other = Browser(app).post("/verify/evidence", csrf=False, back="//evil.example/", **values)
    assert "evil" not in other.text


def test_it_is_not_asked_too_often(app: Flask, award: Award) -> None:
    fields = {"url": URL, "digest": sri_of(PAGE)}
    answers = [Browser(app).post("/verify/evidence", csrf=False, **fields) for _ in range(31)]
    assert [it.status_code for it in answers[-2:]] == [200, 429]


def test_a_file_checked_by_anybody_shows_its_evidence_too(app: Flask, award: Award) -> None:
    body = download(award, "json").body
    response = app.test_client().post(
        "/verify?lang=en", data={"upload": (io.BytesIO(body), "badge.json")}
    )
    assert "Checksum, unchanged since the award" in words_of(response)
    assert URL in response.text


def test_only_the_member_hears_that_a_page_has_gone(app: Flask, award: Award) -> None:
    db.session.query(Evidence).filter_by(url=URL).one().seen_state = "gone"
    ada = award.member
    assert ada is not None
    db.session.commit()
    assert "The page behind “My lamp” has gone." in Browser(app, ada).read("/me")
    mona = member(award.community, "Mona", roles=("manager", "member"))
    assert "My lamp" not in Browser(app, mona).read("/manage/demo/")
    assert "gone" not in Browser(app).read(f"/credentials/{award.public_id}")


def test_managers_see_and_set_the_space(app: Flask, award: Award) -> None:
    mona = Browser(app, member(award.community, "Mona", roles=("manager", "member")))
    assert "0 of 1,000 MB are taken." in mona.read("/manage/demo/evidence")
    wrong = mona.post("/manage/demo/evidence", space="10", answer_days="7")
    assert (wrong.status_code, "from 50 to 1,900" in words_of(wrong)) == (422, True)
    assert mona.post("/manage/demo/evidence", space="200", answer_days="3").status_code == 303
    assert (award.community.evidence_space, award.community.answer_days) == (200, 3)
