"""What stood at a link is kept within bounds, looked at again, and told to its member."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from doings import given, jobs
from support import Clock, Web, achievement

from badges.accounts.access import Actor
from badges.awarding.evidence import look_at, set_in_credential, submit_evidence, take_seal
from badges.awarding.holding import accept
from badges.awarding.sealing import look_again, seal_link, set_bounds, space_of
from badges.awarding.showing import add_links
from badges.database import db
from badges.errors import ConflictError, InputError, LimitError
from badges.evidence import sri_of
from badges.fetched import Fetched, HttpStatusError, LoginRequiredError, UnreachableError
from badges.models import AchievementVersion, AuditEntry, Community, Evidence, Membership
from badges.ports import ports

URL = "https://example.org/lamp"


@pytest.fixture
def version(demo: Community) -> AchievementVersion:
    return achievement(demo, "lamp", {"made": {"submitted": {}}})


@pytest.fixture
def submit(ada: Membership, version: AchievementVersion, network: Web) -> Any:
    def submit(page: bytes = b"a lamp", url: str = URL, **what: Any) -> Any:
        network.pages[url] = Fetched(url, media_type="text/html", body=page)
        given = what or {"link": url}
        return submit_evidence(ada, version.achievement, "made", **given)

    return submit


def test_a_copy_of_what_stood_at_a_link_is_kept_under_its_hash(submit: Any) -> None:
    piece = submit()
    assert ports().files.get(piece.community_id, piece.sha256) == b"a lamp"
    assert (piece.digest_sri, piece.file.size) == (sri_of(b"a lamp"), 6)


def test_the_oldest_copies_go_first_and_never_silently(
    submit: Any, demo: Community, clock: Clock
) -> None:
    demo.evidence_space = 1
    first = submit(b"1" * 400_000, f"{URL}/1")
    clock.move(hours=1)
    second = submit(b"2" * 400_000, f"{URL}/2")
    third = submit(b"3" * 400_000, f"{URL}/3")
    assert (first.file, first.file_gone_at) == (None, clock.at)
    assert (bool(second.file), bool(third.file), bool(first.digest_sri)) == (True, True, True)
    space = space_of(demo)
    assert (space.used, space.copies, space.let_go, space.is_tight) == (800_000, 2, 1, False)
    noted = db.session.scalars(sa.select(AuditEntry).filter_by(action="evidence.room")).one()
    assert (noted.detail, noted.via) == ({"count": 1}, "rule")


def test_what_never_fits_costs_no_copy(submit: Any, demo: Community) -> None:
    demo.evidence_space = 1
    kept = submit(b"1" * 900_000, f"{URL}/1")
    huge = submit(b"2" * 1_100_000, f"{URL}/2")
    assert (bool(kept.file), huge.file, bool(huge.digest_sri)) == (True, None, True)
    with pytest.raises(LimitError, match="used up"):
        submit(file=(b"x" * 1_100_000, "notes.txt"))


def test_a_copy_that_an_award_rests_on_stays(
    submit: Any, demo: Community, mona: Actor, ada: Membership, version: AchievementVersion
) -> None:
    demo.evidence_space = 1
    carrying = submit(b"1" * 900_000, f"{URL}/1")
    given(mona, version, ada, evidence_ids=[carrying.id])
    other = submit(b"2" * 300_000, f"{URL}/2")
    assert (bool(carrying.file), other.file) == (True, None)


@pytest.mark.parametrize(("space", "days"), [(10, 7), (5_000, 7), (500, 0), (500, 91)])
def test_bounds_have_bounds(mona: Actor, demo: Community, space: int, days: int) -> None:
    with pytest.raises(InputError):
        set_bounds(mona, space=space, answer_days=days)
    set_bounds(mona, space=500, answer_days=3)
    assert (demo.evidence_space, demo.answer_days) == (500, 3)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Fetched(URL, body=b"a lamp"), "unchanged"),
        (Fetched(URL, body=b"a chair"), "changed"),
        (HttpStatusError(URL, 404), "gone"),
        (UnreachableError(URL, "away"), ""),
    ],
)
def test_a_shown_link_is_looked_at_again_each_week(
    submit: Any, network: Web, clock: Clock, answer: Any, state: str
) -> None:
    piece = submit()
    db.session.commit()
    look_again()
    assert (piece.seen_at, len(network.asked)) == (None, 1)
    clock.move(days=8)
    network.pages[URL] = answer
    look_again()
    assert (piece.seen_state, piece.seen_at) == (state, clock.at)
    look_again()
    assert len(network.asked) == 2


def test_a_link_that_could_not_be_opened_is_sealed_later_and_once(
    submit: Any, network: Web, ada: Membership, version: AchievementVersion
) -> None:
    network.pages[URL] = LoginRequiredError(URL, 403)
    piece = submit_evidence(ada, version.achievement, "made", link=URL)
    assert not take_seal(ada, piece, look_at(URL))
    network.pages[URL] = Fetched(URL, body=b"open now")
    assert take_seal(ada, piece, look_at(URL))
    assert piece.digest_sri == sri_of(b"open now")
    network.pages[URL] = Fetched(URL, body=b"another")
    assert not take_seal(ada, piece, look_at(URL))
    assert piece.digest_sri == sri_of(b"open now")


def test_a_badge_that_shows_a_link_is_signed_anew_with_its_seal(
    submit: Any, network: Web, mona: Actor, ada: Membership, version: AchievementVersion
) -> None:
    network.pages[URL] = LoginRequiredError(URL, 403)
    piece = submit_evidence(ada, version.achievement, "made", link=URL)
    award = accept(given(mona, version, ada, evidence_ids=[piece.id]).award, name="Ada")
    set_in_credential(ada, piece, chosen=True)
    network.pages[URL] = Fetched(URL, body=b"open now")
    take_seal(ada, piece, look_at(URL))
    assert [job["award_id"] for job in jobs("reissue")] == [award.id, award.id]


def test_only_the_required_kinds_are_taken(
    ada: Membership, version: AchievementVersion, network: Web
) -> None:
    version.milestones[0].asking = {"kinds": ["file"]}
    with pytest.raises(InputError, match="another kind") as caught:
        submit_evidence(ada, version.achievement, "made", text="I made a lamp.")
    assert caught.value.field == "text"
    made = submit_evidence(ada, version.achievement, "made", file=(b"Notes.", "notes.txt"))
    assert made.kind == "file"


def test_private_by_default_and_shown_by_choice_alone(
    submit: Any, mona: Actor, ada: Membership, version: AchievementVersion
) -> None:
    piece = submit()
    award = given(mona, version, ada, evidence_ids=[piece.id]).award
    accept(award, name="Ada Beispiel", named=True)
    assert not piece.in_credential
    assert set_in_credential(ada, piece, chosen=True).in_credential
    piece.state = "withdrawn"
    set_in_credential(ada, piece, chosen=False)
    with pytest.raises(ConflictError):
        set_in_credential(ada, piece, chosen=True)


def test_a_link_that_an_issuer_names_is_sealed_by_a_job(
    mona: Actor, ada: Membership, version: AchievementVersion, network: Web
) -> None:
    network.pages[URL] = Fetched(URL, media_type="text/html", body=b"a lamp")
    (number,) = add_links(mona, ada, version.achievement, [URL])
    db.session.commit()
    assert jobs("seal_link") == [{"evidence_id": number}]
    seal_link(number)
    row = db.session.get_one(Evidence, number)
    assert (row.digest_sri, row.reachability) == (sri_of(b"a lamp"), "reachable")
    network.pages[URL] = Fetched(URL, body=b"another")
    seal_link(number)
    assert (row.digest_sri, len(network.asked)) == (sri_of(b"a lamp"), 1)


def test_only_what_may_answer_later_is_tried_once_more(
    ada: Membership, version: AchievementVersion, network: Web
) -> None:
    network.pages[URL] = LoginRequiredError(URL, 403)
    submit_evidence(ada, version.achievement, "made", link=URL)
    assert jobs("seal_link") == []
    network.pages[URL] = UnreachableError(URL, "away")
    piece = submit_evidence(ada, version.achievement, "made", link=URL)
    assert jobs("seal_link") == [{"evidence_id": piece.id}]
