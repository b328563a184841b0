"""Addresses that carry an award elsewhere: the share address, LinkedIn (features 1.12), others."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from badges.errors import InputError
from badges.models import Award, Credential
from badges.timestamps import local_day
from badges.wording import pick

LINKEDIN_ADD = "https://www.linkedin.com/profile/add"
LINKEDIN_POST = "https://www.linkedin.com/sharing/share-offsite/"
BLUESKY: Final = "https://bsky.app/intent/compose"
XING: Final = "https://www.xing.com/spi/shares/new"
EMBED_SIZE: Final = (360, 200)
"""Width and height of the embedded badge, in CSS pixels."""

_INSTANCE: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a holder may carry an award: addresses to open, and HTML to copy.

    ``code`` is LinkedIn's ``certId``, ``url`` its ``certUrl``.
    """

    url: str
    code: str
    linkedin_add: str
    linkedin_post: str
    bluesky: str
    xing: str
    signature: str
    embed: str


def targets_of(award: Award, credential: Credential) -> Targets:
    """Gather everything that carries an award elsewhere."""
    url = share_url(award)
    return Targets(
        url=url,
        code=award.code,
        linkedin_add=linkedin_add_url(award, credential),
        linkedin_post=linkedin_post_url(award),
        bluesky=_address(BLUESKY, text=post_text(award)),
        xing=_address(XING, url=url),
        signature=signature_html(award),
        embed=embed_html(award),
    )


def post_text(award: Award) -> str:
    """Give the words that a post begins with: badge, community, share address."""
    badge = pick(award.version.name, award.language).text
    return f"{badge} – {award.community.name} {share_url(award)}"


def mastodon_url(award: Award, typed: str) -> str:
    """Give the address that opens a post at one's own Mastodon server.

    ``typed`` may be a server, its address, or a handle; raises ``InputError`` for what is none.
    """
    host = typed.strip().lower().removeprefix("https://").removeprefix("http://")
    host = host.partition("/")[0].rpartition("@")[2]
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not _INSTANCE.fullmatch(host):
        raise InputError(
            "share.instance",
            "Give the name of your server, such as mastodon.social.",
            field="instance",
        )
    return _address(f"https://{host}/share", text=post_text(award))


def signature_html(award: Award) -> str:
    """Give a piece of HTML for the end of one's mails: picture, badge, issuer, link."""
    version = award.version
    badge = html.escape(pick(version.name, award.language).text)
    community = html.escape(award.community.name)
    picture = html.escape(f"{version.iri}.png")
    return (
        f'<a href="{html.escape(share_url(award))}">'
        f'<img src="{picture}" width="64" height="64" alt="" style="vertical-align:middle"> '
        f"{badge}</a> · {community}"
    )


def embed_html(award: Award) -> str:
    """Give the frame that shows the badge on another site."""
    width, height = EMBED_SIZE
    badge = html.escape(pick(award.version.name, award.language).text)
    return (
        f'<iframe src="{html.escape(share_url(award))}/embed" title="{badge}" '
        f'width="{width}" height="{height}" loading="lazy" style="border:0"></iframe>'
    )


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
    return _address(LINKEDIN_ADD, **fields)


def linkedin_post_url(award: Award) -> str:
    """Give the address that opens a LinkedIn post with this award's page."""
    return _address(LINKEDIN_POST, url=share_url(award))


def _address(base: str, **fields: str) -> str:
    return f"{base}?{urlencode(fields, quote_via=quote, safe='')}"
