"""Signing the first issues of many new awards of one version, without a row of any in between.

The same documents, checks and signatures as :func:`badges.issuing.drafts.issue` makes one by one;
here what they share is built once, the places are taken together and the rows are written at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson

from badges.credentials.at_rest import packing_of
from badges.credentials.awarded import Holder, common_of, plain_credential
from badges.credentials.custody import signer_of
from badges.credentials.statuslists import PlaceBlock
from badges.issuing.drafts import check_content, read_first_of_version
from badges.issuing.endorsing import takes_vouches
from badges.models import AchievementVersion, Credential
from badges.ports import now
from badges.proofs.content import Content
from badges.proofs.data_integrity import create_proof
from badges.rows import insert_many
from badges.timestamps import end_after


@dataclass(frozen=True, slots=True)
class NewAward:
    """An accepted award that has no issue yet, and shows no evidence."""

    award_id: int
    language: str
    holder: Holder


def can_issue_together(version: AchievementVersion) -> bool:
    """Tell whether nothing of anybody else's belongs in the credentials of a version."""
    return not takes_vouches(version)


def issue_together(
    version: AchievementVersion, awards: Sequence[NewAward], places: PlaceBlock
) -> None:
    """Sign and keep the first credential of each; ``places`` has at least so many.

    Raises ``ConflictError`` as one by one; nothing of any is kept then.
    """
    community = version.achievement.community
    key, signer = signer_of(community.profile, "Ed25519")
    status_list, indices = places.indices()
    valid_from = now()
    common = cache(lambda language: common_of(version, language))
    packing = cache(lambda language: packing_of(version, language))

    @cache
    def end_of(awarded_at: datetime) -> datetime | None:
        days = version.valid_days
        return None if days is None else end_after(awarded_at, days, community.zone)

    rows: list[Mapping[str, Any]] = []
    for award, index in zip(awards, indices, strict=False):
        valid_until = end_of(award.holder.awarded_at)
        document = plain_credential(
            common(award.language),
            award.holder,
            number=1,
            valid_from=valid_from,
            valid_until=valid_until,
            status=(status_list.iri, index),
        )
        content = Content(document)
        check_content(content)
        proof = create_proof(content, signer, created=valid_from)
        body = orjson.dumps({**document, "proof": [proof]})
        if not rows:
            read_first_of_version(version.id, body)
        rows.append(
            {
                "award_id": award.award_id,
                "iri": document["id"],
                "document": packing(award.language).pack(body),
                "status_index": index,
                "valid_until": valid_until,
            }
        )
    insert_many(
        Credential,
        rows,
        community_id=community.id,
        number=1,
        signing_key_id=key.id,
        status_list_id=status_list.id,
        valid_from=valid_from,
    )
