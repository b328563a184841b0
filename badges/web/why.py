"""Why a badge was awarded, in words: each milestone with the things that carried it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from badges.awarding.explaining import Because, Fact, because
from badges.models import Award
from badges.sentences.words import KINDS
from badges.timestamps import local_day
from badges.web.pages import words
from badges.wording import pick


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that counted: its sort, its name, its day, who stands behind it."""

    sort: str
    name: str
    on: date
    by: str
    hours: float | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Reasoning:
    """One milestone; ``lang`` is set where its title is in another language than the page's."""

    title: str
    lang: str
    met: bool
    have: int
    need: int
    lines: tuple[Line, ...]


def reasoning_of(award: Award, names: Mapping[str, str]) -> list[Reasoning]:
    """Give the award's trace for a page; ``names`` are the badges' names by slug."""
    return [_reasoning(award, each, names) for each in because(award)]


def _reasoning(award: Award, each: Because, names: Mapping[str, str]) -> Reasoning:
    language = words().language
    title = pick(each.title, language)
    return Reasoning(
        title.text or each.key,
        title.language if title.language != language else "",
        each.met,
        each.have,
        each.need,
        tuple(_line(award, fact, names) for fact in each.facts),
    )


def _line(award: Award, fact: Fact, names: Mapping[str, str]) -> Line:
    return Line(
        _sort(fact),
        names.get(fact.name, fact.name) if fact.what == "award" else fact.name,
        local_day(fact.at, award.community.zone),
        _by(fact),
        fact.hours,
        fact.gone,
    )


def _sort(fact: Fact) -> str:
    gettext = words().gettext
    named = {
        "award": gettext("Badge"),
        "vouch": gettext("Vouch"),
        "goal": gettext("Goal"),
        "decision": gettext("Confirmed by hand"),
        "meeting": gettext("Meeting"),
        "activity": gettext("Activity"),
        "evidence": gettext("Piece of evidence"),
        "review": gettext("Piece of evidence"),
    }
    known = KINDS.get(fact.kind)
    name = gettext(known.text) if known else fact.kind
    return name[:1].upper() + name[1:] if name else named[fact.what]


def _by(fact: Fact) -> str:
    if not fact.by:
        return ""
    gettext = words().gettext
    names = ", ".join(fact.by)
    if fact.what in {"review", "evidence"}:
        return gettext("approved by %(names)s", names=names)
    if fact.what == "meeting":
        return gettext("with %(names)s", names=names)
    return gettext("by %(names)s", names=names)
