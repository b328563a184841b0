"""What the law wants to know of a community: who is responsible, and the pages that say so.

Kept in ``Community.legal``::

    body, represented_by, address, register, phone, authority      single texts
    pages     {"imprint": {"de": "…", "en": "…"}, …}               the community's own words
    checked   {"imprint": "2026-03-10", …}                         when a manager said "checked"

A community that is live has the required ones (:func:`missing_details`), and cannot lose them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.accounts.facts import LANGUAGES
from badges.database import db
from badges.errors import ConflictError, InputError
from badges.models import Community
from badges.ports import now
from badges.text import clean_line, clean_narrative
from badges.timestamps import local_day

PAGES: Final = ("imprint", "privacy", "accessibility")
"""The legal pages, by what a community's own texts for them are kept under."""

REQUIRED: Final = ("body", "represented_by", "address", "authority")
"""Of the details, what must be there before anything is published; the contact address, too."""

LINE_LIMIT: Final = 200
TEXT_LIMIT: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDetails:
    """Who answers for a community: ``address`` is the postal one, ``authority`` supervises it."""

    body: str = ""
    represented_by: str = ""
    address: str = ""
    register: str = ""
    phone: str = ""
    authority: str = ""


def details_of(community: Community) -> LegalDetails:
    """Read what a community has told so far."""
    kept = community.legal or {}
    return LegalDetails(**{name: str(kept.get(name, "")) for name in asdict(LegalDetails())})


def clean_details(given: LegalDetails) -> dict[str, str]:
    """Give the details as they are kept; raises ``InputError`` naming the field."""
    lines = {
        name: clean_line(value, field=name, limit=LINE_LIMIT)
        for name, value in asdict(given).items()
        if name not in {"address", "authority"}
    }
    texts = {
        name: clean_narrative(getattr(given, name), field=name, limit=2 * LINE_LIMIT)
        for name in ("address", "authority")
    }
    return lines | texts


def missing_details(community: Community) -> tuple[str, ...]:
    """Name the required fields that are still empty."""
    details = details_of(community)
    found = [name for name in REQUIRED if not getattr(details, name)]
    return tuple(found if community.contact_email else [*found, "contact_email"])


def require_details(community: Community) -> None:
    """Go on only if a live community may publish; raises ``ConflictError``.

    A trial and a demo publish nothing: what they show says so.
    """
    if community.stage == "live" and missing_details(community):
        raise ConflictError(
            "legal.missing",
            "Legal details are missing; fill them in under “Legal pages” first.",
        )


def update_details(actor: Actor, given: LegalDetails) -> Community:
    """Change the details; raises ``InputError`` where a live community would lose a needed one."""
    actor.require(Permission.SETTINGS)
    row = actor.community
    checked = clean_details(given)
    if row.stage == "live":
        for name in REQUIRED:
            if not checked[name]:
                raise InputError(
                    "legal.required", "A community that is live needs this.", field=name
                )
    return _keep(actor, checked, "details")


def set_own_page(actor: Actor, page: str, texts: Mapping[str, str]) -> Community:
    """Show the community's own words instead of ours; nothing in a language brings ours back."""
    actor.require(Permission.SETTINGS)
    _require_page(page)
    kept = {
        language: clean_narrative(texts.get(language, ""), field=f"{page}_{language}",
                                  limit=TEXT_LIMIT)
        for language in LANGUAGES
    }  # fmt: skip
    pages = dict(actor.community.legal.get("pages", {}))
    pages[page] = {language: text for language, text in kept.items() if text}
    return _keep(actor, {"pages": pages, "checked": _without_check(actor.community, page)}, page)


def mark_checked(actor: Actor, page: str) -> Community:
    """Note that a manager has read a page and says it is right; it is a draft no longer."""
    actor.require(Permission.SETTINGS)
    _require_page(page)
    today = local_day(now(), actor.community.zone).isoformat()
    return _keep(actor, {"checked": _without_check(actor.community, page) | {page: today}}, page)


def own_page(community: Community, page: str, language: str) -> str:
    """Give the community's own words for a page in a language, or nothing."""
    found: Any = (community.legal or {}).get("pages", {}).get(page, {})
    return str(found.get(language, ""))


def checked_on(community: Community, page: str) -> date | None:
    """Tell the day since which a page is no draft, or nothing."""
    found = (community.legal or {}).get("checked", {}).get(page)
    return date.fromisoformat(found) if found else None


def _without_check(community: Community, page: str) -> dict[str, str]:
    checked: Mapping[str, str] = (community.legal or {}).get("checked", {})
    return {name: day for name, day in checked.items() if name != page}


def _keep(actor: Actor, changes: Mapping[str, Any], what: str) -> Community:
    row = actor.community
    row.legal = {**(row.legal or {}), **changes}
    audit.record(actor, "community.legal", f"community:{row.id}", what=what)
    db.session.flush()
    return row


def _require_page(page: str) -> None:
    if page not in PAGES:
        raise InputError("legal.page", "There is no such legal page.", field="page")
