"""Erased means gone: every row and file is looked through for what told of the person."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from databases import on_sqlite
from doings import attended, given, jobs, kept
from support import NOON, achievement, member

from badges.accounts.access import Actor
from badges.awarding.asking import ask_person
from badges.awarding.erasing import erase, erase_person
from badges.awarding.evidence import submit_evidence
from badges.awarding.files import forget_file
from badges.awarding.holding import accept
from badges.awarding.reviewing import review
from badges.credentials.custody import create_key
from badges.credentials.statuslists import take_place
from badges.database import Base, db, wipe_after_commit
from badges.errors import ConflictError
from badges.models import (
    Award,
    Community,
    Credential,
    CredentialForm,
    EmailAddress,
    LoginSession,
    Membership,
    OutboxMail,
    Passkey,
    SignInToken,
)

SECRET = "Zzyzx"
ADDRESS = "zzyzx@example.org"


@pytest.fixture
def zoe(demo: Community) -> Membership:
    """Give a member whose address is set after the award, so that no mail is rendered."""
    return member(demo, f"{SECRET} Person", "")


@pytest.fixture
def award(mona: Actor, demo: Community, zoe: Membership) -> Award:
    version = achievement(demo, "lamp", {"made": {"reviewed": {}}})
    piece = submit_evidence(
        zoe, version.achievement, "made", file=(f"{SECRET}'s lamp".encode(), f"{SECRET}.txt")
    )
    review(mona, piece, "approved", f"Good, {SECRET}!")
    made = given(mona, version, zoe, narrative=f"{SECRET} did it.", evidence_ids=[piece.id]).award
    zoe.address = made.recipient_address = ADDRESS
    return accept(made, name=f"{SECRET} Person")


@pytest.fixture
def credential(award: Award) -> Credential:
    """Give the award a credential with another form, as issuing does, signed by nobody."""
    profile = award.community.profile
    key = create_key(profile, "Ed25519", activate=True)
    status_list, index = take_place(profile)
    row = kept(
        Credential(
            community_id=award.community_id,
            award=award,
            number=1,
            iri=f"{profile.base_url}/credentials/{award.public_id}/1",
            document=f'{{"name": "{SECRET}"}}'.encode(),
            signing_key=key,
            status_list=status_list,
            status_index=index,
            valid_from=NOON,
        )
    )
    form = {"form": "ob3-jwt", "iri": "x", "document": SECRET.encode(), "created_at": NOON}
    kept(CredentialForm(community_id=award.community_id, credential=row, **form))
    return row


def mail(award: Award | None, demo: Community) -> None:
    kept(
        OutboxMail(
            community_id=demo.id,
            kind="offer",
            address=ADDRESS,
            subject=f"For {SECRET}",
            text=SECRET,
            html=SECRET,
            language="de",
            state="sent",
            due_at=NOON,
            award_id=award.id if award else None,
            created_at=NOON,
        )
    )


def rows_that_tell(secret: str) -> list[str]:
    """Name every table in which some row still holds the word."""
    db.session.flush()
    return [
        table.name
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(sa.select(table))
        if secret.lower() in str(tuple(row)).lower()
    ]


def files_that_tell(folder: Path, secret: str) -> list[Path]:
    for job in jobs("forget_file"):
        forget_file(**job)
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    ]


def test_an_erased_award_tells_of_nobody_but_keeps_its_places(
    award: Award, credential: Credential, demo: Community
) -> None:
    mail(award, demo)
    public_id, index = award.public_id, credential.status_index
    erase(award)
    assert (award.state, award.public_id, credential.status_index) == ("erased", public_id, index)
    assert (award.membership_id, award.claim_hash, credential.document) == (None, None, None)
    assert set(rows_that_tell(SECRET)) == {"person", "membership"}


@pytest.mark.parametrize("keep_valid", [True, False])
def test_copies_outside_stay_valid_only_on_request(
    award: Award,
    credential: Credential,
    keep_valid: bool,  # noqa: FBT001
) -> None:
    erase(award, keep_valid=keep_valid)
    assert credential.document is None
    assert credential.revocation == ("" if keep_valid else "erased")


def test_an_erased_person_is_nowhere_to_be_found(
    award: Award, credential: Credential, demo: Community, zoe: Membership, tmp_path: Path
) -> None:
    everything_of(zoe, award, demo)
    assert len(rows_that_tell(SECRET)) > 10
    erase_person(zoe.person)
    assert rows_that_tell(SECRET) == []
    assert files_that_tell(tmp_path / "files", SECRET) == []
    assert (zoe.left_at, zoe.person.erased_at, credential.revocation) == (NOON, NOON, "erased")


@on_sqlite
def test_not_even_the_database_file_remembers_who_was_erased(
    award: Award, credential: Credential, demo: Community, zoe: Membership, tmp_path: Path
) -> None:
    everything_of(zoe, award, demo)
    db.session.commit()
    erase_person(zoe.person)
    db.session.commit()
    files = [path for path in tmp_path.rglob("badges.sqlite3*") if path.is_file()]
    assert [path.name for path in files if SECRET.encode() in path.read_bytes()] == []


def everything_of(zoe: Membership, award: Award, demo: Community) -> None:
    """Leave traces in every table that may hold some."""
    mail(award, demo)
    mail(None, demo)
    activity = attended(zoe)
    activity.fields, activity.external_id = {"who": SECRET}, SECRET
    ask_person(zoe, award.achievement, f"I am {SECRET}, does it count?")
    later = {"created_at": NOON, "expires_at": NOON + timedelta(days=1)}
    kept(EmailAddress(person=zoe.person, address=ADDRESS, created_at=NOON))
    kept(LoginSession(person=zoe.person, token_hash=f"hash {SECRET}", **later))
    kept(SignInToken(address=ADDRESS, token_hash="a hash", **later))
    kept(
        Passkey(
            person=zoe.person,
            name=f"{SECRET}'s phone",
            credential_id="x",
            public_key="x",
            user_handle="x",
            created_at=NOON,
        )
    )


def test_erasing_again_changes_nothing(award: Award, zoe: Membership) -> None:
    erase_person(zoe.person)
    ended, events = award.ended_at, len(award.events)
    erase(award)
    erase_person(zoe.person)
    assert (award.ended_at, len(award.events)) == (ended, events)


def test_the_last_owner_hands_over_first(demo: Community) -> None:
    owner = member(demo, "Olga", "", roles=("owner", "member"))
    with pytest.raises(ConflictError, match="last owner"):
        erase_person(owner.person)
    assert owner.name == "Olga"


def test_evidence_that_another_award_rests_on_stays(
    mona: Actor, award: Award, zoe: Membership
) -> None:
    piece: Any = award.evidence[0]
    award.version.repeatable = True
    zoe.address = ""
    second = given(mona, award.version, zoe, evidence_ids=[piece.id]).award
    erase(award)
    assert second.evidence == [piece]
    assert piece.file is not None


@on_sqlite
def test_the_journal_is_emptied_by_the_commit_and_by_no_savepoint(
    demo: Community, tmp_path: Path
) -> None:
    """A savepoint after it would wait for our own transaction, for ten seconds."""
    journal = tmp_path / "badges.sqlite3-wal"
    with closing(db.engine.raw_connection()):  # the journal is there while somebody is
        db.session.commit()
        demo.name = "Renamed"
        wipe_after_commit()
        with db.session.begin_nested():
            demo.name = "Renamed again"
        assert journal.stat().st_size > 0
        db.session.commit()
        assert journal.stat().st_size == 0
