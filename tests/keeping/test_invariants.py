"""Each invariant, broken by hand, is found and named; what is sound, is said to be so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
import support
from databases import Postgres, new_sqlite
from flask import Flask
from published import accepted_award, issued_award, issuing_community

from badges import jobs, keeping, uploads
from badges.awarding.erasing import erase
from badges.awarding.withdrawing import suspend, withdraw
from badges.credentials.showing import shown_in_part
from badges.database import db
from badges.issuing import Form, form_of, issue, prepare
from badges.issuing.endorsing import sign_endorsement
from badges.keeping import Finding, Step, broken, mend
from badges.keeping.findings import Look
from badges.keeping.invariants import INVARIANTS, awards, documents, files, lists, promises, rows
from badges.keeping.invariants.counted import MOST_NAMED, named
from badges.models import (
    Award,
    AwardBatch,
    AwardBatchChunk,
    AwardBatchRow,
    Community,
    Credential,
    CredentialForm,
    DocumentBase,
    Endorsement,
    Erasure,
    Job,
    OutboxMail,
    Person,
    SigningKey,
    StatusList,
    StoredFile,
)
from badges.ports import now


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """Run an installation with a badge in every state, sound in all that is looked at."""
    folder = tmp_path_factory.mktemp("sound")
    if request.param == "sqlite":
        url = new_sqlite(folder / "badges.sqlite3")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh()
    made = support.make_app(folder, url=url)
    with made.app_context():
        _fill()
    yield made
    with made.app_context():
        db.engine.dispose()


def _fill() -> None:
    """Let there be a badge in every state, with whatever else is looked at."""
    home = issuing_community()
    manager = support.manager(home)
    for visibility in ("public", "link"):
        issued_award(home, visibility=visibility)
    withdraw(manager, issued_award(home, place="withdrawn"), "by mistake")
    suspend(manager, issued_award(home, place="suspended"), "to be looked at")
    erase(issued_award(home))
    erase(issued_award(home), keep_valid=True)
    waiting = accepted_award(home, place="waiting")
    jobs.enqueue("issue_credential", community_id=home.id, award_id=waiting.id)
    shown = db.session.scalars(sa.select(Credential).order_by(Credential.id).limit(1)).one()
    for form in (Form.OB3_JWT, Form.OB2_JWS, Form.OB2_HOSTED):
        form_of(shown, form)
    shown_in_part(shown, {"name"})
    version = waiting.version
    sign_endorsement(home.profile, version, name="Ours", comment="Well made", language="en")
    uploads.keep_file(home.id, b"a letter", "text/plain")
    mail = OutboxMail(
        community_id=home.id,
        kind="offer",
        address="ada@example.org",
        language="de",
        state="waiting",
        **dict.fromkeys(("subject", "text", "html"), "s"),
        **dict.fromkeys(("due_at", "created_at"), now()),
    )
    batch = AwardBatch(
        community_id=home.id,
        achievement_id=version.achievement_id,
        via="cli",
        state="awarding",
        created_at=now(),
    )
    db.session.add_all([mail, batch])
    db.session.flush()
    db.session.add_all(
        AwardBatchChunk(community_id=home.id, batch_id=batch.id, number=n, first=n, last=n)
        for n in (1, 2)
    )
    jobs.enqueue("send_mail", community_id=home.id, mail_id=mail.id)
    jobs.enqueue("run_list", community_id=home.id, batch_id=batch.id)
    other = support.community("other")
    support.achievement(other, "elsewhere")
    db.session.commit()


def test_what_is_sound_is_said_to_be_while_the_looks_go_on(app: Flask) -> None:
    heard: list[Finding | Step] = []
    with app.app_context():
        assert broken() == []
        said = {finding.code for finding in keeping.examine(deep=True, tell=heard.append)}
    assert {"awards.signed", "credentials.verify", "status.agree", "rows.whole"} <= said
    steps = [each for each in heard if isinstance(each, Step)]
    assert all(step.done <= step.total for step in steps)
    assert 0 < heard.index(steps[0]) < len(heard) - 1


def one(model: Any, **columns: Any) -> Any:
    return db.session.scalars(sa.select(model).filter_by(**columns).order_by(model.id)).first()


def valid() -> Credential:
    return one(Credential, revoked_at=None)


def another() -> Credential:
    """Give the credential of another award than ``valid``."""
    later = sa.select(Credential).where(Credential.revoked_at.is_(None)).order_by(Credential.id)
    return db.session.scalars(later.offset(1)).first()


def change(row: Any, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def forget(job: str) -> None:
    """Let a promised job be gone, as where the row was lost."""
    db.session.execute(sa.delete(Job).where(Job.name == job))


def give_up(job: str) -> None:
    """Let a promised job have failed for good: it promises nothing any more."""
    change(one(Job, name=job), failed=True, finished_at=now())


def sign_again(number: int) -> None:
    """Sign an award a second time without withdrawing what it has."""
    award = valid().award
    issue(prepare(award, number=number))


def award_again() -> None:
    """Award what is given once a second time to one person."""
    first = valid().award
    change(accepted_award(first.community, of=first.version), member=first.member)


def flip(row: Any, column: str) -> None:
    """Change one bit in the middle of what is kept."""
    data = bytearray(getattr(row, column))
    data[len(data) // 2] ^= 1
    setattr(row, column, bytes(data))


def bring_back() -> None:
    person = one(Person)
    born = person.created_at.replace(microsecond=0)
    db.session.add(Erasure(kind="person", subject=str(person.id), born_at=born, at=now()))


def give_place_of(other: Any) -> None:
    """Let an endorsement stand in a place that a credential has."""
    change(one(Endorsement), status_list_id=other.status_list_id, status_index=other.status_index)


def lose_parent() -> None:
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
    else:  # as a restore without its checks would
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    db.session.execute(sa.update(OutboxMail).values(award_id=4711))


def lose_base() -> None:
    """Let one document name a base that is not there."""
    row = valid()
    assert row.packed is not None
    row.packed = row.packed[:1] + b"no such!" + row.packed[9:]


def pass_over() -> None:
    chunk = one(AwardBatchChunk)
    row = AwardBatchRow(community_id=chunk.community_id, batch_id=chunk.batch_id, position=1)
    change(row, line=1, given={}, links=[], verdict="known")
    db.session.add(row)
    chunk.state = "done"


def promise_twice() -> None:
    for chunk in db.session.scalars(sa.select(AwardBatchChunk)):
        change(chunk, list_id=one(StatusList).id, first_place=0, places=5)


BREAKS: dict[str, tuple[Look, Callable[[], object], str]] = {
    "a job to sign is lost": (
        awards.signed,
        partial(forget, "issue_credential"),
        "awards.unsigned",
    ),
    "a job to sign has failed": (
        awards.signed,
        partial(give_up, "issue_credential"),
        "awards.unsigned",
    ),
    "a valid credential is gone": (
        awards.signed,
        lambda: db.session.delete(another()),
        "awards.unsigned",
    ),
    "what was withdrawn counts": (
        awards.ended,
        lambda: change(one(Credential, revocation="withdrawn"), revoked_at=None),
        "awards.counting",
    ),
    "an award counts twice": (awards.once, partial(sign_again, 7), "awards.signed_twice"),
    "a badge is there twice": (awards.once, award_again, "awards.twice"),
    "an end keeps its place": (
        awards.once,
        lambda: change(one(Award, state="withdrawn"), once_key="1:1"),
        "awards.place",
    ),
    "a state without its line": (
        awards.told,
        lambda: change(one(Award, state="accepted"), state="declined"),
        "awards.history",
    ),
    "a name outlives its erasure": (
        awards.erased,
        lambda: change(one(Award, state="erased"), recipient_name="Ada"),
        "awards.not_erased",
    ),
    "a person is back": (awards.erased, bring_back, "people.not_erased"),
    "a document is another": (
        documents.credentials,
        lambda: change(valid(), document=another().document),
        "credential.broken",
    ),
    "a base is spoilt": (documents.bases, lambda: flip(one(DocumentBase), "body"), "base.broken"),
    "a base is gone": (documents.credentials, lose_base, "credential.broken"),
    "an address is another's": (
        documents.credentials,
        lambda: change(valid(), iri=another().iri),
        "credential.broken",
    ),
    "a key is another": (
        documents.credentials,
        lambda: change(valid(), signing_key=one(SigningKey, algorithm="RSA")),
        "credential.broken",
    ),
    "a document is gone": (
        documents.credentials,
        lambda: change(valid(), document=None),
        "credential.gone",
    ),
    "a document outlives its erasure": (
        documents.credentials,
        lambda: change(one(Credential, document=None), document=valid().document),
        "credential.kept",
    ),
    "a token is cut": (
        documents.forms,
        lambda: flip(one(CredentialForm, form="ob3-jwt"), "document"),
        "credential.broken",
    ),
    "an assertion is cut": (
        documents.forms,
        lambda: flip(one(CredentialForm, form="ob2-jws"), "document"),
        "credential.broken",
    ),
    "an endorsement is another": (
        documents.endorsements,
        lambda: change(one(Endorsement), document=valid().document),
        "endorsement.broken",
    ),
    "a bit says otherwise": (
        lists.agree,
        lambda: change(valid(), revoked_at=now()),
        "status.wrong",
    ),
    "one place for two": (lists.agree, lambda: give_place_of(valid()), "status.twice"),
    "a place from nowhere": (
        lists.agree,
        lambda: change(one(StatusList), next_counter=2),
        "status.undrawn",
    ),
    "a list with other bits": (
        lists.agree,
        lambda: flip(one(StatusList), "bits"),
        "status.stale",
    ),
    "a list that was forged": (
        lists.agree,
        lambda: change(one(StatusList), signed=valid().document),
        "status.unsigned",
    ),
    "a list under a stolen key": (
        lists.agree,
        lambda: change(one(SigningKey, algorithm="Ed25519"), state="revoked"),
        "status.unsigned",
    ),
    "a row without its parent": (rows.whole, lose_parent, "rows.orphans"),
    "a row between communities": (
        rows.whole,
        lambda: change(
            one(CredentialForm, form="ob2-hosted"), community_id=one(Community, slug="other").id
        ),
        "rows.crossed",
    ),
    "a mail that nobody sends": (promises.mails, partial(forget, "send_mail"), "mail.stuck"),
    "a list that nobody goes on with": (
        promises.batches,
        partial(forget, "run_list"),
        "batch.stuck",
    ),
    "a row was passed over": (promises.stretches, pass_over, "batch.left"),
    "a list counts wrongly": (
        promises.stretches,
        lambda: change(one(AwardBatch), state="done", handled=7),
        "batch.counts",
    ),
    "places promised twice": (promises.stretches, promise_twice, "batch.places"),
    "an upload is gone": (
        files.whole,
        lambda: change(one(StoredFile), sha256="0" * 64),
        "files.damaged",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_by_hand_is_found(app: Flask, name: str) -> None:
    look, break_it, code = BREAKS[name]
    with app.app_context():
        break_it()
        db.session.flush()
        found = [each for each in look() if isinstance(each, Finding) and each.grade != "good"]
        db.session.rollback()
    assert [finding.code for finding in found] == [code]


MENDED = (
    "a job to sign is lost",
    "what was withdrawn counts",
    "an end keeps its place",
    "a bit says otherwise",
    "a list that was forged",
    "a mail that nobody sends",
    "a list that nobody goes on with",
)


def test_what_nobody_must_decide_is_mended(app: Flask) -> None:
    """The last test of this installation: it is sound again, but no longer the same."""
    with app.app_context():
        for name in MENDED:
            BREAKS[name][1]()
            db.session.commit()
        codes = {BREAKS[name][2] for name in MENDED}
        assert {finding.code for finding in broken()} >= codes
        assert {finding.code for finding in mend()} >= codes
        assert broken() == []
        assert mend() == []


def test_every_look_has_been_broken_once() -> None:
    assert {look for look, _, _ in BREAKS.values()} == {*INVARIANTS}


def test_a_fault_in_many_rows_is_named_a_few_times_and_counted() -> None:
    found = list(named("awards.unsigned", (str(number) for number in range(1000)), "award"))
    assert len(found) == MOST_NAMED + 1
    assert found[-1].sentence == "980 more of these."
