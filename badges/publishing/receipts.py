"""Receipts of checks made here: signed under the installation's key, as JSON and as PDF."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from badges.credentials.installation import (
    installation_did,
    installation_document,
    installation_signer,
)
from badges.errors import InputError
from badges.ports import now, ports
from badges.rendering.receipt import ReceiptContent, render_receipt
from badges.verifying import GivenDocuments, Outcome
from badges.verifying.receipts import Entry, check_receipt, is_receipt, reason_of, write_receipt

ZONE: Final = ZoneInfo("Europe/Berlin")
"""Where no community is known, whose zone it would be."""


def draw_receipt_id() -> str:
    """Draw the id of a receipt."""
    return uuid.UUID(bytes=ports().token_bytes(16), version=4).urn


def receipt(entries: Sequence[Entry], *, at: datetime | None = None, receipt_id: str = "") -> bytes:
    """Sign what was found as a JSON receipt; ``at`` is the instant of the check."""
    return write_receipt(
        entries,
        signer=installation_signer(),
        issuer=installation_did(),
        at=at or now(),
        receipt_id=receipt_id or draw_receipt_id(),
    )


def receipt_pdf(file: bytes, *, language: Literal["de", "en"]) -> bytes:
    """Draw a receipt of ours to print or file away; the signed one lies inside.

    Raises ``InputError`` for what this installation did not sign: it lends its name to nothing
    else.
    """
    own = GivenDocuments([json.dumps(installation_document()).encode()])
    found = check_receipt(file, fetch=own) if is_receipt(file) else None
    if (
        found is None
        or found.at is None
        or found.finding.outcome is not Outcome.PASSED
        or found.issuer != installation_did()
    ):
        raise InputError("receipt.not_ours", "This receipt was not made here.", field="receipt")
    return render_receipt(
        ReceiptContent(
            language=language,
            domain=found.domain,
            issuer=found.issuer,
            receipt_id=found.receipt_id,
            at=found.at,
            zone=ZONE,
            entries=found.entries,
            reasons=[reason_of(each) for each in found.entries],
            file=file,
        )
    )
