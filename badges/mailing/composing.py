"""A mail's three texts: a template's, in the recipient's language, in the community's own words.

A community's own subject and opening may hold ``{name}``, ``{badge}`` and ``{community}``::

    >>> filled("Hello {name}, {wrong}", {"name": "Ada"})
    'Hello Ada, {wrong}'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import sqlalchemy as sa

from badges.database import db
from badges.errors import InputError
from badges.mailing.kinds import OWN_WORDS, PLACEHOLDERS
from badges.models import Award, Community, MailWords, OutboxMail
from badges.ports import settings
from badges.rendering.colours import palette_of
from badges.rendering.environment import render
from badges.text import clean_line, clean_narrative
from badges.wording import pick, wording

LEGAL: Final = {"de": ("impressum", "datenschutz"), "en": ("legal-notice", "privacy")}
SUBJECT_LIMIT: Final = 150
OPENING_LIMIT: Final = 1_000
LOGO: Final = "cid:logo"
"""The address by which a mail's HTML names the logo that comes with it."""

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Composed:
    """What a mail says: ``subject`` on one line, ``text`` and ``html`` the same content."""

    subject: str
    text: str
    html: str


def compose(
    kind: str,
    address: str,
    *,
    community: Community,
    language: str,
    award: Award | None,
    own: tuple[str, str] | None = None,
    stop_url: str = "",
    before: int | None = None,
    **context: Any,
) -> Composed:
    """Put a mail into words; ``own`` are subject and opening to try out, else those kept.

    ``stop_url`` is where reminders are stopped, for kinds that can be. ``before`` is the row of a
    mail that is put into words later than it was promised. Nothing is written.
    """
    words = wording(language, formal=community.formal)
    if award is not None:
        context.setdefault("name", award.recipient_name)
        context.setdefault("badge", pick(award.version.name, language).text)
    subject, opening = own if own is not None else own_words(community, kind, language)
    values = {name: str(context.get(name, "")) for name in PLACEHOLDERS}
    values["community"] = community.name
    known: dict[str, Any] = {
        **context,
        "kind": kind,
        "community": community,
        "award": award,
        "opening": filled(opening, values),
        "first": _is_first(community, address, before),
        "palette": palette_of(community.colour),
        "logo": LOGO if community.logo else "",
        "base_url": community.profile.base_url,
        "host": urlsplit(community.profile.base_url).netloc,
        "legal": [
            f"{settings().base_url}/issuers/{community.profile.slug}/{page}"
            for page in LEGAL[language]
        ],
        "stop_url": stop_url,
    }
    standard = render(f"email/{kind}/subject.txt", wording=words, **known)
    text = render(f"email/{kind}/body.txt", wording=words, **known)
    foot = render("email/foot.txt", wording=words, **known)
    return Composed(
        subject=" ".join((filled(subject, values) or standard).split()),
        text=f"{text.strip()}\n\n-- \n{foot.strip()}\n",
        html=render(f"email/{kind}/body.html", wording=words, **known),
    )


def own_words(community: Community, kind: str, language: str) -> tuple[str, str]:
    """Give a community's own subject and opening; each is empty where the standard stands."""
    row = _row(community, kind, language)
    return (row.subject, row.opening) if row is not None else ("", "")


def check_own_words(subject: str, opening: str) -> tuple[str, str]:
    """Clean a subject and an opening; raises ``InputError`` naming the field and what is odd."""
    texts = {
        "subject": clean_line(subject, field="subject", limit=SUBJECT_LIMIT),
        "opening": clean_narrative(opening, field="opening", limit=OPENING_LIMIT),
    }
    for field, text in texts.items():
        for name in _PLACEHOLDER.findall(text):
            if name not in PLACEHOLDERS:
                raise InputError(
                    "mail.placeholder",
                    f"{{{name}}} is not known here; there are {{name}}, {{badge}}, {{community}}.",
                    field=field,
                    given=name,
                )
    return texts["subject"], texts["opening"]


def set_own_words(
    community: Community, kind: str, language: str, subject: str, opening: str
) -> None:
    """Keep a community's own subject and opening; both empty: back to the standard text.

    Raises ``InputError`` for a kind that has none, and as :func:`check_own_words` does.
    """
    if kind not in OWN_WORDS or language not in LEGAL:
        raise InputError("mail.kind", "This mail has no words of your own.", field="kind")
    subject, opening = check_own_words(subject, opening)
    row = _row(community, kind, language)
    if not subject and not opening:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(
            MailWords(
                community_id=community.id,
                kind=kind,
                language=language,
                subject=subject,
                opening=opening,
            )
        )
    else:
        row.subject, row.opening = subject, opening
    db.session.flush()


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in for their placeholders; what is none of them stays as it stands."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def _row(community: Community, kind: str, language: str) -> MailWords | None:
    return db.session.scalar(
        sa.select(MailWords).where(
            MailWords.community_id == community.id,
            MailWords.kind == kind,
            MailWords.language == language,
        )
    )


def _is_first(community: Community, address: str, before: int | None) -> bool:
    """Tell whether this address has had no mail of this community yet, or none before this row."""
    told = sa.select(OutboxMail.id).where(
        OutboxMail.community_id == community.id,
        OutboxMail.address == address,
        OutboxMail.state.in_(("sent", "kept", "waiting")),
        sa.true() if before is None else OutboxMail.id < before,
    )
    return db.session.scalar(told.limit(1)) is None
