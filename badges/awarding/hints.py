"""Hints for whoever writes a badge: what could be said better. They never stand in the way.

>>> draft = AchievementDraft(name={"en": "Helper"}, criteria={"en": "Actively participated."})
>>> [hint.code for hint in hints(draft, ["en"])]
['hint.vague', 'hint.no_milestone']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from badges.awarding.drafts import AchievementDraft, draft_of
from badges.awarding.files import design_behind
from badges.credentials.endorsements import MOST_VOUCHES
from badges.errors import Reason
from badges.milestones import Attended, Rule, Vouched, WeeksActive, leaves_of, periods_over
from badges.models import AchievementVersion
from badges.ports import now
from badges.timestamps import local_day
from badges.uploads import GALLERY

MANY_MILESTONES: Final = 7
"""More than these are hard to keep in view."""

_VAGUE: Final = re.compile(
    r"\b("
    # German
    r"aktiv (?:teilgenommen|mitgemacht|beteiligt|eingebracht)|aktive Teilnahme|engagiert\w*"
    r"|gute (?:Leistung\w*|Mitarbeit|Kenntnisse)|grundlegendes Verständnis|Verständnis (?:für|von)"
    r"|vertraut mit|sich vertraut gemacht|kennengelernt|regelmäßig|vorbildlich\w*"
    r"|besondere\w* (?:Einsatz|Engagement)|erfolgreich (?:teilgenommen|absolviert)"
    # English
    r"|actively (?:participated|took part|engaged|contributed)|active participation"
    r"|good (?:performance|understanding|knowledge)|basic understanding|understands"
    r"|familiar with|exemplary|outstanding|regularly|successfully (?:participated|completed)"
    r"|showed (?:commitment|engagement)"
    r")\b",
    re.IGNORECASE,
)

_PROTECTED: Final = re.compile(
    r"\b("
    # German: titles and marks that only the state, a chamber or their owner may give
    r"staatlich(?: (?:anerkannt|geprüft|zugelassen|zertifiziert))?\w*|amtlich\w*|behördlich\w*"
    r"|akkreditiert\w*|zertifiziert\w*|öffentlich bestellt\w*|vereidigt\w*"
    r"|(?!(?:Bürger|Haus|Welt|Groß|Rekord|Vize|Vereins|Spiel|Zeremonien)m)\w*meister"
    r"(?:in|innen|s|brief|titel|prüfung)?"
    r"|Fachwirt\w*|Gesell(?:e|in|enbrief|enprüfung)|Sachverständige[rn]?"
    r"|Diplom(?:-\w+)?|Bachelor(?:abschluss|titel)?|Master(?:abschluss|titel)|Staatsexamen"
    r"|Hochschulabschluss|Berufsabschluss|(?:Diplom)?Ingenieur(?:in)?|Professor(?:in)?"
    r"|Psychotherapeut(?:in)?|Rechtsanw(?:alt|ältin)|Steuerberater(?:in)?|Heilpraktiker(?:in)?"
    r"|TÜV(?:-\w+)?|IHK(?:-\w+)?|HWK|DEKRA|DIN(?: EN)?(?: ISO)? ?\d+|ISO ?\d{4,5}"
    # English
    r"|state[- ](?:certified|approved|recognised|recognized)|government[- ]approved"
    r"|accredited|certified|licensed|chartered|(?:bachelor|master)(?:[’']s)? (?:degree|of)"
    r"|diploma|university degree|professor"
    r")(?!\w)",
    re.IGNORECASE,
)
"""Words that may promise more than a community can give: they are protected, or sound official."""

_MOST_WORDS: Final = 3
"""So many words are named at once; who mends these has understood."""


def hints(
    draft: AchievementDraft,
    languages: Sequence[str],
    *,
    own_alt: bool = True,
    today: date | None = None,
) -> tuple[Reason, ...]:
    """Name what could be better; ``languages`` are those the community writes in.

    ``own_alt`` tells whether somebody has described a picture of their own. With ``today`` (in the
    community's zone), periods that are over are named as well.
    """
    return (
        *_vague(draft),
        *_protected(draft),
        *_milestones(draft),
        *_over(draft, today),
        *_languages(draft, languages),
        *_picture(draft, own_alt=own_alt),
    )


def hints_of(version: AchievementVersion) -> tuple[Reason, ...]:
    """Name what could be better about a version, as its community writes and reckons."""
    community = version.achievement.community
    has_alt = any(version.picture_alt.values())
    return hints(
        draft_of(version),
        community.languages,
        own_alt=has_alt or design_behind(community, version.picture) is not None,
        today=local_day(now(), community.zone),
    )


def _vague(draft: AchievementDraft) -> Iterator[Reason]:
    texts = [*draft.criteria.values(), *(t for m in draft.milestones for t in m.title.values())]
    yield from (Reason("hint.vague", word=word) for word in _words(_VAGUE, texts))


def _protected(draft: AchievementDraft) -> Iterator[Reason]:
    titles = (milestone.title for milestone in draft.milestones)
    said = (draft.name, draft.description, draft.criteria, *titles)
    texts = [text for each in said for text in each.values()]
    yield from (Reason("hint.protected", word=word) for word in _words(_PROTECTED, texts))


def _words(wanted: re.Pattern[str], texts: Sequence[str]) -> list[str]:
    """Give what was found, each word once whatever its case."""
    found = [match[0] for text in texts for match in wanted.finditer(text)]
    return list({word.casefold(): word for word in reversed(found)}.values())[::-1][:_MOST_WORDS]


def _milestones(draft: AchievementDraft) -> Iterator[Reason]:
    count = len(draft.milestones)
    if count == 0:
        yield Reason("hint.no_milestone")
    elif all(_is_presence(milestone.rule) for milestone in draft.milestones):
        yield Reason("hint.only_there")
    if count > MANY_MILESTONES:
        yield Reason("hint.many", count=count)
    leaves = [leaf for it in draft.milestones for leaf in leaves_of(it.rule, asked=True)]
    if any(isinstance(leaf, Vouched) and leaf.times > MOST_VOUCHES for leaf in leaves):
        yield Reason("hint.words", count=MOST_VOUCHES)
    if any(getattr(leaf, "by", None) == "holders" for leaf in leaves):
        yield Reason("hint.first_holder")


def _is_presence(rule: Rule) -> bool:
    """Tell whether being there is all that counts."""
    return all(isinstance(part, Attended | WeeksActive) for part in leaves_of(rule, asked=True))


def _over(draft: AchievementDraft, today: date | None) -> Iterator[Reason]:
    if today is not None:
        yield from (
            Reason("hint.period_over", **each.params)
            for each in periods_over(draft.milestones, today)
        )


def _languages(draft: AchievementDraft, languages: Sequence[str]) -> Iterator[Reason]:
    """Name, for each language, what is written in another one only."""
    written = _written(draft)
    for language in languages:
        missing = [name for name, texts in written.items() if _lack(texts, language)]
        if missing:
            yield Reason("hint.language", language=language, missing=missing)


def _written(draft: AchievementDraft) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Give what people read of a badge, each by its language, under what it is called."""
    rubrics = [line for it in draft.milestones for line in it.asking.rubric]
    return {
        "name": [draft.name],
        "description": [draft.description],
        "criteria": [draft.criteria],
        "picture_alt": [draft.picture_alt],
        "titles": [milestone.title for milestone in draft.milestones],
        "rubric": [text for line in rubrics for text in (line.title, *line.levels)],
    }


def _lack(texts: Sequence[Mapping[str, str]], language: str) -> bool:
    return any(_lacks(each, language) for each in texts)


def _lacks(texts: Mapping[str, str], language: str) -> bool:
    return any(texts.values()) and not texts.get(language, "").strip()


def _picture(draft: AchievementDraft, *, own_alt: bool) -> Iterator[Reason]:
    if draft.picture and not draft.picture.startswith(GALLERY) and not own_alt:
        yield Reason("hint.alt")
