"""Hints for whoever writes a badge: what could be said better. They never stand in the way.

>>> draft = AchievementDraft(name={"en": "Helper"}, criteria={"en": "Actively participated."})
>>> [hint.code for hint in hints(draft, ["en"])]
['hint.vague', 'hint.no_milestone']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from badges.awarding.drafts import AchievementDraft
from badges.errors import Reason
from badges.milestones import Attended, Rule, WeeksActive, leaves_of
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
    r"|akkreditiert\w*|Meister(?:in|brief|titel|prüfung)?|Fachwirt\w*"
    r"|Diplom(?:-\w+)?|Hochschulabschluss|Berufsabschluss|Ingenieur(?:in)?|Professor(?:in)?"
    r"|TÜV(?:-\w+)?|IHK(?:-\w+)?|HWK|DEKRA|DIN(?: EN)?(?: ISO)? ?\d+|ISO ?\d{4,5}"
    # English
    r"|state[- ](?:certified|approved|recognised|recognized)|government[- ]approved"
    r"|accredited|licensed|chartered|(?:bachelor|master)(?:[’']s)? (?:degree|of)"
    r"|diploma|university degree|professor"
    r")(?!\w)",
    re.IGNORECASE,
)
"""Words that may promise more than a community can give: they are protected, or sound official."""

_MOST_WORDS: Final = 3
"""So many words are named at once; who mends these has understood."""


def hints(
    draft: AchievementDraft, languages: Sequence[str], *, own_alt: bool = True
) -> tuple[Reason, ...]:
    """Name what could be better; ``languages`` are those the community writes in.

    ``own_alt`` tells whether somebody has described a picture of their own.
    """
    return (
        *_vague(draft),
        *_protected(draft),
        *_milestones(draft),
        *_languages(draft, languages),
        *_picture(draft, own_alt=own_alt),
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


def _is_presence(rule: Rule) -> bool:
    """Tell whether being there is all that counts."""
    return all(isinstance(part, Attended | WeeksActive) for part in leaves_of(rule, asked=True))


def _languages(draft: AchievementDraft, languages: Sequence[str]) -> Iterator[Reason]:
    """Name, for each language, what is written in another one only."""
    for language in languages:
        missing = [
            name
            for name, texts in (("name", draft.name), ("criteria", draft.criteria))
            if _lacks(texts, language)
        ]
        if any(_lacks(milestone.title, language) for milestone in draft.milestones):
            missing.append("titles")
        if missing:
            yield Reason("hint.language", language=language, missing=missing)


def _lacks(texts: Mapping[str, str], language: str) -> bool:
    return any(texts.values()) and not texts.get(language, "").strip()


def _picture(draft: AchievementDraft, *, own_alt: bool) -> Iterator[Reason]:
    if draft.picture and not draft.picture.startswith(GALLERY) and not own_alt:
        yield Reason("hint.alt")
