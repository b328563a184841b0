"""What the doctor looks at from outside: documents as served, keys as published, the live page.

Our own addresses are asked of this very application, through its doors but without the network;
only a live installation's own page is fetched, by the guarded fetcher.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import orjson
import sqlalchemy as sa
from flask import current_app
from PIL import Image
from werkzeug.test import TestResponse

from badges.credentials import custody
from badges.database import db
from badges.errors import BadgesError
from badges.fetched import FetchError
from badges.keeping.findings import Finding, bad, good, warning
from badges.models import Award, Community, Credential, SigningKey
from badges.ports import ports, settings
from badges.publishing.share import share_url, targets_of
from keys.errors import KeysError

DOCUMENTS = (("did.json", "application/did+json"), ("jwks.json", "application/jwk-set+json"))
PREVIEW_SIZE, PREVIEW_BYTES = (1200, 627), 5_000_000


def signing_keys() -> Iterator[Finding]:
    """Each community has a key of each kind that opens."""
    for community in db.session.scalars(sa.select(Community).order_by(Community.id)):
        drawn = {row.algorithm for row in custody.keys_of(community.profile)}
        for algorithm in custody.ISSUER_ALGORITHMS:
            if algorithm in custody.AT_NEED - drawn:
                continue
            about = {"community": community.slug, "algorithm": algorithm}
            try:
                custody.signer_of(community.profile, algorithm)
            except BadgesError:
                yield bad("keys.none", **about)
            except KeysError:
                yield bad("keys.unusable", **about)
            else:
                yield good("keys.usable", **about)


def keys_published() -> Iterator[Finding]:
    """Retired keys stand in the issuer's document, revoked ones do not vouch (decisions 7)."""
    for community in db.session.scalars(sa.select(Community).order_by(Community.id)):
        document = _asked(f"{_path(community)}/did.json")
        try:
            vouching = set(orjson.loads(document.data)["assertionMethod"])
        except (orjson.JSONDecodeError, KeyError, TypeError):
            vouching = set()
        wrong = [row for row in custody.keys_of(community.profile) if _is_wrong(row, vouching)]
        for row in wrong:
            yield bad("keys.hidden", community=community.slug, key=row.thumbprint)
        if not wrong:
            yield good("keys.published", community=community.slug)


def _is_wrong(row: SigningKey, vouching: set[str]) -> bool:
    return (row.verification_method in vouching) == (row.state == "revoked")


def documents_served() -> Iterator[Finding]:
    """Documents have types and headers that programs elsewhere can work with (decisions 14)."""
    wrong = False
    for community in db.session.scalars(sa.select(Community).order_by(Community.id)):
        for name, expected in DOCUMENTS:
            path = f"{_path(community)}/{name}"
            answer = _asked(path)
            for what in _faults(answer, expected):
                wrong = True
                yield bad("documents.wrong", path=path, what=what)
    if not wrong:
        yield good("documents.served")


def _faults(answer: TestResponse, expected: str) -> Iterator[str]:
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        yield str(answer.status_code)
    elif answer.mimetype not in {expected, "application/json"}:
        yield str(answer.mimetype)
    elif answer.headers.get("Access-Control-Allow-Origin") != "*":
        yield "Access-Control-Allow-Origin"


def live_page() -> Iterator[Finding]:
    """See that a live installation answers at its address."""
    if "live" not in set(db.session.scalars(sa.select(Community.stage))):
        return
    base = settings().base_url
    try:
        ports().fetch(f"{base}/healthz")
    except FetchError:
        yield bad("live.unreached", base=base)
    else:
        yield good("live.reached", base=base)


def shared_badge() -> Iterator[Finding]:
    """Look at the newest shared badge: its preview picture, the way to LinkedIn and back."""
    found = db.session.execute(
        sa.select(Award, Credential)
        .join(Credential, Credential.award_id == Award.id)
        .where(Award.state == "accepted", Award.visibility != "private")
        .where(Credential.revoked_at.is_(None))
        .order_by(Credential.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return
    award, credential = found
    answer = _asked(f"/credentials/{award.public_id}/og.png")
    faults = list(_picture_faults(answer))
    for what in faults:
        yield bad("preview.wrong", award=award.public_id, what=what)
    if not faults:
        yield good("preview.good")
    link = urlsplit(targets_of(award, credential).linkedin_add)
    leads_back = parse_qs(link.query).get("certUrl") == [share_url(award)]
    if link.hostname == "www.linkedin.com" and leads_back:
        yield good("linkedin.good")
    else:
        yield warning("linkedin.wrong", award=award.public_id)


def _picture_faults(answer: TestResponse) -> Iterator[str]:
    if answer.status_code != 200 or answer.mimetype != "image/png":  # noqa: PLR2004 - OK
        yield f"{answer.status_code} {answer.mimetype}"
        return
    with Image.open(BytesIO(answer.data)) as picture:
        if picture.size != PREVIEW_SIZE:
            yield f"{picture.size[0]}×{picture.size[1]}"
    if len(answer.data) > PREVIEW_BYTES:
        yield f"{len(answer.data)} bytes"


def _path(community: Community) -> str:
    return urlsplit(community.profile.iri).path


def _asked(path: str) -> TestResponse:
    """Ask this application for one of its addresses, as a stranger without a cookie would."""
    client = current_app.test_client(use_cookies=False)
    return client.get(path, base_url=settings().base_url)
