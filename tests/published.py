"""Awards that were issued, for the tests of what is published: rows made directly, then signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
import support
from flask import Flask
from reused import share_connections, share_statements

from badges import web
from badges.codes import draw_code
from badges.credentials.custody import create_issuer_keys
from badges.database import configure_engine, db
from badges.issuing import issue, prepare
from badges.models import Award, AwardEvent, Community, Membership
from badges.ports import EXTENSION, now, ports

TRACE = {
    "needed": 1,
    "milestones": [
        {
            "key": "came",
            "progress": {
                "met": True,
                "have": 2,
                "need": 2,
                "counted": [
                    {"what": "activity", "id": "1", "at": "2026-03-01T10:00:00Z"},
                    {"what": "activity", "id": "2", "at": "2026-03-08T10:00:00Z"},
                ],
                "parts": [],
            },
        }
    ],
}


def site(tmp_path: Path, **options: Any) -> Flask:
    """Make an application with all its doors, over the tables that ``make_app`` makes."""
    bare = support.make_app(tmp_path, **options)
    app = Flask("badges", static_folder=None, template_folder=None)
    app.config.update(bare.config, SECRET_KEY="for tests only", TESTING=True)
    app.config["PROPAGATE_UNEXPECTED"] = True
    app.config["MAX_CONTENT_LENGTH"] = 24_000_000
    app.extensions[EXTENSION] = bare.extensions[EXTENSION]
    db.init_app(app)
    with app.app_context():
        configure_engine(db.engine)
        share_statements(db.engine)
        share_connections(db.engine)
        web.register(app)
    return app


def issuing_community(slug: str = "demo", **columns: Any) -> Community:
    """Make a community whose issuer has its keys."""
    row = support.community(slug, **columns)
    create_issuer_keys(row.profile)
    return row


def issued_award(community: Community | None = None, **columns: Any) -> Award:
    """Make an award that is accepted, signed and visible by link."""
    made = accepted_award(community, **columns)
    issue(prepare(made))
    db.session.commit()
    return made


def accepted_award(community: Community | None = None, **columns: Any) -> Award:
    """Make an award that is accepted and not signed yet; the member is Ada Beispiel."""
    community = (
        community
        or db.session.scalar(sa.select(Community).filter_by(slug="demo"))
        or issuing_community()
    )
    achievement = columns.pop("achievement", {})
    number = ports().token_bytes(4).hex()
    version = columns.pop("of", None) or support.achievement(
        community, f"first-steps-{number}", **achievement
    )
    member: Membership = support.member(community, "Ada Beispiel", f"ada{number}@example.org")
    member.subject_id = f"urn:uuid:00000000-0000-4000-8000-0000{number}"
    values: dict[str, Any] = {
        "public_id": ports().token_bytes(16).hex(),
        "code": draw_code(ports().token_bytes),
        "state": "accepted",
        "recipient_name": member.name,
        "recipient_address": "ada@example.org",
        "language": "de",
        "visibility": "link",
        "by_rule": True,
        "trace": TRACE,
        "awarded_at": now(),
        "accepted_at": now(),
    }
    row = Award(
        community_id=community.id,
        community=community,
        achievement=version.achievement,
        version=version,
        member=member,
        events=[AwardEvent(community_id=community.id, what="accepted", at=now())],
        **(values | columns),
    )
    db.session.add(row)
    db.session.flush()
    return row
