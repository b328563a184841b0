"""Claim cards: printed without names, good once, for a while, for the one badge."""

from __future__ import annotations

import re
from contextlib import closing

import pypdfium2
import pytest
import sqlalchemy as sa
from support import Clock, achievement, member

from badges.accounts.access import Actor
from badges.awarding.undoing import undo
from badges.batches.cards import (
    Printed,
    close_cards,
    find_card,
    print_cards,
    sets_of,
    use_card,
    use_card_as,
)
from badges.codes import read_code
from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError
from badges.models import AchievementVersion, ClaimCard, Community


def text_of(pdf: bytes) -> str:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def printed(actor: Actor, version: AchievementVersion, count: int = 2) -> tuple[Printed, list[str]]:
    made = print_cards(actor, version.achievement, title="Summer camp", count=count, days=2)
    found = re.findall(r"\b(?:[0-9A-Z]{4} ){2}[0-9A-Z]{4}\b", text_of(made.pdf))
    return made, found


def test_each_card_is_on_the_sheet_and_nowhere_else(
    mona: Actor, version: AchievementVersion
) -> None:
    made, codes = printed(mona, version, 9)
    assert len(set(codes)) == 9
    with closing(pypdfium2.PdfDocument(made.pdf)) as document:
        assert len(document) == 2
    kept = set(db.session.scalars(sa.select(ClaimCard.code_hash)))
    assert not kept & {read_code(code) for code in codes}


def test_a_card_works_once_and_never_tells_for_whom(
    mona: Actor, version: AchievementVersion
) -> None:
    made, (code, other) = printed(mona, version)
    award, _ = use_card(code.lower(), name="Zoë Neu", address="zoe@x.example")
    assert (award.state, award.reason, award.member.invited) == ("offered", "Summer camp", True)
    with pytest.raises(ConflictError) as caught:
        use_card(code, name="Bo", address="bo@x.example")
    assert caught.value.reason.code == "card.used"
    assert not caught.value.reason.params
    assert find_card(other).used_at is None
    assert sets_of(mona) == [(made.card_set, 1)]


def test_a_card_that_ran_out_or_was_closed_works_no_more(
    mona: Actor, version: AchievementVersion, clock: Clock
) -> None:
    made, (code, _) = printed(mona, version)
    close_cards(mona, made.card_set)
    with pytest.raises(ConflictError):
        find_card(code)
    _, (later, _) = printed(mona, version)
    clock.move(days=2)
    with pytest.raises(ConflictError) as caught:
        use_card(later, name="Zoë", address="zoe@x.example")
    assert caught.value.reason.code == "card.expired"


def test_bad_input_leaves_the_card_as_good_as_before(
    mona: Actor, version: AchievementVersion
) -> None:
    _, (code, _) = printed(mona, version)
    for name, address in (("", "zoe@x.example"), ("Zoë", "nowhere")):
        with pytest.raises(InputError):
            use_card(code, name=name, address=address)
    assert use_card(code, name="Zoë", address="zoe@x.example").award.state == "offered"


@pytest.mark.parametrize("typed", ["", "nonsense", "3467 9ACD EFHJ", "x" * 5000])
def test_what_is_no_card_is_not_found(mona: Actor, typed: str) -> None:
    with pytest.raises(NotFoundError):
        find_card(typed)


@pytest.mark.parametrize(("count", "days"), [(0, 1), (401, 1), (1, 0), (1, 366)])
def test_a_set_has_its_bounds(
    mona: Actor, version: AchievementVersion, count: int, days: int
) -> None:
    with pytest.raises(BadgesError):
        print_cards(mona, version.achievement, title="Camp", count=count, days=days)


def test_a_member_of_another_community_has_no_use_for_it(
    mona: Actor, version: AchievementVersion, demo: Community
) -> None:
    _, (code, _) = printed(mona, version)
    ada = member(demo, "Ada Beispiel")
    assert use_card_as(code, ada).award.member is ada
    with pytest.raises(ConflictError):
        print_cards(
            mona, achievement(demo, "d", published=False).achievement, title="x", count=1, days=1
        )


def test_a_claim_that_is_undone_leaves_the_card_used(
    mona: Actor, version: AchievementVersion
) -> None:
    _, (code, _) = printed(mona, version)
    undo(mona, use_card(code, name="Zoë", address="zoe@x.example").award)
    (used,) = db.session.scalars(sa.select(ClaimCard).where(ClaimCard.used_at.is_not(None)))
    db.session.refresh(used)
    assert used.award_id is None
