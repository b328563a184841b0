"""Whether this very service is what others find at an address: it fetches its own pages from there.

    looks = expected(community, "https://badges.example")     # from the database
    db.session.commit()                                       # our own pages are about to be read
    looked = [look(each) for each in looks]                   # over the network, nothing written

Nothing is taken on trust: the DID document must be ours word for word, the list must be the one
that we keep, the page must be the community's. A server that cannot reach itself by its public
name (behind some routers) tells so; then somebody may say that they looked from outside.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from badges.credentials.issuers import issuer_did_document
from badges.credentials.statuslists import any_list
from badges.errors import Reason
from badges.fetched import Fetched, FetchError, HttpStatusError
from badges.launching.address import problem_of
from badges.models import Community
from badges.ports import ports, settings


class Result(StrEnum):
    """How one look ended; only the last may be overruled by somebody who looked from outside."""

    GOOD = "good"
    BAD = "bad"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Expected:
    """One address to look at, and what a page of ours has there."""

    what: str
    address: str
    document: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """One line of the check: ``what`` is ``setting``, ``did``, ``list`` or ``page``."""

    what: str
    address: str
    result: Result
    reason: Reason | None = None


def expected(community: Community, address: str) -> tuple[Expected, ...]:
    """Say what must be found at an address; opens the issuer's first list where there is none."""
    profile = community.profile
    status_list = any_list(profile)
    page = f"{address}/issuers/{profile.slug}"
    return (
        Expected("did", f"{page}/did.json", json.dumps(issuer_did_document(profile))),
        Expected("list", f"{address}/status/{status_list.public_id}", mark=status_list.iri),
        Expected("page", page, mark=f"/communities/{community.slug}/colours.css"),
    )


def check_setting(address: str) -> Looked:
    """Tell whether the address is one for ever, and the one that this service is told to have."""
    reason = problem_of(address)
    if reason is None and settings().base_url != address:
        reason = Reason("address.setting", address=address, now=settings().base_url)
    return Looked("setting", address, Result.BAD if reason else Result.GOOD, reason)


def look(wanted: Expected) -> Looked:
    """Fetch one address from outside and compare."""
    accept = "text/html" if wanted.what == "page" else "*/*"
    try:
        found = ports().fetch(wanted.address, accept=accept)
    except HttpStatusError as error:
        reason = Reason("address.status", status=error.status)
        return Looked(wanted.what, wanted.address, Result.BAD, reason)
    except FetchError as error:
        return Looked(wanted.what, wanted.address, Result.NOT_REACHED, error.reason)
    if not _is_ours(found, wanted):
        reason = Reason("address.other")
        return Looked(wanted.what, wanted.address, Result.BAD, reason)
    return Looked(wanted.what, wanted.address, Result.GOOD)


def are_enough(looked: Sequence[Looked], *, seen_from_outside: bool) -> bool:
    """Tell whether a community may go live on these looks."""
    accepted = {Result.GOOD, Result.NOT_REACHED} if seen_from_outside else {Result.GOOD}
    return bool(looked) and all(each.result in accepted for each in looked)


def _is_ours(found: Fetched, wanted: Expected) -> bool:
    if not wanted.document:
        return wanted.mark.encode() in found.body
    try:
        return bool(json.loads(found.body) == json.loads(wanted.document))
    except ValueError:
        return False
