"""An organisation's word for a badge: asked for, signed here or elsewhere, verified, shown."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from support import Clock, manager, member

from badges import mailing
from badges.accounts.access import Actor
from badges.credentials.achievements import achievement_document
from badges.credentials.endorsed import endorsements_of
from badges.credentials.own import own_fetch
from badges.credentials.spoken import revoke_endorsements
from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError
from badges.issuing import issue, prepare
from badges.models import Achievement, AchievementVersion, BadgeEndorsement, Community
from badges.peers import endorsing, rechecking
from badges.ports import now
from badges.proofs import UnsignedCredential, sign_credential
from badges.verifying import VerificationResult, verify
from tests.peers.conftest import held, signing
from tests.verifying.endorsed import endorsement, keyed


@pytest.fixture
def version(loops: Achievement) -> AchievementVersion:
    return loops.versions[-1]


@pytest.fixture
def actor(issuer: Community) -> Actor:
    return manager(issuer)


@pytest.fixture
def library(issuer: Community) -> Actor:
    row = signing("bib", "Stadtbibliothek")
    return Actor.member(member(row, "Lea", roles=("owner", "member")))


def asked(actor: Actor, version: AchievementVersion) -> tuple[BadgeEndorsement, str]:
    row = endorsing.ask_organisation(
        actor, version, organisation="Stadtbibliothek", address="lea@bib.example", message="Bitte!"
    )
    [mail] = mailing.mails_about(actor.community, f"endorsement:{row.id}")
    return row, mail.link.rpartition("/")[2]


def shown(actor: Actor, row: BadgeEndorsement) -> BadgeEndorsement:
    return endorsing.show(actor, row, endorsing.look_at(row.version, row.document or b""))


def added(actor: Actor, version: AchievementVersion, data: bytes) -> BadgeEndorsement:
    return endorsing.add(actor, version, endorsing.look_at(version, data))


def judged(document: Any) -> VerificationResult:
    return verify(json.dumps(document).encode(), now=now(), fetch=own_fetch)


def elsewhere(version: AchievementVersion, domain: str = "friend.example", **changes: Any) -> bytes:
    """Give an endorsement by somebody who is their own key."""
    friend = keyed(domain)
    begun = {"validFrom": "2026-03-01T09:00:00Z"}
    return json.dumps(friend.sign(endorsement(friend, version.iri, **(begun | changes)))).encode()


def test_the_mail_has_the_link_which_is_kept_hashed(
    actor: Actor, version: AchievementVersion
) -> None:
    row, token = asked(actor, version)
    assert endorsing.request_of(token) == row
    assert token not in (row.token_hash or "")
    with pytest.raises(NotFoundError):
        endorsing.request_of("guessed")


def test_a_link_lasts_sixty_days(actor: Actor, version: AchievementVersion, clock: Clock) -> None:
    _, token = asked(actor, version)
    clock.move(days=61)
    with pytest.raises(NotFoundError):
        endorsing.request_of(token)


def test_it_is_signed_with_the_issuer_of_the_organisation_here(
    actor: Actor, library: Actor, version: AchievementVersion
) -> None:
    row, token = asked(actor, version)
    endorsing.sign_here(library, endorsing.request_of(token), "Ein solider Badge.")
    document = json.loads(row.document or b"")
    assert (row.state, row.name, row.comment) == ("given", "Stadtbibliothek", "Ein solider Badge.")
    assert document["issuer"]["id"] == library.community.profile.did
    assert document["credentialSubject"]["id"] == version.iri
    assert judged(document).status == "verified"
    assert (row.address, row.token_hash) == ("", None)


def test_shown_it_stands_in_the_achievement_and_in_badges_from_then_on(
    actor: Actor, library: Actor, version: AchievementVersion, ada: Any
) -> None:
    row, _ = asked(actor, version)
    endorsing.sign_here(library, row, "Ein solider Badge.")
    assert "endorsement" not in achievement_document(version, "de")
    shown(actor, row)
    assert [it["id"] for it in achievement_document(version, "de")["endorsement"]] == [row.ours.iri]
    award = held(version.achievement, ada)
    document = json.loads(issue(prepare(award)).document or b"")
    result = judged(document)
    [part] = result.check("endorsements").parts
    assert (result.status, part.outcome) == ("verified", "passed")
    assert part.reason.params["where"] == "achievement"


def test_hidden_it_is_left_out_again(
    actor: Actor, library: Actor, version: AchievementVersion
) -> None:
    row, _ = asked(actor, version)
    endorsing.sign_here(library, row, "Gut.")
    shown(actor, row)
    endorsing.hide(actor, row)
    assert (version.endorsed, endorsements_of(version)) == (False, [])


def test_the_organisation_takes_it_back(
    actor: Actor, library: Actor, version: AchievementVersion
) -> None:
    row, _ = asked(actor, version)
    endorsing.sign_here(library, row, "Gut.")
    shown(actor, row)
    with pytest.raises(NotFoundError):
        endorsing.withdraw_given(actor, row)
    endorsing.withdraw_given(library, row)
    assert (row.state, row.shown, version.endorsed) == ("withdrawn", False, False)
    assert judged(json.loads(row.document or b"")).status == "not_verified"
    with pytest.raises(InputError):
        shown(actor, row)


@pytest.mark.parametrize("taken_back", [True, False])
def test_what_was_taken_back_elsewhere_is_hidden_within_a_week(
    actor: Actor, library: Actor, version: AchievementVersion, clock: Clock, *, taken_back: bool
) -> None:
    row, _ = asked(actor, version)
    endorsing.sign_here(library, row, "Gut.")
    shown(actor, row)
    signed, row.ours = row.ours, None  # as if it came from another installation
    if taken_back and signed is not None:
        revoke_endorsements(signed)
    db.session.commit()
    for _ in range(rechecking.DAYS):
        clock.move(days=1)
        rechecking.recheck_endorsements()
    assert (row.state, row.shown) == (("withdrawn", False) if taken_back else ("given", True))
    assert endorsements_of(version) == [row] * (not taken_back)


def test_one_that_was_signed_elsewhere_is_verified_and_kept(
    actor: Actor, version: AchievementVersion
) -> None:
    row, token = asked(actor, version)
    endorsing.hand_in(endorsing.request_of(token), endorsing.look_at(version, elsewhere(version)))
    shown(actor, row)
    assert (row.name, row.comment, row.form) == ("Friends of code", "I saw it.", "di")
    assert row.issuer.startswith("did:key:")
    assert endorsements_of(version) == [row]


def test_one_that_came_another_way_is_added(actor: Actor, version: AchievementVersion) -> None:
    row = added(actor, version, elsewhere(version, validUntil="2026-04-01T00:00:00Z"))
    shown(actor, row)
    assert row.valid_until is not None
    assert endorsements_of(version) == [row]


def test_one_that_has_run_out_is_shown_no_more(
    actor: Actor, version: AchievementVersion, clock: Clock
) -> None:
    row = added(actor, version, elsewhere(version, validUntil="2026-04-01T00:00:00Z"))
    shown(actor, row)
    clock.move(days=60)
    assert endorsements_of(version) == []


def of_another(version: AchievementVersion) -> bytes:
    return elsewhere(version).replace(version.iri.encode(), b"urn:x:another")


def forged(version: AchievementVersion) -> bytes:
    return elsewhere(version).replace(b"I saw it.", b"I saw all.")


def too_large(version: AchievementVersion) -> bytes:
    return elsewhere(version) + b" " * endorsing.MOST_BYTES


def no_endorsement(version: AchievementVersion) -> bytes:
    friend = keyed("friend.example")
    return json.dumps(friend.sign(friend.credential())).encode()


def talkative(version: AchievementVersion) -> bytes:
    friend = keyed("friend.example")
    document = endorsement(friend, version.iri, validFrom="2026-03-01T09:00:00Z")
    document["credentialSubject"]["image"] = {"id": "urn:x:1", "type": "Image"}
    return json.dumps(friend.sign(document)).encode()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (of_another, "endorsement.about"),
        (forged, "endorsement.not_verified"),
        (too_large, "endorsement.large"),
        (no_endorsement, "endorsement.kind"),
        (talkative, "endorsement.embedded"),
    ],
)
def test_what_does_not_hold_is_refused_with_its_reason(
    actor: Actor, version: AchievementVersion, given: Any, code: str
) -> None:
    row, _ = asked(actor, version)
    with pytest.raises(InputError) as refused:
        endorsing.hand_in(row, endorsing.look_at(version, given(version)))
    assert (refused.value.reason.code, row.state) == (code, "asked")


def test_nobody_endorses_their_own_badge(
    actor: Actor, library: Actor, version: AchievementVersion
) -> None:
    row, _ = asked(actor, version)
    with pytest.raises(ConflictError):
        endorsing.sign_here(actor, row, "Very good.")


def test_a_no_closes_the_link_and_keeps_no_address(
    actor: Actor, version: AchievementVersion
) -> None:
    row, token = asked(actor, version)
    endorsing.decline(row, "Not this year.")
    assert (row.state, row.answer, row.address) == ("declined", "Not this year.", "")
    with pytest.raises(NotFoundError):
        endorsing.request_of(token)


def test_one_organisation_is_shown_once_and_three_at_most(
    actor: Actor, library: Actor, version: AchievementVersion
) -> None:
    rows = [asked(actor, version)[0] for _ in range(2)]
    for row in rows:
        endorsing.sign_here(library, row, "Gut.")
    shown(actor, rows[0])
    with pytest.raises(BadgesError) as refused:
        shown(actor, rows[1])
    assert refused.value.reason.code == "endorsement.twice"
    others = [added(actor, version, elsewhere(version, f"{x}.example")) for x in "abc"]
    for row in others[:2]:
        shown(actor, row)
    with pytest.raises(BadgesError) as refused:
        shown(actor, others[2])
    assert refused.value.reason.code == "endorsement.many"


def test_addresses_of_those_who_never_answered_go(
    actor: Actor, version: AchievementVersion, clock: Clock
) -> None:
    row, _ = asked(actor, version)
    assert endorsing.forget_addresses(now()) == 0
    clock.move(days=endorsing.LINK_LIFETIME / timedelta(days=1) + 1)
    assert (endorsing.forget_addresses(now()), row.address) == (1, "")


def test_one_may_be_a_token(actor: Actor, version: AchievementVersion) -> None:
    friend = keyed("friend.example")
    document = endorsement(friend, version.iri, validFrom="2026-03-01T09:00:00Z")
    token = sign_credential(UnsignedCredential(document), friend.signer())
    row = shown(actor, added(actor, version, token.encode()))
    assert (row.form, row.name) == ("jwt", "Friends of code")
    assert achievement_document(version, "de")["endorsementJwt"] == [token]
