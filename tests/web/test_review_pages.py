"""Members and guests judge: a piece beside its measure, verdicts, what they may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, started, words_of
from flask import Flask
from support import achievement, community, member

from badges.accounts.access import Actor
from badges.awarding.evidence import submit_evidence
from badges.awarding.guests import invite_guest
from badges.awarding.reviewing import review
from badges.database import db
from badges.models import AchievementVersion, Community, Evidence, Membership, Review

RUBRIC = [{"title": {"en": "Joints"}, "levels": [{"en": "cold"}, {"en": "shiny"}]}]


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def demo(app: Flask) -> Community:
    return community(languages=("en", "de"))


@pytest.fixture
def version(demo: Community) -> AchievementVersion:
    made: AchievementVersion = achievement(demo, "lamp", {"made": {"reviewed": {"by": "anyone"}}})
    made.milestones[0].asking = {"rubric": RUBRIC}
    return made


@pytest.fixture
def bo(demo: Community) -> Membership:
    return member(demo, "Bo Nachbar")


@pytest.fixture
def piece(demo: Community, version: AchievementVersion, bo: Membership) -> Evidence:
    ada = member(demo, "Ada Beispiel")
    made = submit_evidence(ada, version.achievement, "made", text="I made a lamp that is mine.")
    db.session.commit()
    return made


def guest_link(piece: Evidence, *more: Evidence) -> str:
    mona = Actor.member(member(piece.member.community, "Mona", roles=("manager", "member")))
    _, token = invite_guest(mona, [piece.id, *(it.id for it in more)], name="Dr. Lötfest")
    db.session.commit()
    return f"/review/{token}"


def test_a_member_is_asked_looks_and_judges(app: Flask, bo: Membership, piece: Evidence) -> None:
    browser = Browser(app, bo)
    assert "You are asked to look at one piece of work." in browser.read("/me")
    assert "Work to look at" in browser.read("/me/together")
    assert "you are asked first" in browser.read("/me/demo/reviews")
    page = browser.read(f"/me/demo/reviews/{piece.id}")
    assert "I made a lamp that is mine. " in page
    assert "Joints" in page
    fields = {"verdict": "approved", "comment": "It glows.", "level_0": "1"}
    assert browser.post(f"/me/demo/reviews/{piece.id}", **fields).status_code == 303
    assert (piece.state, piece.reviews[0].levels) == ("approved", {"0": 1})
    assert "Nothing waits for you" in browser.read("/me/demo/reviews")


@pytest.mark.parametrize(
    ("rule", "promised", "for_all"),
    [
        ({"reviewed": {"by": "anyone"}}, True, True),
        ({"reviewed": {}}, True, False),
        ({"submitted": {}}, False, False),
    ],
)
def test_who_hands_in_reads_before_who_sees_it_and_when_an_answer_comes(
    app: Flask, demo: Community, rule: Any, *, promised: bool, for_all: bool
) -> None:
    achievement(demo, "work", {"made": rule})
    page = Browser(app, member(demo, "Ada")).read("/me/demo/achievements/work")
    assert "Evidence is private: only you and those who review it see it." in page
    assert ("You may expect an answer within 7 days." in page) == promised
    assert ("For this badge every member may review." in page) == for_all


def test_a_verdict_without_a_sentence_comes_back_as_typed(
    app: Flask, bo: Membership, piece: Evidence
) -> None:
    answer = Browser(app, bo).post(
        f"/me/demo/reviews/{piece.id}", verdict="changes", comment=" ", level_0="1"
    )
    assert answer.status_code == 422
    assert "Say in a sentence" in words_of(answer)
    assert '<option value="1" selected>' in answer.text


def test_who_comes_second_keeps_what_was_written(
    app: Flask, demo: Community, bo: Membership, piece: Evidence
) -> None:
    review(Actor.member(member(demo, "Cem")), piece, "approved")
    db.session.commit()
    answer = Browser(app, bo).post(
        f"/me/demo/reviews/{piece.id}", verdict="not_yet", comment="Too dark.", seen="submitted"
    )
    assert answer.status_code == 409
    assert "Somebody was quicker." in words_of(answer)
    assert "Too dark." in words_of(answer)


def test_somebody_else_is_asked_on_request(app: Flask, bo: Membership, piece: Evidence) -> None:
    browser = Browser(app, bo)
    browser.post(f"/me/demo/reviews/{piece.id}/pass-on")
    assert "There is nobody else who may judge this." in browser.read("/me/demo/reviews")
    cem = member(piece.member.community, "Cem")
    db.session.commit()
    browser.post(f"/me/demo/reviews/{piece.id}/pass-on")
    assert piece.assigned_to == cem.id


def test_what_is_none_of_a_members_business_is_not_there(
    app: Flask, bo: Membership, version: AchievementVersion, piece: Evidence
) -> None:
    version.milestones[0].rule = {"reviewed": {"by": "managers"}}
    db.session.commit()
    browser = Browser(app, bo)
    assert browser.get(f"/me/demo/reviews/{piece.id}").status_code == 404
    assert browser.get(f"/me/demo/reviews/{piece.id}/file").status_code == 404


def test_a_peer_is_told_of_a_double_without_the_others_name(
    app: Flask, bo: Membership, version: AchievementVersion, piece: Evidence
) -> None:
    cem = member(piece.member.community, "Cem Doppelt")
    text = "I taught two people how to solder a lamp together."
    submit_evidence(cem, version.achievement, "made", text=text)
    again = submit_evidence(piece.member, version.achievement, "made", text=text)
    db.session.commit()
    page = Browser(app, bo).read(f"/me/demo/reviews/{again.id}")
    assert "The same text, by somebody else" in page
    assert "Cem" not in page


def test_a_guest_judges_without_an_account_and_without_a_name(app: Flask, piece: Evidence) -> None:
    link, browser = guest_link(piece), Browser(app)
    response = browser.get(link)
    page = words_of(response)
    assert "Dr. Lötfest, you were asked by Demo to look at this." in page
    assert "I made a lamp that is mine." in page
    assert "Ada" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    wrong = browser.post(f"{link}/{piece.id}", csrf=False, verdict="changes", comment="")
    assert (wrong.status_code, "Say in a sentence" in words_of(wrong)) == (422, True)
    done = browser.post(f"{link}/{piece.id}", csrf=False, verdict="approved", comment="Bright!")
    assert done.status_code == 303
    assert "Everything you were asked for is judged." in browser.read(link)
    assert db.session.query(Review).one().name == "Dr. Lötfest"
    assert browser.post(f"{link}/{piece.id}", csrf=False, verdict="approved").status_code == 410


def test_a_guest_is_told_of_the_same_work_without_a_name(
    app: Flask, version: AchievementVersion, bo: Membership
) -> None:
    words = "I made a lamp, and then I made another one for my neighbour."
    cem = member(bo.community, "Cem Zweimal")
    submit_evidence(cem, version.achievement, "made", text=words)
    link = guest_link(submit_evidence(bo, version.achievement, "made", text=words))
    page = Browser(app).read(link)
    assert "The same text, by somebody else" in page
    assert "Cem" not in page


def test_a_guest_goes_from_piece_to_piece_and_sees_no_other(
    app: Flask, version: AchievementVersion, piece: Evidence
) -> None:
    file = (b"Notes, with a plan.", "plan.md")
    second = submit_evidence(piece.member, version.achievement, "made", file=file)
    third = submit_evidence(piece.member, version.achievement, "made", file=file)
    link, browser = guest_link(piece, second), Browser(app)
    assert "Piece 1 of 2" in browser.read(link)
    response = browser.get(f"{link}/{second.id}/file")
    assert (response.content_type, response.data) == ("application/octet-stream", file[0])
    assert browser.get(f"{link}/{third.id}/file").status_code == 404
    browser.post(f"{link}/{piece.id}", csrf=False, verdict="approved", comment="")
    assert "Piece 2 of 2" in browser.read(link)


@pytest.mark.parametrize("path", ["/review/nothing", "/review/nothing/1/file"])
def test_a_link_that_is_none_says_so(app: Flask, demo: Community, path: str) -> None:
    response = Browser(app).get(path)
    assert (response.status_code, "no such link" in words_of(response)) == (404, True)


def test_a_manager_makes_a_link_sees_it_once_and_takes_it_back(app: Flask, piece: Evidence) -> None:
    mona = member(piece.member.community, "Mona", roles=("manager", "member"))
    browser = Browser(app, mona)
    assert "No guest was asked yet" in browser.read("/manage/demo/inbox/guests")
    page = browser.client.get(f"/manage/demo/inbox/guests/new?piece={piece.id}").text
    assert f'value="{piece.id}" checked' in page
    wrong = browser.post("/manage/demo/inbox/guests/new", name="Guest")
    assert (wrong.status_code, "Choose one piece or more" in words_of(wrong)) == (422, True)
    made = browser.post("/manage/demo/inbox/guests/new", name="Guest", pieces=piece.id)
    assert "lang=" not in str(re.findall(r"/review/[^<\s\"]+", made.text))
    found: Any = re.search(r"/review/[\w-]+", made.text)
    assert "I made a lamp" in Browser(app).read(found[0])
    listed = browser.get("/manage/demo/inbox/guests")
    assert found[0] not in listed.text
    browser.post("/manage/demo/inbox/guests/1/withdraw")
    assert Browser(app).get(found[0]).status_code == 410
