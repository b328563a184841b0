"""What the doctor looks at on the machine: address, folder, disk, clock, database, backups."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from badges import migrations
from badges.database import db
from badges.keeping.findings import Finding, bad, good, warning
from badges.keeping.installation import found_installation
from badges.models import AuditEntry, Community, Job, OutboxMail
from badges.ports import now, ports, settings
from badges.timestamps import utc_text

OVERDUE_SECONDS = 600
BACKUP_DAYS = timedelta(days=30)
LEAST_MB, GOOD_MB = 100, 1000
_OTHERS = 0o077


def base_address() -> Iterator[Finding]:
    """See that the address is one that can stand on certificates for ever (decisions 2)."""
    base = settings().base_url
    stages = set(db.session.scalars(sa.select(Community.stage)))
    if stages and stages <= {"demo"}:
        yield good("base.demo", base=base)
    elif not settings().is_https:
        yield bad("base.not_https", base=base)
    elif settings().is_loopback or _is_ip(base):
        yield bad("base.no_name", base=base)
    else:
        yield good("base.https", base=base)
    for community in db.session.scalars(sa.select(Community)):
        opened = community.profile.base_url
        if opened != base and community.is_trial:
            yield warning("base.trial", community=community.slug, opened=opened, base=base)
        elif opened != base:
            yield bad("base.moved", community=community.slug, opened=opened, base=base)


def _is_ip(base: str) -> bool:
    host = urlsplit(base).hostname or ""
    return ":" in host or host.replace(".", "").isdecimal()


def master_key() -> Iterator[Finding]:
    """See that the master key is there and nobody else's."""
    if settings().master_keys:
        yield good("master.set")
        return
    path = settings().instance_path / "master.key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        yield bad("master.open", path=str(path))
    else:
        yield warning("master.file", path=str(path))


def folder() -> Iterator[Finding]:
    """Database and uploads are readable by the service alone."""
    path = settings().instance_path
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        yield warning("folder.open", path=str(path))
    else:
        yield good("folder.closed")


def disk() -> Iterator[Finding]:
    """There is room for what comes."""
    free = shutil.disk_usage(settings().instance_path).free // 1_000_000
    if free < LEAST_MB:
        yield bad("disk.full", mb=free)
    elif free < GOOD_MB:
        yield warning("disk.short", mb=free)
    else:
        yield good("disk.enough", mb=free)


def drawings() -> Iterator[Finding]:
    """Say how much is kept of what certificates have in common; it is bounded, and may be lost."""
    shelf = ports().drawings
    if shelf is not None:
        count, size = shelf.kept()
        yield good("drawings.kept", count=count, mb=round(size / 1_000_000))


def clock() -> Iterator[Finding]:
    """Nothing was written later than now: signatures carry the time (decisions 23)."""
    newest = [db.session.scalar(sa.select(sa.func.max(AuditEntry.at)))]
    newest.append(db.session.scalar(sa.select(sa.func.max(Job.created_at))))
    written = max((at for at in newest if at is not None), default=None)
    if written is not None and written > now() + timedelta(minutes=1):
        yield bad("clock.behind", written_at=utc_text(written))
    else:
        yield good("clock.plausible")


def schema() -> Iterator[Finding]:
    """See that the database is what this version of the code expects."""
    standing = migrations.standing(db.session.connection())
    if standing == "current":
        yield good("schema.current")
    elif standing == "newer":
        yield warning("schema.newer")
    else:
        yield bad("schema.old")


def work() -> Iterator[Finding]:
    """Somebody does the tasks, and they succeed."""
    failed = db.session.scalar(sa.select(sa.func.count()).where(Job.failed)) or 0
    oldest = db.session.scalar(sa.select(sa.func.min(Job.due_at)).where(Job.finished_at.is_(None)))
    if failed:
        yield warning("jobs.failed", count=failed)
    if oldest is not None and (now() - oldest).total_seconds() > OVERDUE_SECONDS:
        yield bad("jobs.late")
    elif not failed:
        last = db.session.scalar(sa.select(sa.func.max(Job.finished_at)))
        yield good("jobs.none", last_at=utc_text(last) if last else "")


def mail() -> Iterator[Finding]:
    """Mail goes out."""
    failed = db.session.scalar(sa.select(sa.func.count()).where(OutboxMail.state == "failed"))
    if failed:
        yield warning("mail.failed", count=failed)
    if settings().mail_url:
        yield good("mail.set")
    else:
        yield warning("mail.kept")


def backups() -> Iterator[Finding]:
    """There is a recent backup, and no old copy that keeps what was erased."""
    row = found_installation()
    last = row.last_backup_at if row else None
    if last is None:
        yield warning("backup.never")
    elif needs_backup(last):
        yield warning("backup.old", made_at=utc_text(last))
    else:
        yield good("backup.recent", made_at=utc_text(last))
    if row is not None and row.restored_from is not None and not row.erasures_known:
        yield warning("backup.erasures", made_at=utc_text(row.restored_from))
    kept = settings().instance_path / "backups"
    before = (now() - BACKUP_DAYS).timestamp()
    old = [path for path in kept.glob("*") if path.stat().st_mtime < before]
    if old:
        yield warning("backup.safety", count=len(old), path=str(kept))


def needs_backup(last: datetime | None) -> bool:
    """Tell whether it is time for a backup."""
    return last is None or now() - last > BACKUP_DAYS
