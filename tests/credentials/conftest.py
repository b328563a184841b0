"""An application with an issuer that has its keys, and a way to have an accepted award."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from support import Clock, achievement, make_app, member, running

from badges.accounts.communities import CommunityDraft, open_community
from badges.codes import draw_code
from badges.database import db
from badges.models import Award, Community
from badges.ports import now, ports

MakeAward = Callable[..., Award]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, now=clock, url=database))


@pytest.fixture
def issuer(app: Flask) -> Community:
    return open_community(CommunityDraft(name="Lern Treff", languages=("de", "en")))


@pytest.fixture
def accepted(issuer: Community) -> MakeAward:
    """Make an accepted award; keyword arguments change its columns."""
    version = achievement(issuer)
    ada = member(issuer, "Ada Beispiel")
    ada.subject_id = "urn:uuid:6f1a7c52-98a4-4b1e-9d0c-0f3f3c6d2a11"

    def make(**columns: Any) -> Award:
        public_id = ports().token_bytes(16).hex()
        values: dict[str, Any] = {
            "community": issuer,
            "public_id": public_id,
            "code": draw_code(ports().token_bytes),
            "achievement": version.achievement,
            "version": version,
            "member": ada,
            "state": "accepted",
            "recipient_name": ada.name,
            "recipient_address": ada.address,
            "visibility": "link",
            "awarded_at": now(),
            "accepted_at": now(),
        }
        award = Award(**(values | columns))
        db.session.add(award)
        db.session.flush()
        return award

    return make
