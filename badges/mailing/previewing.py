"""A mail as it would be sent, with a made-up recipient and badge: nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from badges.mailing.composing import Composed, compose
from badges.mailing.kinds import STOPPABLE
from badges.models import AchievementVersion, Award, Community
from badges.ports import now
from badges.wording import wording

NOBODY = "name@example.org"


def preview(
    community: Community, kind: str, language: str, own: tuple[str, str] | None = None
) -> Composed:
    """Put a mail of this kind into words, with the community's own as kept or as tried out."""
    base = community.profile.base_url
    return compose(
        kind,
        NOBODY,
        community=community,
        language=language,
        award=None if kind == "review" else _sample(kind),
        own=own,
        stop_url=f"{base}/mail/…" if kind in STOPPABLE else "",
        **_context(community, kind, language),
    )


def _sample(kind: str) -> Award:
    offered = kind in {"offer", "reminder"}
    return Award(
        recipient_name="Ada Beispiel",
        version=AchievementVersion(name={"de": "Erste Schritte", "en": "First steps"}),
        state="offered" if offered else "accepted",
        narrative="",
    )


def _context(community: Community, kind: str, language: str) -> Mapping[str, Any]:
    words = wording(language, formal=community.formal)
    link = f"{community.profile.base_url}/claim/…"
    match kind:
        case "offer":
            return {"claim_url": link}
        case "reminder":
            return {"link": link, "last": False}
        case "review":
            return {
                "name": "Ada Beispiel",
                "badge": {"de": "Erste Schritte"}.get(language, "First steps"),
                "verdict": "changes",
                "comment": words.gettext("Please add a picture of the back."),
                "link": link,
            }
        case "withdrawal" | "suspension":
            return {"reason": words.gettext("It was given by mistake.")}
        case "expiry":
            return {"link": link, "day": words.date((now() + timedelta(days=30)).date())}
        case _:
            return {"link": link}
