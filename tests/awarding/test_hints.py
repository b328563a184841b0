"""Hints about what a badge says: each for its reason, none where all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from badges.awarding.blueprints import BLUEPRINTS, Blueprint
from badges.awarding.drafts import AchievementDraft
from badges.awarding.hints import hints
from badges.milestones import (
    AllOf,
    Asking,
    Attended,
    Between,
    Criterion,
    Milestone,
    Submitted,
    Vouched,
)
from badges.wording import wording

BOTH = ("de", "en")
RUBRIC = Asking(rubric=(Criterion({"de": "Sauber", "en": "Clean"}, ({"de": "kalt"},)),))
MADE = Milestone("made", {"de": "Etwas gebaut", "en": "Built something"}, Submitted())
GOOD = AchievementDraft(
    name={"de": "Löten", "en": "Soldering"},
    criteria={"de": "Eine Lampe gelötet und gezeigt.", "en": "Soldered a lamp and showed it."},
    picture="gallery:maker",
    milestones=(MADE,),
)


def codes(draft: AchievementDraft, **options: Any) -> list[str]:
    return [hint.code for hint in hints(draft, BOTH, **options)]


def test_a_clear_badge_gets_no_hint() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(("times", "told"), [(20, []), (21, ["hint.words"])])
def test_more_words_than_a_badge_carries_are_named(times: int, told: list[str]) -> None:
    assert (
        codes(replace(GOOD, milestones=(MADE, replace(MADE, key="w", rule=Vouched(times))))) == told
    )


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda it: str(it.key))
def test_our_own_templates_are_not_vague(blueprint: Blueprint) -> None:
    assert set(codes(blueprint.draft)) <= {"hint.only_there"}


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("de", "Hat aktiv teilgenommen.", "aktiv teilgenommen"),
        ("de", "Zeigte besonderes Engagement im Team.", "besonderes Engagement"),
        ("en", "Actively participated in the course.", "Actively participated"),
        ("en", "Has a good understanding of soil.", "good understanding"),
    ],
)
def test_vague_words_are_named(language: str, text: str, word: str) -> None:
    (found,) = hints(replace(GOOD, criteria={**GOOD.criteria, language: text}), BOTH)
    assert (found.code, found.params["word"]) == ("hint.vague", word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Staatlich anerkannte Ausbildung", "Staatlich anerkannte"),
        ("Meisterin der Lötstation", "Meisterin"),
        ("Vom TÜV-Nord abgenommen", "TÜV-Nord"),
        ("Geprüft nach DIN EN ISO 9001", "DIN EN ISO 9001"),
        ("IHK-Zertifikat Moderation", "IHK-Zertifikat"),
        ("An accredited course", "accredited"),
        ("Master of soldering", "Master of"),
        ("Handwerksmeister für einen Tag", "Handwerksmeister"),
        ("Industriemeisterin Metall", "Industriemeisterin"),
        ("Zertifizierte Moderation", "Zertifizierte"),
        ("Ein Bachelorabschluss ist nicht nötig", "Bachelorabschluss"),
        ("Certified mentor", "Certified"),
    ],
)
def test_words_that_promise_too_much_are_named(text: str, word: str) -> None:
    (found,) = hints(replace(GOOD, name={**GOOD.name, "de": text}), BOTH)
    assert (found.code, found.params["word"]) == ("hint.protected", word)


@pytest.mark.parametrize(
    "text",
    [
        "Meisterschaft im Schach",
        "Hausmeister kennt den Weg",
        "Bürgermeisterinnen zu Gast, Zahlen gemeistert, meisterhaft gelötet",
        "Gesellig gemastert",
        "Ein Meilenstein",
        "Dinner für 12",
        "Mastering the soldering iron",
        "Bachelorette",
    ],
)
def test_words_that_only_look_alike_are_left_alone(text: str) -> None:
    assert codes(replace(GOOD, name={**GOOD.name, "de": text})) == []


def test_a_protected_word_is_named_once_wherever_it_stands() -> None:
    title = {"de": "TÜV geprüft", "en": "tüv checked"}
    draft = replace(GOOD, name={"de": "TÜV", "en": "TÜV"}, milestones=(replace(MADE, title=title),))
    assert codes(draft) == ["hint.protected"]


def test_vague_titles_count_too_and_three_words_are_enough() -> None:
    title = {"de": "Regelmäßig, engagiert, vorbildlich, aktive Teilnahme", "en": "Came"}
    assert codes(replace(GOOD, milestones=(replace(MADE, title=title),))) == ["hint.vague"] * 3


def test_without_a_milestone_nothing_is_checked() -> None:
    assert codes(replace(GOOD, milestones=())) == ["hint.no_milestone"]


def test_being_there_alone_is_remarked_upon() -> None:
    there = replace(MADE, rule=AllOf((Attended(1), Attended(2, kind="workshop"))))
    assert codes(replace(GOOD, milestones=(there,))) == ["hint.only_there"]
    assert codes(replace(GOOD, milestones=(there, replace(MADE, key="b")))) == []


def test_more_than_seven_milestones_are_many() -> None:
    many = tuple(replace(MADE, key=f"m{n}") for n in range(8))
    assert codes(replace(GOOD, milestones=many)) == ["hint.many"]
    assert codes(replace(GOOD, milestones=many[:7])) == []


def test_what_is_missing_in_a_language_is_listed() -> None:
    draft = replace(GOOD, name={"de": "Löten"}, milestones=(replace(MADE, title={"de": "Da"}),))
    (found,) = hints(draft, BOTH)
    assert found.params == {"language": "en", "missing": ["name", "titles"]}
    assert hints(draft, ["de"]) == ()


@pytest.mark.parametrize(
    ("only_german", "missing"),
    [
        ({"description": {"de": "Wofür"}}, "description"),
        ({"picture_alt": {"de": "Ein Kolben"}}, "picture_alt"),
        ({"milestones": (replace(MADE, asking=RUBRIC),)}, "rubric"),
    ],
)
def test_every_text_that_people_read_is_looked_at(only_german: Any, missing: str) -> None:
    (found,) = hints(replace(GOOD, **only_german), BOTH)
    assert found.params == {"language": "en", "missing": [missing]}
    assert "Englisch" in wording("de").sentence(found)


def test_a_period_that_is_over_is_remarked_upon() -> None:
    within = Between(until=date(2026, 3, 9))
    draft = replace(GOOD, milestones=(replace(MADE, rule=Submitted(within=within)),))
    assert codes(draft) == codes(draft, today=date(2026, 3, 9)) == []
    (found,) = hints(draft, BOTH, today=date(2026, 3, 10))
    assert "9. März 2026" in wording("de").sentence(found)


def test_a_badge_whose_holders_are_heard_needs_a_first_one() -> None:
    assert codes(replace(GOOD, milestones=(replace(MADE, rule=Vouched(2, by="holders")),))) == [
        "hint.first_holder"
    ]


def test_an_own_picture_wants_words() -> None:
    own = replace(GOOD, picture="0" * 64)
    assert codes(own, own_alt=False) == ["hint.alt"]
    assert codes(own, own_alt=True) == []
