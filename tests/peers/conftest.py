"""A community in which Mira, who holds a badge, can vouch for Ada, who is on the way to it."""

from __future__ import annotations

from typing import Any

import pytest
from credentials.conftest import app, clock
from flask import Flask
from support import achievement, community, member

from badges import jobs, tasks
from badges.codes import draw_code
from badges.credentials.custody import create_key
from badges.database import db
from badges.models import Achievement, Award, Community, Membership, Vouch
from badges.peers.vouching import vouch
from badges.ports import now, ports

__all__ = ["app", "clock"]

VOUCHED = {"vouched": {"times": 2, "from": "holders"}}


@pytest.fixture(autouse=True)
def _queue(app: Flask) -> None:
    jobs.register(tasks.HANDLERS)


def signing(slug: str, name: str) -> Community:
    """Make a community that can sign what is signed here; its other keys would take their time."""
    row: Community = community(slug, name=name)
    create_key(row.profile, "Ed25519", activate=True)
    return row


@pytest.fixture
def issuer(app: Flask) -> Community:
    return signing("lern-treff", "Lern Treff")


@pytest.fixture
def loops(issuer: Community) -> Achievement:
    """Give an achievement that two of its holders vouch for."""
    made: Achievement = achievement(issuer, "loops", {"seen": VOUCHED}).achievement
    return made


@pytest.fixture
def ada(issuer: Community) -> Membership:
    row: Membership = member(issuer, "Ada Beispiel")
    row.subject_id = "urn:uuid:6f1a7c52-98a4-4b1e-9d0c-0f3f3c6d2a11"
    return row


def held(row: Achievement, holder: Membership, **columns: Any) -> Award:
    values: dict[str, Any] = {
        "community": row.community,
        "public_id": ports().token_bytes(16).hex(),
        "code": draw_code(ports().token_bytes),
        "achievement": row,
        "version": row.versions[-1],
        "member": holder,
        "state": "accepted",
        "recipient_name": holder.name,
        "recipient_address": holder.address,
        "awarded_at": now(),
        "accepted_at": now(),
    }
    made = Award(**(values | columns))
    db.session.add(made)
    db.session.flush()
    return made


@pytest.fixture
def mira(issuer: Community, loops: Achievement) -> Membership:
    row: Membership = member(issuer, "Mira Sommer")
    held(loops, row)
    return row


@pytest.fixture
def jonas(issuer: Community, loops: Achievement) -> Membership:
    row: Membership = member(issuer, "Jonas Weber")
    held(loops, row, visibility="public")
    return row


def say(voucher: Membership, about: Membership, row: Achievement, **options: Any) -> Vouch:
    values: dict[str, Any] = {"sentence": "She explained loops to me.", "named": True}
    return vouch(voucher, about, row, **(values | options))
