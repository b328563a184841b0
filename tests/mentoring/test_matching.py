"""Cards: found only by wish; who could help whom follows from the words on them."""

from __future__ import annotations

import pytest
from support import community, member

from badges.accounts.access import Actor
from badges.errors import ForbiddenError, InputError, NotFoundError
from badges.models import Circle, Membership
from badges.peers.matching import (
    CardFacts,
    card_of,
    findable_card,
    found_by,
    set_card,
    suggestions,
)


def card(member: Membership, offers: str = "", asks: str = "", *, findable: bool = True) -> None:
    set_card(member, CardFacts(tuple(offers.split()), tuple(asks.split()), findable=findable))


def test_only_who_wants_to_be_found_is_found(ada: Membership, bo: Membership) -> None:
    card(bo, "Sewing", findable=False)
    assert found_by(ada) == []
    card(bo, "Sewing")
    assert [it.card.member for it in found_by(ada)] == [bo]
    assert found_by(bo) == []


def test_who_fits_stands_first(ada: Membership, bo: Membership, cleo: Membership) -> None:
    card(ada, "Python", "löten")
    card(bo, "Sewing")
    card(cleo, "Löten Cooking", "python")
    first, second = found_by(ada)
    assert (first.card.member, first.can_give, first.would_get) == (cleo, ("Löten",), ("python",))
    assert (second.card.member, second.can_give) == (bo, ())


def test_who_is_in_a_pair_with_me_is_not_suggested(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    card(bo, "Sewing")
    assert found_by(ada) == []


def test_managers_see_who_could_help_whom_those_without_anybody_first(
    mona: Actor, pair: Circle, ada: Membership, bo: Membership, cleo: Membership
) -> None:
    for each in (ada, cleo):
        card(each, asks="Sewing Soldering")
    card(bo, "Sewing Soldering")
    found = suggestions(mona)
    assert [(it.asks, it.offers) for it in found] == [(cleo, bo)]
    assert found[0].about == ("Sewing", "Soldering")
    with pytest.raises(ForbiddenError):
        suggestions(Actor.member(ada))


def test_a_card_is_cleaned_and_bounded(ada: Membership) -> None:
    set_card(ada, CardFacts((" Sewing ", "Sewing", ""), sentence=" Hello "))
    kept = card_of(ada)
    assert kept is not None
    assert (kept.offers, kept.sentence) == (["Sewing"], "Hello")
    with pytest.raises(InputError) as raised:
        set_card(ada, CardFacts(asks=tuple(map(str, range(11)))))
    assert raised.value.field == "asks"


def test_cards_of_others_are_out_of_reach(ada: Membership, bo: Membership) -> None:
    card(bo, findable=False)
    card(stranger := member(community("other"), "Eve"))
    for owner in (bo, stranger):
        hidden = card_of(owner)
        assert hidden is not None
        with pytest.raises(NotFoundError):
            findable_card(ada, hidden.id)
