"""Addresses that carry an award elsewhere: the share address, LinkedIn (features 1.12)."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from badges.models import Award, Credential
from badges.timestamps import local_day
from badges.wording import pick

LINKEDIN_ADD = "https://www.linkedin.com/profile/add"
LINKEDIN_POST = "https://www.linkedin.com/sharing/share-offsite/"


def share_url(award: Award) -> str:
    """Give the permanent address of an award; it stays after corrections (decisions 4)."""
    return f"{award.community.profile.base_url}/credentials/{award.public_id}"


def linkedin_add_url(award: Award, credential: Credential) -> str:
    """Give the address that opens LinkedIn's "add licence or certification" form, filled in.

    ``organizationId`` where the community gave its number, else ``organizationName``, never both;
    months without leading zero; no expiry fields where there is no expiry.
    """
    community = award.community
    awarded = local_day(award.awarded_at, community.zone)
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": pick(award.version.name, award.language).text,
    }
    if community.linkedin_id:
        fields["organizationId"] = community.linkedin_id
    else:
        fields["organizationName"] = community.name
    fields |= {"issueYear": str(awarded.year), "issueMonth": str(awarded.month)}
    if credential.valid_until is not None:
        until = local_day(credential.valid_until, community.zone)
        fields |= {"expirationYear": str(until.year), "expirationMonth": str(until.month)}
    fields |= {"certUrl": share_url(award), "certId": award.code}
    return f"{LINKEDIN_ADD}?{urlencode(fields, quote_via=quote, safe='')}"


def linkedin_post_url(award: Award) -> str:
    """Give the address that opens a LinkedIn post with this award's page."""
    return f"{LINKEDIN_POST}?{urlencode({'url': share_url(award)}, quote_via=quote, safe='')}"
