"""Links that an issuer names stand in the credential at once."""

from __future__ import annotations

import pytest
from support import achievement, community, member

from badges.accounts.access import Actor
from badges.awarding.showing import add_links
from badges.database import db
from badges.errors import ForbiddenError, InputError, NotFoundError
from badges.models import Community, Evidence, Membership


def test_a_named_link_is_approved_and_shown(mona: Actor, demo: Community, ada: Membership) -> None:
    badge = achievement(demo).achievement
    (number,) = add_links(mona, ada, badge, ["https://example.org/work"])
    row = db.session.get_one(Evidence, number)
    assert (row.kind, row.state, row.in_credential) == ("link", "approved", True)
    assert (row.membership_id, row.achievement_id) == (ada.id, badge.id)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "no address", "ftp://example.org", ""])
def test_what_is_no_web_address_is_refused(
    mona: Actor, demo: Community, ada: Membership, url: str
) -> None:
    with pytest.raises(InputError) as caught:
        add_links(mona, ada, achievement(demo).achievement, ["https://example.org", url])
    assert caught.value.field == "evidence"
    assert db.session.query(Evidence).count() == 0


def test_only_who_awards_and_only_for_ones_own(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    badge = achievement(demo).achievement
    with pytest.raises(ForbiddenError):
        add_links(Actor.member(ada), ada, badge, ["https://example.org"])
    with pytest.raises(NotFoundError):
        add_links(mona, member(community("other"), "Bo"), badge, ["https://example.org"])
