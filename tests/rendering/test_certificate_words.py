"""The page: every name whole, everything on one page, and no claim that is not ours to make."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from badges.rendering.certificate import render_certificate
from badges.rendering.content import CertificateContent, Heading, Marking, Milestone, tidy
from badges.rendering.environment import source
from badges.rendering.layout import heading_words
from badges.wording import Localized, wording

from .conftest import CREATED, text_of

SIXTY = "Maximiliane-Alexandra Freifrau von Hohenstein-Wartenbergerin"
COMPOUND = "Donaudampfschifffahrtsgesellschaftskapitänspatent"
CLAIMS = ("amtlich", "anerkannt", "zertifiziert", "fälschungssicher", "forgery-proof")

NAMES = {
    "sixty characters": SIXTY,
    "sixty without a blank": "Maximiliane" * 5 + "Maxim",
    "Welsh": "Siân Ŵyn Llŷr",
    "Arabic": "فاطمة الزهراء",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Greek": "Αλέξανδρος Παπαδόπουλος",
    "Cyrillic": "Олександра Їжакевич",
    "Hebrew": "דבורה כהן",
}
SEVEN = tuple(Milestone(f"{COMPOUND} {n}", "Eingereicht und durchgesehen. " * 3) for n in range(7))
LONG: dict[str, dict[str, Any]] = {
    "seven milestones": {"milestones": SEVEN},
    "long criteria": {"criteria": Localized("Ein Satz über die Kriterien. " * 60, "de")},
    "everything": {
        "recipient_name": SIXTY,
        "milestones": SEVEN * 3,
        "description": Localized("Lange Beschreibung. " * 60, "de"),
        "criteria": Localized("Ein Satz über die Kriterien. " * 60, "de"),
        "personal_sentence": "Danke für deine große Geduld. " * 20,
    },
}


def drawn(content: CertificateContent, **changes: Any) -> str:
    return text_of(render_certificate(replace(content, **changes), created=CREATED))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_renders_whole(content: CertificateContent, name: str) -> None:
    short = {"milestones": (), "criteria": None, "description": None}
    assert name.replace(" ", "") in drawn(content, recipient_name=name, **short).replace(" ", "")


@pytest.mark.parametrize("changes", LONG.values(), ids=LONG.keys())
def test_long_content_stays_on_one_page(
    content: CertificateContent, changes: dict[str, Any]
) -> None:
    page = drawn(content, **changes)
    assert "K7MP X4RT W9QH" in page


def test_cut_criteria_say_where_the_rest_is(content: CertificateContent) -> None:
    page = drawn(content, criteria=Localized("Ein Satz über die Kriterien. " * 60, "de"))
    assert "… Die vollständigen Kriterien stehen unter der Adresse unten." in page


def test_a_german_compound_is_hyphenated_and_whole(content: CertificateContent) -> None:
    page = drawn(content, achievement_name=Localized(f"{COMPOUND}vorbereitungslehrgang", "de"))
    assert f"{COMPOUND}vorbereitungslehrgang" in page


def test_the_page_shows_what_was_given(certificate: bytes) -> None:
    page = text_of(certificate)
    for expected in (
        "Nachweis", "hat erreicht", "Drei Werkstatttage", "An 3 von 3 Terminen dabei.",
        "Leipzig, 3. März 2026", "7,5 Arbeitsstunden", "Gültig bis 3. März 2028",
        "Marlene Obermüller", "Mentor", "„Danke, dass du geblieben bist.“",
        "badges.werkstatt.example", "K7MP X4RT W9QH",
    ):  # fmt: skip
        assert expected in page


@pytest.mark.parametrize(
    ("language", "criteria", "qualification", "eidas"),
    [
        ("de", "nach eigenen, veröffentlichten Kriterien", "kein staatlicher Abschluss", "eIDAS"),
        ("en", "under its own published criteria", "no state-recognised qualification", "eIDAS"),
    ],
)
def test_the_footer_says_what_it_is_not(
    content: CertificateContent, language: Any, criteria: str, qualification: str, eidas: str
) -> None:
    page = drawn(content, language=language)
    assert criteria in page
    assert qualification in page
    assert eidas in page


@pytest.mark.parametrize("heading", Heading)
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_heading_follows_what_was_checked(language: str, heading: Heading) -> None:
    words = {
        ("de", Heading.PARTICIPATION): "Teilnahmebestätigung",
        ("de", Heading.RECORD): "Nachweis",
        ("de", Heading.CERTIFICATE): "Zertifikat",
        ("en", Heading.PARTICIPATION): "Confirmation of participation",
        ("en", Heading.RECORD): "Record of achievement",
        ("en", Heading.CERTIFICATE): "Certificate",
    }
    assert heading_words(heading, wording(language)) == words[language, heading]


@pytest.mark.parametrize(("marking", "word"), [(Marking.DEMO, "Demo"), (Marking.TRIAL, "Probe")])
def test_what_is_no_award_says_so(content: CertificateContent, marking: Marking, word: str) -> None:
    assert f"{word} – " in drawn(content, marking=marking)


def test_no_text_claims_what_is_not_ours_to_claim() -> None:
    german = wording("de").catalogue
    texts = " ".join(
        (
            source("certificate/certificate.html"),
            source("certificate/preview.html"),
            *(str(text) for text in vars(german)["_catalog"].values()),
        )
    ).casefold()
    assert not [claim for claim in CLAIMS if claim in texts]


def test_texts_lose_what_no_page_can_show() -> None:
    assert tidy("Ann\x00a\u202e \u2066 We\x1biß\n\ud800") == "Anna Weiß"


def test_zero_width_joiners_stay_in_a_name() -> None:
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"
