"""Offers whose texts are written when they are sent or looked at, never in the way of awarding.

::

    post_offers(version, [Offer(award_id, address, name, "de", claim_url), …])
    written(mail).text                          # what it says, kept only once it goes out

Such a row has its subject and its link and no text yet; what was deleted after its time has no
link either. Their delivery is promised under a name of its own: a worker of an earlier version,
which would send the empty text, leaves it alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from badges import jobs
from badges.database import db
from badges.mailing.composing import Composed, compose, filled, own_words
from badges.models import AchievementVersion, Award, Community, OutboxMail
from badges.ports import now, settings
from badges.rendering.environment import render
from badges.rows import draw_ids, insert_many
from badges.wording import pick, wording

KIND: Final = "offer"
JOB: Final = "send_offer"


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer that is to be mailed: which award, to whom, in which language, with which link."""

    award_id: int
    address: str
    name: str
    language: str
    claim_url: str


def post_offers(version: AchievementVersion, offers: Sequence[Offer]) -> None:
    """Write offers of one badge into the outbox; each waits as long as one awarded by hand.

    Who has no address is left out.
    """
    community: Community = version.achievement.community
    addressed = [offer for offer in offers if offer.address]
    at = now()
    due = at + timedelta(minutes=community.mail_hold_minutes)
    is_sent = bool(settings().mail_url)
    subjects = _Subjects(community, version)
    ids = draw_ids(OutboxMail, len(addressed))
    insert_many(
        OutboxMail,
        [
            {
                "id": mail_id,
                "address": offer.address,
                "subject": subjects.of(offer),
                "language": offer.language,
                "link": offer.claim_url,
                "award_id": offer.award_id,
            }
            for mail_id, offer in zip(ids, addressed, strict=True)
        ],
        community_id=community.id,
        kind=KIND,
        text="",
        html="",
        state="waiting" if is_sent else "kept",
        due_at=due,
        created_at=at,
    )
    if is_sent:
        jobs.enqueue_many(
            JOB, ({"mail_id": mail_id} for mail_id in ids), community_id=community.id, due=due
        )


def is_unwritten(mail: OutboxMail) -> bool:
    """Tell whether a mail's texts are still to be written."""
    return not mail.text and bool(mail.link) and mail.kind == KIND and mail.award_id is not None


def written(mail: OutboxMail) -> Composed:
    """Give what a mail says, put into words now where that was not done yet; nothing is kept."""
    award = db.session.get(Award, mail.award_id) if is_unwritten(mail) else None
    if award is None:
        return Composed(mail.subject, mail.text, mail.html)
    return compose(
        KIND,
        mail.address,
        community=award.community,
        language=mail.language,
        award=award,
        before=mail.id,
        claim_url=mail.link,
    )


def write(mail: OutboxMail) -> None:
    """Keep the texts of a mail that is about to go out, if they are still to be written."""
    if is_unwritten(mail):
        found = written(mail)
        mail.subject, mail.text, mail.html = found.subject, found.text, found.html


class _Subjects:
    """The subjects of many offers of one badge: all that differs is what the community put in."""

    def __init__(self, community: Community, version: AchievementVersion) -> None:
        self._community, self._version = community, version
        self._known: dict[str, tuple[str, Mapping[str, str], str]] = {}

    def of(self, offer: Offer) -> str:
        """Give the subject as :func:`written` will have it."""
        if offer.language not in self._known:
            self._known[offer.language] = self._in(offer.language)
        own, values, standard = self._known[offer.language]
        if not own:
            return standard
        return " ".join(filled(own, {**values, "name": offer.name}).split())

    def _in(self, language: str) -> tuple[str, Mapping[str, str], str]:
        badge = pick(self._version.name, language).text
        own, _ = own_words(self._community, KIND, language)
        words = wording(language, formal=self._community.formal)
        standard = render(f"email/{KIND}/subject.txt", wording=words, badge=badge)
        values = {"badge": badge, "community": self._community.name}
        return own, values, " ".join(standard.split())
