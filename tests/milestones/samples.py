"""Short ways to say what a member did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from badges.milestones import Activity, Approval, Evidence, HeldAward, Record

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def went(name: str, *, days_ago: float = 1, kind: str = "workshop", tags: str = "") -> Activity:
    return Activity(
        name, kind, NOW - timedelta(days=days_ago), tags=frozenset(tags.split()), hours=2
    )


def handed_in(
    name: str,
    *approved_by: str,
    milestone: str = "talk",
    kind: str = "link",
    turned_down: bool = False,
) -> Evidence:
    """``approved_by`` names people as ``role:name``."""
    approvals = tuple(
        Approval(reviewer, role)
        for role, _, reviewer in (each.partition(":") for each in approved_by)
    )
    at = NOW - timedelta(days=2)
    return Evidence(name, milestone, kind, at, approvals=approvals, turned_down=turned_down)


def holds(achievement: str, *, until: datetime | None = None) -> HeldAward:
    return HeldAward(f"award-{achievement}", achievement, NOW - timedelta(days=5), until)


def record(*doings: Activity | Evidence | HeldAward, now: datetime = NOW) -> Record:
    return Record(
        now=now,
        zone=BERLIN,
        member="me",
        activities=tuple(each for each in doings if isinstance(each, Activity)),
        evidence=tuple(each for each in doings if isinstance(each, Evidence)),
        awards=tuple(each for each in doings if isinstance(each, HeldAward)),
    )
