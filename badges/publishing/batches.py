"""Many badges checked at once, for somebody who is not signed in.

What was handed in is kept until the last of it was checked, the result and its receipt for fifteen
minutes more, under an address that cannot be guessed; then a job deletes all of it. The checks run
as a job in slices, so that a page can be reloaded or closed meanwhile, and mails and signatures of
others do not wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast

import sqlalchemy as sa

from badges import jobs
from badges.codes import draw_token, hash_token
from badges.credentials.installation import installation_signer
from badges.credentials.own import OwnFirst
from badges.database import db, reading, wipe_after_commit
from badges.errors import BadgesError, LimitError, NotFoundError
from badges.fetched import Fetch
from badges.models import BatchEntry, BatchUpload, CheckBatch
from badges.ports import now, ports
from badges.publishing.beside import replacement_of, with_suspension
from badges.publishing.checking import read_line, verify_bytes
from badges.publishing.receipts import receipt, receipt_pdf
from badges.publishing.remembering import RememberingFetch
from badges.verifying.bundles import Piece, member_of
from badges.verifying.receipts import Entry, entry_of, unread_entry

KEPT: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=2)
"""After which a batch is deleted, finished or not."""

SLICE: Final = timedelta(seconds=20)
ENTRIES_A_SLICE: Final = 25
MOST_OPEN: Final = 10
"""Batches that may be under way at once: each may hold an upload of 24 MB."""

MOST_OPEN_EACH: Final = 3
"""Of them for one client, so that nobody takes all the places."""

PENDING: Final = 9
RANK_OF: Final = {"not_verified": 0, "unreadable": 1, "undecided": 2, "verified": 3}
"""What needs a look stands first."""

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A part of the table, the worst first; ``counts`` by status are of the whole batch."""

    entries: Sequence[BatchEntry]
    counts: Mapping[str, int]
    number: int
    pages: int


def open_batch(
    pieces: Sequence[Piece], files: Sequence[bytes], *, language: str, client: str = ""
) -> tuple[CheckBatch, str]:
    """Take a batch in and promise its checks; gives it and the secret of its address.

    ``client`` is the network it comes from. Raises ``LimitError`` where too many are under way.
    """
    client_hash = hash_token(client) if client else ""
    waiting = sa.select(sa.func.count()).where(CheckBatch.finished_at.is_(None))
    own = waiting.where(CheckBatch.client_hash == client_hash)
    if client and (db.session.scalar(own) or 0) >= MOST_OPEN_EACH:
        raise LimitError("batch.own_busy", "Yours are being checked; wait until one is done.")
    if (db.session.scalar(waiting) or 0) >= MOST_OPEN:
        raise LimitError("batch.busy", "Others are being checked; try again in some minutes.")
    installation_signer()  # so that no page which only reads has to draw the key
    secret = draw_token(ports().token_bytes)
    batch = CheckBatch(
        secret_hash=hash_token(secret),
        client_hash=client_hash,
        language=language,
        total=len(pieces),
        done=0,
        created_at=now(),
        expires_at=now() + LONGEST,
    )
    db.session.add(batch)
    db.session.flush()
    needed = {piece.upload for piece in pieces}
    for position, data in enumerate(files):
        if position in needed:
            db.session.add(BatchUpload(batch_id=batch.id, position=position, data=data))
    for position, piece in enumerate(pieces):
        db.session.add(
            BatchEntry(
                batch_id=batch.id,
                position=position,
                name=piece.name,
                upload=piece.upload,
                member=piece.member,
                asked=piece.asked,
                rank=PENDING,
                result={},
            )
        )
    jobs.enqueue("check_batch", batch_id=batch.id)
    jobs.enqueue("forget_batch", due=batch.expires_at, batch_id=batch.id)
    return batch, secret


def batch_of(secret: str) -> CheckBatch:
    """Find a batch by its address; raises ``NotFoundError`` also for one that has expired."""
    found = db.session.scalar(
        sa.select(CheckBatch).where(CheckBatch.secret_hash == hash_token(secret))
    )
    if found is None or found.expires_at <= now():
        raise NotFoundError("batch.gone", "This result has been deleted, or the address is wrong.")
    return found


def page_of(batch: CheckBatch, number: int) -> BatchPage:
    """Give one page of a batch's table."""
    counted = db.session.execute(
        sa.select(BatchEntry.rank, sa.func.count())
        .where(BatchEntry.batch_id == batch.id)
        .group_by(BatchEntry.rank)
    )
    by_rank: dict[int, int] = {row[0]: row[1] for row in counted}
    pages = max(1, -(-batch.total // PAGE))
    number = min(max(1, number), pages)
    entries = db.session.scalars(
        sa.select(BatchEntry)
        .where(BatchEntry.batch_id == batch.id)
        .order_by(BatchEntry.rank, BatchEntry.position)
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    ).all()
    counts = {status: by_rank.get(rank, 0) for status, rank in RANK_OF.items()}
    return BatchPage(entries, counts, number, pages)


def check_batch(batch_id: int) -> None:
    """Check the next entries of a batch (a job); the last slice signs the receipt."""
    began = now()
    db.session.commit()  # the job's own transaction must not lock others out while we fetch
    fetch = OwnFirst(RememberingFetch(ports().fetch))
    uploads: dict[int, bytes] = {}
    for entry_id in _pending(batch_id, ENTRIES_A_SLICE):
        with reading(), db.session.no_autoflush:
            entry = db.session.get(BatchEntry, entry_id)
            found = _check(entry, uploads, fetch) if entry is not None else None
        db.session.rollback()
        if found is not None:
            _keep(batch_id, entry_id, found)
        if now() - began > SLICE:
            break
    batch = db.session.get(CheckBatch, batch_id)
    if batch is None:
        return
    if _pending(batch_id, 1):
        jobs.enqueue("check_batch", batch_id=batch_id)
    elif batch.finished_at is None:
        _finish(batch)


def forget_batch(batch_id: int) -> None:
    """Delete a batch whose time is over (a job); one that still has time is looked at later."""
    batch = db.session.get(CheckBatch, batch_id)
    if batch is None:
        return
    if batch.expires_at > now():
        jobs.enqueue("forget_batch", due=batch.expires_at, batch_id=batch_id)
        return
    delete_batch(batch)


def delete_batch(batch: CheckBatch) -> None:
    """Delete a batch with all that was handed in, found and signed."""
    for model in (BatchUpload, BatchEntry):
        db.session.execute(sa.delete(model).where(model.batch_id == batch.id))
    db.session.delete(batch)
    db.session.flush()
    wipe_after_commit()


def _pending(batch_id: int, most: int) -> list[int]:
    query = (
        sa.select(BatchEntry.id)
        .where(BatchEntry.batch_id == batch_id, BatchEntry.rank == PENDING)
        .order_by(BatchEntry.position)
        .limit(most)
    )
    return list(db.session.scalars(query))


def _check(entry: BatchEntry, uploads: dict[int, bytes], fetch: Fetch) -> Entry:
    """Check one entry; whatever is wrong with it becomes its result."""
    line = entry.asked.get("line", "")
    given = line.encode("utf-8", "replace")
    try:
        if entry.upload is not None:
            given = _bytes_of(entry, entry.upload, uploads)
        data = given if entry.upload is not None else read_line(line, fetch)
        result = with_suspension(
            verify_bytes(
                data,
                fetch=fetch,
                recipient=entry.asked.get("recipient", ""),
                name=entry.asked.get("name", ""),
            ).with_gentle_recipient()
        )
    except BadgesError as error:
        return unread_entry(entry.name, given, error.reason)
    found = dict(entry_of(entry.name, given, result, read=b"" if data == given else data))
    if replacement_of(result) is not None:
        found |= {"reason": "status.replaced", "params": {}}
    return found


def _bytes_of(entry: BatchEntry, upload: int, uploads: dict[int, bytes]) -> bytes:
    if upload not in uploads:
        uploads.clear()  # one upload in memory at a time
        uploads[upload] = db.session.scalar(
            sa.select(BatchUpload.data).where(
                BatchUpload.batch_id == entry.batch_id, BatchUpload.position == upload
            )
        ) or b""  # fmt: skip
    data = uploads[upload]
    return data if entry.member is None else member_of(data, entry.member)


def _keep(batch_id: int, entry_id: int, found: Mapping[str, Any]) -> None:
    """Write one result, unless the batch was deleted meanwhile or somebody else wrote it."""
    changed = cast(
        "sa.CursorResult[tuple[()]]",
        db.session.execute(
            sa.update(BatchEntry)
            .where(BatchEntry.id == entry_id, BatchEntry.rank == PENDING)
            .values(result=dict(found), rank=RANK_OF[found["status"]], asked={})
        ),
    )
    if changed.rowcount:
        db.session.execute(
            sa.update(CheckBatch).where(CheckBatch.id == batch_id).values(done=CheckBatch.done + 1)
        )
    db.session.commit()


def _finish(batch: CheckBatch) -> None:
    """Drop what was handed in, sign the receipt and draw it."""
    batch_id, language = batch.id, batch.language
    db.session.execute(sa.delete(BatchUpload).where(BatchUpload.batch_id == batch_id))
    wipe_after_commit()
    db.session.commit()
    at = now()
    with reading(), db.session.no_autoflush:  # drawing takes seconds and must lock nobody out
        entries = db.session.scalars(
            sa.select(BatchEntry.result)
            .where(BatchEntry.batch_id == batch_id)
            .order_by(BatchEntry.position)
        ).all()
        signed = receipt(entries, at=at)
        drawn = receipt_pdf(signed, language="en" if language == "en" else "de")
    db.session.rollback()
    kept = db.session.get(CheckBatch, batch_id)
    if kept is None:
        return  # deleted by who asked for it
    kept.receipt, kept.receipt_pdf, kept.finished_at = signed, drawn, at
    kept.expires_at = now() + KEPT
    jobs.enqueue("forget_batch", due=kept.expires_at, batch_id=batch_id)
