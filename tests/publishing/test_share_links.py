"""LinkedIn's addresses, letter by letter (features 1.12), and the permanent share address."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from published import issued_award, issuing_community

from badges.errors import InputError
from badges.models import Award
from badges.publishing.issued import issued_credential
from badges.publishing.share import (
    linkedin_add_url,
    linkedin_post_url,
    mastodon_url,
    share_url,
    targets_of,
)


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


@pytest.mark.parametrize(
    ("month", "days", "number", "expected"),
    [
        (1, None, "", {"issueYear": "2026", "issueMonth": "1", "organizationName": "A & B"}),
        (12, None, "77", {"issueYear": "2026", "issueMonth": "12", "organizationId": "77"}),
        (
            11,
            40,
            "",
            {
                "issueYear": "2026",
                "issueMonth": "11",
                "expirationYear": "2026",
                "expirationMonth": "12",
                "organizationName": "A & B",
            },
        ),
    ],
)
def test_every_rule_of_linkedins_form(
    month: int, days: int | None, number: str, expected: dict[str, str]
) -> None:
    community = issuing_community(name="A & B", linkedin_id=number)
    at = datetime(2026, month, 15, 12, tzinfo=UTC)
    award = issued_award(
        community,
        awarded_at=at,
        achievement={"valid_days": days, "name": {"de": "50 % Öl+Mut #1?"}},
    )
    url = linkedin_add_url(award, issued_credential(award))
    fields = dict(parse_qsl(urlsplit(url).query, strict_parsing=True))
    always = {
        "startTask": "CERTIFICATION_NAME",
        "name": "50 % Öl+Mut #1?",
        "certUrl": share_url(award),
        "certId": award.code,
    }
    assert fields == always | expected
    assert url.isascii()


@pytest.mark.parametrize(
    "typed",
    [
        "social.example",
        " https://Social.example/@ada ",
        "@ada@social.example",
        "http://social.example",
    ],
)
def test_a_mastodon_server_is_understood_as_people_write_it(award: Award, typed: str) -> None:
    url = mastodon_url(award, typed)
    assert url.startswith("https://social.example/share?text=")
    assert dict(parse_qsl(urlsplit(url).query))["text"].endswith(share_url(award))


@pytest.mark.parametrize(
    "typed", ["", "localhost", "a b.example", "javascript:alert(1)", "x.example:80", "<x>.org"]
)
def test_what_is_no_server_is_refused(award: Award, typed: str) -> None:
    with pytest.raises(InputError, match="server"):
        mastodon_url(award, typed)


def test_html_to_copy_says_nothing_unescaped(award: Award) -> None:
    award.version.name = {"de": '<script>"x"'}
    award.community.name = "<b>Wir</b>"
    targets = targets_of(award, issued_credential(award))
    for html in (targets.signature, targets.embed):
        assert "<script>" not in html
        assert "<b>" not in html
    assert f'src="{award.version.iri}.png"' in targets.signature
    assert f'src="{share_url(award)}/embed"' in targets.embed


def test_other_networks_get_the_share_address(award: Award) -> None:
    targets = targets_of(award, issued_credential(award))
    for url in (targets.xing, targets.bluesky, targets.linkedin_post):
        assert award.public_id in url
        assert url.startswith("https://")
