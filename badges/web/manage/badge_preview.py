"""What members will read of a badge that is being written, and hints for whoever writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from badges.accounts.access import Actor
from badges.awarding.drafts import AchievementDraft
from badges.awarding.files import design_behind
from badges.awarding.hints import hints
from badges.errors import InputError
from badges.milestones import Record, Rule
from badges.models import Community
from badges.ports import now
from badges.timestamps import local_day
from badges.web.manage.badge_form import loosely
from badges.web.manage.frame import Texts
from badges.web.manage.milestone_rows import Row, rule_of
from badges.web.manage.progress import titles_of
from badges.web.pages import words
from badges.wording import Wording, pick, wording


@dataclass(frozen=True, slots=True)
class Shown:
    """The badge in one language: its texts, and each milestone with what is still missing."""

    language: str
    name: str
    description: str
    criteria: str
    milestones: list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class RowSentences:
    """What a member who begins reads (``asked``), and all that a composed rule says."""

    asked: list[str]
    whole: str


def asked_for(rule: Rule, words: Wording, names: Mapping[str, str], zone: ZoneInfo) -> list[str]:
    """Say what a rule asks for, as a member reads it who has done nothing of it yet."""
    answer = rule.check(Record(now=now(), zone=zone))
    return words.sentences(answer.reasons, names=names, zone=zone)


def row_sentences(
    actor: Actor, rows: Sequence[Row], names: Mapping[str, str]
) -> list[RowSentences | None]:
    """Say each row in the reader's language; nothing for what cannot be read yet."""
    zone = ZoneInfo(actor.community.zone)
    found: list[RowSentences | None] = []
    for number, row in enumerate(rows):
        try:
            rule = rule_of(row, number)
        except InputError:
            found.append(None)
            continue
        is_composed = len(row.parts) > 1 or row.typed["join"] == "written"
        whole = words().sentence(rule.to_reason(), names=names, zone=zone) if is_composed else ""
        found.append(RowSentences(asked_for(rule, words(), names, zone), whole))
    return found


def shown(actor: Actor, draft: AchievementDraft) -> list[Shown]:
    """Show a draft in each of the community's languages that it has a name in."""
    community = actor.community
    zone = ZoneInfo(community.zone)
    found = []
    for language in community.languages:
        if not draft.name.get(language):
            continue
        speech = wording(language, formal=community.formal)
        names = titles_of(actor, language)
        steps = [
            (pick(item.title, language).text, asked_for(item.rule, speech, names, zone))
            for item in draft.milestones
        ]
        found.append(
            Shown(
                language,
                draft.name[language],
                draft.description.get(language, ""),
                draft.criteria.get(language, ""),
                steps,
            )
        )
    return found


def form_preview(actor: Actor, typed: Texts, rows: Sequence[Row]) -> tuple[list[Shown], list[str]]:
    """Show what is typed, with the hints about it as sentences."""
    draft = loosely(typed, rows)
    return shown(actor, draft), hint_sentences(actor.community, draft)


def hint_sentences(community: Community, draft: AchievementDraft) -> list[str]:
    """Put the hints about a draft into the reader's words."""
    has_alt = any(draft.picture_alt.values()) or design_behind(community, draft.picture) is not None
    today = local_day(now(), community.zone)
    found = hints(draft, community.languages, own_alt=has_alt, today=today)
    return words().sentences(found)
