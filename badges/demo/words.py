"""Words that the demo's people say for each other, and thanks; a badge that is earned by them."""

from __future__ import annotations

from typing import Final

from badges.awarding.achievements import create_achievement, publish
from badges.awarding.drafts import AchievementDraft
from badges.awarding.holding import accept, set_visibility
from badges.demo.promises import keep_promises
from badges.demo.stage import Stage
from badges.milestones import HoldersOf, Milestone, Vouched
from badges.peers import endorsing, requests, thanking
from badges.peers.vouching import vouch

BADGE: Final = "verlaesslich"
WORDS: Final = (
    (
        "tomasz",
        "leyla",
        "Leyla schließt auf, auch wenn es schneit, und kennt jeden Namen.",
        True,
    ),
    ("hannelore", "leyla", "Wenn etwas fehlt, hat sie es schon besorgt.", False),
    ("tomasz", "rhiannon", "She writes down what we forget, and it is always right.", True),
)


def say_words(stage: Stage) -> None:
    """Let members vouch and thank; Ada asks, and a library is asked for its word."""
    version = publish(stage.actor(), create_achievement(stage.actor(), _draft()))
    stage.achievements[BADGE] = version.achievement
    for voucher, member, sentence, named in WORDS:
        about = stage.member(member)
        vouch(stage.member(voucher), about, version.achievement, sentence, named=named)
    keep_promises(stage.community)
    award = stage.newest_award("leyla", BADGE)
    accept(award, name=stage.member("leyla").name)
    keep_promises(stage.community)
    set_visibility(stage.member("leyla"), award, "public")
    requests.ask(stage.member("ada"), version.achievement, "Die Abende an der Kaffeemaschine?")
    _thank(stage)
    endorsing.ask_organisation(
        stage.actor(),
        version,
        organisation="Stadtbibliothek",
        address="hallo@bibliothek.example",
        message="Bei euch sind unsere Leute oft zu Gast. Mögt ihr ein Wort dazu sagen?",
    )
    keep_promises(stage.community)


def _thank(stage: Stage) -> None:
    """Let a guest and a member leave thanks; one of the two is shown."""
    ada = stage.member("ada")
    page = thanking.open_page(ada)
    first = thanking.thank_as_guest(
        page, "Frau Sommer", "Mein Radio spielt wieder!", sender="192.0.2.1"
    )
    thanking.publish(ada, first.id, published=True)
    thanking.thank_as_member(page, stage.member("leyla"), "Danke für die Geduld am Lötplatz.")


def _draft() -> AchievementDraft:
    return AchievementDraft(
        slug=BADGE,
        name={"de": "Verlässlich", "en": "Someone to Count On"},
        description={
            "de": "Ist da, wenn es darauf ankommt. Das sagen nicht wir, das sagen die anderen.",
            "en": "Is there when it matters. It is not us who say so, but the others.",
        },
        criteria={
            "de": "Zwei Menschen, die selbst gut angekommen sind, stehen dafür ein.",
            "en": "Two people who have settled in themselves vouch for it.",
        },
        picture="gallery:helper",
        picture_alt={"de": "Zwei Hände", "en": "Two hands"},
        tags=("Miteinander",),
        milestones=(
            Milestone(
                "worte",
                {"de": "Zwei gute Worte", "en": "Two good words"},
                Vouched(2, by=HoldersOf("gut-angekommen")),
            ),
        ),
    )
