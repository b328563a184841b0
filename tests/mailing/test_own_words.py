"""A community puts mails into its own words; what it cannot say is refused with a sentence."""

from __future__ import annotations

import pytest
from support import achievement, manager

from badges import mailing
from badges.awarding.awards import award
from badges.errors import InputError
from badges.models import Award, Community, Membership, OutboxMail


def offer(demo: Community, ada: Membership, language: str = "de") -> OutboxMail:
    version = achievement(demo, f"badge-{language}", name={"de": "Löten", "en": "Soldering"})
    made: Award = award(
        manager(demo), version.achievement, ada, reason="She came", language=language
    )[0]
    return mailing.mails_of(made)[0]


def test_own_subject_and_opening_take_the_standards_place(demo: Community, ada: Membership) -> None:
    mailing.set_own_words(
        demo, "offer", "de", "{name}: {badge}!", "Wir von {community}\nfreuen uns."
    )
    mail = offer(demo, ada)
    assert mail.subject == "Ada Beispiel: Löten!"
    for text in (mail.text, mail.html):
        assert "Wir von Werkstatt\nfreuen uns." in text
        assert "bietet dir den Badge" not in text
        assert mail.link in text


def test_each_language_has_its_own(demo: Community, ada: Membership) -> None:
    mailing.set_own_words(demo, "offer", "de", "Nur deutsch", "")
    assert offer(demo, ada, "en").subject == "Your badge: Soldering"
    assert mailing.own_words(demo, "offer", "de") == ("Nur deutsch", "")


def test_emptied_the_standard_text_is_back(demo: Community, ada: Membership) -> None:
    mailing.set_own_words(demo, "offer", "de", "Mein Betreff", "Mein Anfang")
    mailing.set_own_words(demo, "offer", "de", "Anders", "Mein Anfang")
    mailing.set_own_words(demo, "offer", "de", "", "")
    assert mailing.own_words(demo, "offer", "de") == ("", "")
    assert offer(demo, ada).subject == "Dein Badge: Löten"


@pytest.mark.parametrize("field", ["subject", "opening"])
@pytest.mark.parametrize("odd", ["{vorname}", "{}", "{badge.version}", "{0}"])
def test_an_unknown_placeholder_is_refused_by_name(demo: Community, field: str, odd: str) -> None:
    texts = {"subject": "Hello", "opening": "Hello", field: f"Hello {odd}"}
    with pytest.raises(InputError) as caught:
        mailing.set_own_words(demo, "offer", "de", **texts)
    assert caught.value.field == field
    assert caught.value.reason.params == {"given": odd[1:-1]}


@pytest.mark.parametrize(("kind", "language"), [("sign_in", "de"), ("offer", "fr"), ("odd", "de")])
def test_not_every_mail_has_own_words(demo: Community, kind: str, language: str) -> None:
    with pytest.raises(InputError):
        mailing.set_own_words(demo, kind, language, "Mine", "")


def test_names_are_put_in_as_text(demo: Community, ada: Membership) -> None:
    ada.name = "{badge} <b>"
    mailing.set_own_words(demo, "offer", "de", "Für {name}", "Hallo {name}")
    mail = offer(demo, ada)
    assert mail.subject == "Für {badge} <b>"
    assert "Hallo {badge} &lt;b&gt;" in mail.html


def test_other_communities_keep_theirs(demo: Community, ada: Membership) -> None:
    other = Community(id=demo.id + 1)
    mailing.set_own_words(demo, "offer", "de", "Mein Betreff", "")
    assert mailing.own_words(other, "offer", "de") == ("", "")
