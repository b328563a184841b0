"""Thanks without any programme: by link, from members and guests, shown by whom they are for."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from support import Clock, community, manager, member

from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, LimitError, NotFoundError
from badges.models import Activity, Community, Membership
from badges.peers import thanking
from badges.peers.guards import change_settings

FROM = "192.0.2.7"


def activities(ada: Membership) -> list[Activity]:
    query = sa.select(Activity).where(Activity.membership_id == ada.id)
    return list(db.session.scalars(query))


def test_a_page_is_open_once_its_member_asks_for_it(ada: Membership) -> None:
    assert thanking.page_of(ada) is None
    page = thanking.open_page(ada)
    assert thanking.page_at(page.public_id) == page
    assert thanking.url_of(page).endswith(f"/thanks/{page.public_id}")


def test_a_new_link_closes_the_old_one(ada: Membership) -> None:
    old = thanking.open_page(ada).public_id
    assert thanking.open_page(ada).public_id != old
    with pytest.raises(NotFoundError):
        thanking.page_at(old)


def test_a_guest_leaves_a_word_that_counts_for_nothing(ada: Membership) -> None:
    page = thanking.open_page(ada)
    made = thanking.thank_as_guest(page, "Gerda Gast", "For the lift home.", sender=FROM)
    assert thanking.thanks_for(ada) == [made]
    assert thanking.thanks_for(ada, published=True) == []
    assert activities(ada) == []


def test_thanks_of_a_member_count_once_a_day(
    ada: Membership, mira: Membership, clock: Clock
) -> None:
    page = thanking.open_page(ada)
    for _ in range(2):
        thanking.thank_as_member(page, mira, "For your patience.")
    assert [row.kind for row in activities(ada)] == ["thanks"]
    clock.move(days=1)
    thanking.thank_as_member(page, mira, "Again.")
    assert len(activities(ada)) == 2
    assert len(thanking.thanks_for(ada)) == 3


def test_nobody_thanks_themselves(ada: Membership) -> None:
    with pytest.raises(ConflictError):
        thanking.thank_as_member(thanking.open_page(ada), ada, "Well done, me.")


def test_members_of_other_communities_come_as_guests(ada: Membership) -> None:
    stranger = member(community("elsewhere"), "Else")
    with pytest.raises(NotFoundError):
        thanking.thank_as_member(thanking.open_page(ada), stranger, "Hello.")


def test_the_member_shows_hides_and_deletes(ada: Membership, mira: Membership) -> None:
    made = thanking.thank_as_guest(thanking.open_page(ada), "Gerda", "Thanks!", sender=FROM)
    thanking.publish(ada, made.id, published=True)
    assert thanking.thanks_for(ada, published=True) == [made]
    with pytest.raises(NotFoundError):
        thanking.publish(mira, made.id, published=False)
    thanking.remove(ada, made.id)
    assert thanking.thanks_for(ada) == []


def test_strangers_write_ten_words_an_hour(ada: Membership, clock: Clock) -> None:
    page = thanking.open_page(ada)
    for number in range(thanking.AN_HOUR):
        thanking.thank_as_guest(page, "Gerda", f"Word {number}", sender=FROM)
    with pytest.raises(LimitError):
        thanking.thank_as_guest(page, "Gerda", "One more", sender=FROM)
    clock.move(hours=2)
    thanking.thank_as_guest(page, "Gerda", "One more", sender=FROM)


@pytest.mark.parametrize(("name", "sentence", "field"), [("", "x", "name"), ("G", " ", "sentence")])
def test_what_is_missing_is_named(ada: Membership, name: str, sentence: str, field: str) -> None:
    with pytest.raises(InputError) as refused:
        thanking.thank_as_guest(thanking.open_page(ada), name, sentence, sender=FROM)
    assert refused.value.field == field


def test_a_community_goes_without_guests_or_without_pages(
    ada: Membership, issuer: Community
) -> None:
    page = thanking.open_page(ada)
    actor = manager(issuer)
    change_settings(actor, swap_days=90, month_cap=5, thanks=True, guest_thanks=False)
    with pytest.raises(ConflictError):
        thanking.thank_as_guest(page, "Gerda", "Thanks!", sender=FROM)
    change_settings(actor, swap_days=90, month_cap=5, thanks=False, guest_thanks=False)
    with pytest.raises(BadgesError):
        thanking.page_at(page.public_id)
    with pytest.raises(ConflictError):
        thanking.open_page(ada)
