"""LinkedIn's addresses, letter by letter (features 1.12), and the permanent share address."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from published import issued_award, issuing_community

from badges.models import Award
from badges.publishing.issued import issued_credential
from badges.publishing.share import linkedin_add_url, linkedin_post_url, share_url


def test_the_form_is_filled_in_exactly(award: Award) -> None:
    award.version.name = {"de": "Größe & Mut"}
    shared = f"http%3A%2F%2Flocalhost%3A8000%2Fcredentials%2F{award.public_id}"
    assert linkedin_add_url(award, issued_credential(award)) == (
        "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME"
        "&name=Gr%C3%B6%C3%9Fe%20%26%20Mut&organizationName=Demo"
        f"&issueYear=2026&issueMonth=3&certUrl={shared}&certId=34679ACDEFHJ"
    )


def test_a_number_at_linkedin_stands_instead_of_the_name(award: Award) -> None:
    award.community.linkedin_id = "206815"
    query = urlsplit(linkedin_add_url(award, issued_credential(award))).query
    fields = dict(parse_qsl(query))
    assert fields["organizationId"] == "206815"
    assert "organizationName" not in fields


@pytest.mark.parametrize(
    ("days", "expected"),
    [(None, {}), (365, {"expirationYear": "2027", "expirationMonth": "3"})],
)
def test_expiry_is_told_only_where_there_is_one(days: int | None, expected: dict[str, str]) -> None:
    award = issued_award(achievement={"valid_days": days})
    query = urlsplit(linkedin_add_url(award, issued_credential(award))).query
    assert {k: v for k, v in parse_qsl(query) if k.startswith("expiration")} == expected


def test_the_month_is_the_one_in_the_communitys_zone() -> None:
    community = issuing_community(zone="Pacific/Auckland")
    award = issued_award(community, awarded_at=datetime(2025, 12, 31, 12, tzinfo=UTC))
    url = linkedin_add_url(award, issued_credential(award))
    assert "&issueYear=2026&issueMonth=1&" in url


def test_a_post_links_to_the_share_address(award: Award) -> None:
    prefix = "https://www.linkedin.com/sharing/share-offsite/?url=http%3A%2F%2Flocalhost%3A8000"
    assert linkedin_post_url(award) == f"{prefix}%2Fcredentials%2F{award.public_id}"


def test_the_share_address_is_the_stored_one(award: Award) -> None:
    award.community.profile.base_url = "https://old.example"
    assert share_url(award) == f"https://old.example/credentials/{award.public_id}"
