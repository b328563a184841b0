"""Links that an issuer names stand in the credential at once."""

from __future__ import annotations

import pytest
from doings import jobs
from support import Web, achievement, community, member

from badges.accounts.access import Actor
from badges.awarding.showing import add_links, look_at_links
from badges.database import db
from badges.errors import ForbiddenError, InputError, NotFoundError
from badges.evidence import sri_of
from badges.fetched import AddressRefusedError, Fetched
from badges.models import Community, Evidence, Membership

URL = "https://example.org/work"


def test_a_named_link_is_approved_and_shown(mona: Actor, demo: Community, ada: Membership) -> None:
    badge = achievement(demo).achievement
    (number,) = add_links(mona, ada, badge, [URL])
    row = db.session.get_one(Evidence, number)
    assert (row.kind, row.state, row.in_credential) == ("link", "approved", True)
    assert (row.membership_id, row.achievement_id) == (ada.id, badge.id)


def test_what_is_signed_at_once_is_looked_at_before(
    mona: Actor, demo: Community, ada: Membership, network: Web
) -> None:
    """Also an address in an intranet, which the issuer can open and we cannot."""
    inside = "https://wiki.intranet.example/lamp"
    network.pages[URL] = Fetched(URL, body=b"a lamp")
    network.pages[inside] = AddressRefusedError(inside)
    links = look_at_links([URL, inside])
    badge = achievement(demo).achievement
    rows = [db.session.get_one(Evidence, it) for it in add_links(mona, ada, badge, links)]
    assert [row.digest_sri for row in rows] == [sri_of(b"a lamp"), ""]
    assert [row.url for row in rows] == [URL, inside]
    assert jobs("seal_link") == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "no address", "ftp://example.org", ""])
def test_what_is_no_web_address_is_refused(
    mona: Actor, demo: Community, ada: Membership, url: str
) -> None:
    for keep in (
        lambda urls: add_links(mona, ada, achievement(demo).achievement, urls),
        look_at_links,
    ):
        with pytest.raises(InputError) as caught:
            keep(["https://example.org", url])
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
