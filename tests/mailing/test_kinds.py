"""Each kind of mail says what happened in both languages, why it was written and what to do."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from support import achievement, manager

from badges import mailing
from badges.awarding.awards import award
from badges.database import db
from badges.mailing.logo import with_logo
from badges.models import Award, Community, Membership, OutboxMail
from badges.rendering.colours import contrast
from badges.uploads import PICTURES, keep_picture

LINK = "http://localhost:8000/claim/x"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
CONTEXT: dict[str, dict[str, object]] = {
    "reminder": {"link": LINK, "last": True},
    "review": {"link": LINK, "verdict": "changes", "comment": "Say <more>."},
    "correction": {"link": LINK},
    "withdrawal": {"reason": "It was given by <mistake>."},
    "suspension": {"reason": "It is being looked into."},
    "reinstatement": {"link": LINK},
    "expiry": {"link": LINK, "day": "1 May 2027"},
    "together": {"link": LINK, "meetings": 1, "asked": 1},
    "follow_up": {"link": LINK, "days": 30},
    "test": {},
}


@pytest.fixture
def made(demo: Community, ada: Membership) -> Award:
    return award(manager(demo), achievement(demo).achievement, ada, reason="She came")[0]


def written(made: Award, kind: str, language: str) -> OutboxMail:
    return mailing.post(
        kind,
        "new@example.org",
        community=made.community,
        language=language,
        award=made,
        **CONTEXT[kind],
    )


@pytest.mark.parametrize(
    ("kind", "language", "formal"),
    list(itertools.product(CONTEXT, ("de", "en"), (False, True))),
)
def test_it_says_the_same_in_text_and_html(
    made: Award, kind: str, language: str, *, formal: bool
) -> None:
    made.community.formal = formal
    mail = written(made, kind, language)
    assert mail.subject
    assert "\n" not in mail.subject
    greeting = {("de", False): "Hallo", ("de", True): "Guten Tag"}.get((language, formal), "Hello")
    for text in (mail.text, mail.html):
        assert f"{greeting} Ada Beispiel," in text
        notice = "impressum" if language == "de" else "legal-notice"
        assert f"http://localhost:8000/issuers/{made.community.slug}/{notice}" in text
        if language == "de" and formal:
            assert not re.search(r"\b(du|dein\w*|dich|dir)\b", text)


@pytest.mark.parametrize("kind", ["review", "withdrawal"])
def test_what_somebody_wrote_stands_in_it_and_is_no_markup(made: Award, kind: str) -> None:
    mail = written(made, kind, "en")
    said = str(CONTEXT[kind].get("comment") or CONTEXT[kind].get("reason"))
    assert said in mail.text
    assert said not in mail.html
    assert said.replace("<", "&lt;").replace(">", "&gt;") in mail.html


def test_the_first_mail_to_anybody_says_in_full_how_to_be_left_alone(made: Award) -> None:
    first = written(made, "correction", "en")
    second = written(made, "correction", "en")
    assert "Decline the badge by its link" in first.text
    assert "Erase everything about me" in first.html
    assert "Decline the badge by its link" not in second.text
    assert "hallo@werkstatt.example.org" in second.text


def test_a_first_mail_that_was_called_off_does_not_count(made: Award) -> None:
    mailing.cancel(written(made, "correction", "en"))
    assert "Decline the badge by its link" in written(made, "correction", "en").text


def test_nothing_in_it_is_fetched_when_it_is_read(made: Award) -> None:
    for kind in CONTEXT:
        html = written(made, kind, "de").html
        assert not re.search(r"(src|background)=\"?http|url\(|<(script|link|iframe|style)\b", html)
        assert 'name="viewport"' in html


@pytest.mark.parametrize("colour", ["#ffd500", "#000000", "#ffffff", "#1f5f5b"])
def test_the_button_can_be_read_in_any_colour(made: Award, colour: str) -> None:
    made.community.colour = colour
    found = re.search(r"background:(#\w{6});color:(#\w{6})", written(made, "reminder", "en").html)
    assert found is not None
    assert contrast(found[1], found[2]) >= 4.5


def test_the_logo_comes_with_the_mail(made: Award, tmp_path: Path) -> None:
    made.community.logo = keep_picture(made.community_id, SVG, PICTURES).sha256
    db.session.flush()
    html = written(made, "test", "en").html
    assert 'src="cid:logo"' in html
    assert 'src="data:image/png;base64,' in with_logo(html, made.community)


def test_only_reminders_can_be_stopped(made: Award) -> None:
    stops = {kind for kind in CONTEXT if "No more reminders" in written(made, kind, "en").text}
    assert stops == set(mailing.STOPPABLE)
