"""Keeping an installation sound: what ``badges doctor`` looks at, each finding with its mend."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from badges import migrations
from badges.credentials import custody
from badges.credentials.own import own_fetch
from badges.database import db, reading
from badges.errors import BadgesError
from badges.models import Award, Community, Credential, Job, StatusList
from badges.ports import now, settings
from badges.proofs import JsonTextError, parse_json
from badges.status import Bitstring, StatusListError, read_list
from badges.verifying import Outcome, verify
from keys.errors import KeysError

Grade = Literal["good", "warning", "bad"]

OVERDUE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: how grave, and what to do about it."""

    code: str
    grade: Grade
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Give the finding as data."""
        return {"code": self.code, "grade": self.grade, "sentence": self.sentence}


def examine(*, deep: bool = False) -> list[Finding]:
    """Look the installation over; ``deep`` reads every credential and every list."""
    looks = [_base_address, _master_key, _schema, _keys, _jobs, _mail]
    if deep:
        looks += [_awards, _credentials, _lists]
    with reading():
        return [finding for look in looks for finding in look()]


def _good(code: str, sentence: str) -> Finding:
    return Finding(code, "good", sentence)


def _base_address() -> Iterator[Finding]:
    base = settings().base_url
    stages = set(db.session.scalars(sa.select(Community.stage)))
    if stages and stages <= {"demo"}:
        yield _good("base.demo", f"The address is {base}, for the demo on this machine only.")
    elif not settings().is_https:
        yield Finding(
            "base.not_https",
            "bad",
            f"BADGES_BASE_URL is {base}; set it to the https address that others will open.",
        )
    elif settings().is_loopback or _is_ip(base):
        yield Finding(
            "base.no_name",
            "bad",
            f"BADGES_BASE_URL is {base}; it must be a name that others can reach.",
        )
    else:
        yield _good("base.https", f"The address is {base}.")
    for community in db.session.scalars(sa.select(Community)):
        if community.profile.base_url != base and community.is_trial:
            yield Finding(
                "base.trial",
                "warning",
                f"{community.slug} is on trial at {community.profile.base_url}; it moves to "
                f"{base} when one of its managers lets it go live.",
            )
        elif community.profile.base_url != base:
            yield Finding(
                "base.moved",
                "bad",
                f"{community.slug} was opened at {community.profile.base_url}, but "
                f"BADGES_BASE_URL is {base}; issued badges name the former, so keep it served.",
            )


def _is_ip(base: str) -> bool:
    host = base.partition("//")[2].split("/")[0].rsplit(":", 1)[0]
    return host.startswith("[") or host.replace(".", "").isdecimal()


def _master_key() -> Iterator[Finding]:
    if settings().master_keys:
        yield _good("master.set", "The master keys come from BADGES_MASTER_KEYS.")
        return
    path = settings().instance_path / "master.key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(
            "master.open", "bad", f"{path} can be read by others; chmod 600 it and rotate the keys."
        )
    else:
        yield Finding(
            "master.file",
            "warning",
            f"The master key is {path}; back it up apart from the database, no key opens without.",
        )


def _schema() -> Iterator[Finding]:
    if migrations.is_current(db.session.connection()):
        yield _good("schema.current", "The database has the newest schema.")
    else:
        yield Finding("schema.old", "bad", "The database has an old schema; restart badges serve.")


def _keys() -> Iterator[Finding]:
    for community in db.session.scalars(sa.select(Community).order_by(Community.id)):
        drawn = {row.algorithm for row in custody.keys_of(community.profile)}
        for algorithm in custody.ISSUER_ALGORITHMS:
            if algorithm in custody.AT_NEED - drawn:
                continue
            try:
                custody.signer_of(community.profile, algorithm)
            except (BadgesError, KeysError) as error:
                yield Finding("keys.unusable", "bad", f"{community.slug}: {error}")
            else:
                yield _good("keys.usable", f"{community.slug} can sign with {algorithm}.")


def _jobs() -> Iterator[Finding]:
    failed = db.session.scalar(sa.select(sa.func.count()).where(Job.failed)) or 0
    oldest = db.session.scalar(sa.select(sa.func.min(Job.due_at)).where(Job.finished_at.is_(None)))
    if failed:
        yield Finding("jobs.failed", "warning", f"{failed} jobs have failed for good; see the log.")
    if oldest is not None and (now() - oldest).total_seconds() > OVERDUE_SECONDS:
        yield Finding("jobs.late", "bad", "Jobs wait too long; is badges serve or work running?")
    if not failed and oldest is None:
        yield _good("jobs.none", "No job waits.")


def _mail() -> Iterator[Finding]:
    if settings().mail_url:
        yield _good("mail.set", "Mail goes out through BADGES_MAIL_URL.")
    else:
        yield Finding(
            "mail.kept", "warning", "No mail server is set; mails wait in each community's outbox."
        )


def _awards() -> Iterator[Finding]:
    """Every accepted award has a valid credential or a job that will make it."""
    bare = db.session.scalars(
        sa.select(Award).where(
            Award.state == "accepted",
            ~sa.exists().where(Credential.award_id == Award.id, Credential.revoked_at.is_(None)),
        )
    ).all()
    promised = {
        job.arguments.get("award_id")
        for job in db.session.scalars(sa.select(Job).where(Job.finished_at.is_(None)))
    }
    lost = [award.public_id for award in bare if award.id not in promised]
    for public_id in lost:
        yield Finding("award.unsigned", "bad", f"Award {public_id} is accepted but never signed.")
    if not lost:
        yield _good("awards.signed", "Every accepted award is signed or about to be.")


def _credentials() -> Iterator[Finding]:
    """Every stored document that is not withdrawn verifies."""
    bad = 0
    query = sa.select(Credential).where(Credential.document.is_not(None)).order_by(Credential.id)
    for credential in db.session.scalars(query.execution_options(yield_per=200)):
        result = verify(credential.document or b"", now=now(), fetch=own_fetch)
        signature = next(check for check in result.checks if check.id == "valid_signature")
        if signature.outcome is not Outcome.PASSED:
            bad += 1
            yield Finding("credential.broken", "bad", f"{credential.iri} does not verify.")
    if not bad:
        yield _good("credentials.verify", "Every stored credential verifies.")


def _lists() -> Iterator[Finding]:
    """Status lists agree with the rows, bit by bit, and what is signed of them with the bits."""
    wrong = 0
    for row in db.session.scalars(sa.select(StatusList)):
        bits = Bitstring.from_bytes(row.bits)
        taken = db.session.execute(
            sa.select(Credential.status_index, Credential.revoked_at).where(
                Credential.status_list_id == row.id
            )
        )
        if any(bits[index] != (revoked is not None) for index, revoked in taken):
            wrong += 1
            yield Finding("status.wrong", "bad", f"{row.iri} disagrees with the credentials.")
        if row.signed and not _is_signed_over(row.signed, row.bits):
            wrong += 1
            yield Finding(
                "status.stale", "bad", f"{row.iri} is published with other bits than kept."
            )
    if not wrong:
        yield _good("status.agree", "The status lists agree with the credentials.")


def _is_signed_over(signed: bytes, bits: bytes) -> bool:
    try:
        return bytes(read_list(parse_json(signed)).bits) == bits
    except (StatusListError, JsonTextError):
        return False
