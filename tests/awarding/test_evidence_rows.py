"""Evidence handed in, replaced, taken back, chosen for the credential."""

from __future__ import annotations

from typing import Any

import pytest
from doings import given, jobs, told
from support import NOON, Web, achievement, community, member

from badges.accounts.access import Actor
from badges.awarding.evidence import (
    evidence_of,
    set_in_credential,
    submit_evidence,
    withdraw_evidence,
)
from badges.awarding.holding import accept
from badges.errors import ConflictError, InputError, NotFoundError
from badges.fetched import AddressRefusedError, Fetched, LoginRequiredError
from badges.models import AchievementVersion, Community, Membership

URL = "https://example.org/lamp"


@pytest.fixture
def version(demo: Community) -> AchievementVersion:
    return achievement(demo, "lamp", {"made": {"reviewed": {}}})


@pytest.fixture
def submit(ada: Membership, version: AchievementVersion) -> Any:
    def submit(**what: Any) -> Any:
        return submit_evidence(ada, version.achievement, "made", **what)

    return submit


def test_a_link_is_fetched_and_its_hash_kept(submit: Any, network: Web) -> None:
    network.pages[URL] = Fetched(URL, media_type="text/html", body=b"a lamp")
    piece = submit(link=URL, name="My lamp")
    assert (piece.kind, piece.url, piece.reachability) == ("link", URL, "reachable")
    assert (piece.size, piece.name, piece.checked_at) == (6, "My lamp", NOON)


def test_a_link_behind_a_login_is_kept_as_not_reachable_by_us(submit: Any, network: Web) -> None:
    network.pages[URL] = LoginRequiredError(URL, 403)
    piece = submit(link=URL)
    assert (piece.reachability, piece.sha256, piece.state) == ("not_reachable", "", "submitted")


def test_a_link_into_a_private_network_is_refused(submit: Any, network: Web) -> None:
    network.pages[URL] = AddressRefusedError(URL)
    with pytest.raises(InputError, match="private network"):
        submit(link=URL)


def test_a_file_is_kept_under_its_hash_and_named_as_it_was(submit: Any, app: Any) -> None:
    piece = submit(file=(b"Some notes.", "C:\\secret\\notes.txt"))
    assert (piece.name, piece.media_type, piece.size) == ("notes.txt", "text/plain", 11)
    assert app.extensions["badges"].files.get(piece.community_id, piece.sha256) == b"Some notes."


def test_a_reflection_is_private_and_wakes_the_rules(submit: Any, ada: Membership) -> None:
    piece = submit(text="What I learnt.\r\n\r\n\r\n\r\nA lot.")
    assert (piece.text, piece.in_credential) == ("What I learnt.\n\nA lot.", False)
    assert told() == [(ada.id, [["evidence", "text"]])]


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"text": "a", "link": URL},
        {"text": " "},
        {"text": "a\x00b"},
        {"file": (b"", "a.txt")},
        {"file": (b"no picture", "a.png")},
        {"link": "http://"},
        {"text": "a", "name": "a\nb"},
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(
    submit: Any, ada: Membership, version: AchievementVersion, what: dict[str, Any], network: Web
) -> None:
    network.pages["http://"] = AddressRefusedError("http://")
    with pytest.raises(InputError):
        submit(**what)
    assert evidence_of(ada, version.achievement) == []


def test_evidence_is_for_a_milestone_that_there_is(
    ada: Membership, version: AchievementVersion
) -> None:
    with pytest.raises(InputError, match="no such milestone"):
        submit_evidence(ada, version.achievement, "other", text="a")
    version.achievement.archived_at = NOON
    with pytest.raises(ConflictError, match="Nothing can be handed in"):
        submit_evidence(ada, version.achievement, "made", text="a")


def test_the_next_try_takes_the_place_of_the_one_before(submit: Any) -> None:
    first = submit(text="A first try")
    first.state = "changes"
    second = submit(text="A better one", replaces=first)
    assert (first.state, second.replaces_id) == ("withdrawn", first.id)
    with pytest.raises(ConflictError, match="settled"):
        submit(text="Again", replaces=first)


def test_what_is_taken_back_is_gone_for_good(submit: Any, ada: Membership) -> None:
    piece = submit(file=(b"Some notes.", "notes.txt"))
    sha256 = piece.sha256
    withdraw_evidence(ada, piece)
    assert (piece.state, piece.name, piece.file, piece.sha256) == ("withdrawn", "", None, "")
    assert [job["sha256"] for job in jobs("forget_file")] == [sha256]


def test_what_is_taken_back_leaves_the_badge_that_showed_it(
    submit: Any, mona: Actor, ada: Membership, version: AchievementVersion
) -> None:
    shown, hidden = submit(text="What I learnt."), submit(text="What I keep to myself.")
    chosen = [shown.id, hidden.id]
    award = accept(given(mona, version, ada, evidence_ids=chosen).award, name="Ada")
    set_in_credential(ada, shown, chosen=True)
    withdraw_evidence(ada, hidden)
    assert len(jobs("reissue")) == 1
    withdraw_evidence(ada, shown)
    assert not shown.in_credential
    assert [job["award_id"] for job in jobs("reissue")] == [award.id, award.id]


def test_a_file_handed_in_twice_stays_while_one_needs_it(submit: Any, ada: Membership) -> None:
    first, second = (submit(file=(b"Some notes.", "notes.txt")) for _ in range(2))
    withdraw_evidence(ada, first)
    assert jobs("forget_file") == []
    assert second.file is not None


def test_the_holder_chooses_what_the_credential_shows(
    submit: Any, mona: Actor, ada: Membership, version: AchievementVersion
) -> None:
    piece = submit(text="What I learnt.")
    award = accept(given(mona, version, ada, evidence_ids=[piece.id]).award, name="Ada")
    set_in_credential(ada, piece, chosen=True)
    set_in_credential(ada, piece, chosen=True)
    assert piece.in_credential
    assert [job["award_id"] for job in jobs("reissue")] == [award.id]


def test_nobody_else_touches_a_piece(submit: Any, demo: Community) -> None:
    piece = submit(text="Mine.")
    for other in (member(demo, "Bo", ""), member(community("other"), "Cy", "")):
        with pytest.raises(NotFoundError):
            withdraw_evidence(other, piece)
        with pytest.raises(NotFoundError):
            set_in_credential(other, piece, chosen=True)
        with pytest.raises(NotFoundError):
            submit_evidence(other, piece.achievement, "made", text="a", replaces=piece)


def test_an_award_rests_on_the_members_own_evidence_only(
    submit: Any, mona: Actor, demo: Community, version: AchievementVersion
) -> None:
    piece = submit(text="Mine.")
    with pytest.raises(NotFoundError):
        given(mona, version, member(demo, "Bo", ""), evidence_ids=[piece.id])
