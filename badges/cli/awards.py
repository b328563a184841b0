"""``badges issue``, ``revoke``, ``suspend``, ``reinstate`` and ``certificate``."""

from __future__ import annotations

import re
from pathlib import Path

import click

from badges.accounts.access import Actor
from badges.accounts.people import ensure_member
from badges.awarding import awards, withdrawing
from badges.awarding.showing import add_links, look_at_links
from badges.cli.frame import (
    community_option,
    in_app,
    operator,
    write_output,
)
from badges.database import get_scoped
from badges.errors import BadgesError, ConflictError, Reason
from badges.issuing import issue_credential
from badges.models import Achievement, Award
from badges.publishing.bundle import bundle
from badges.publishing.files import download
from badges.publishing.share import share_url
from badges.text import clean_name
from badges.wording import wording

BY_HAND = "Awarded at the command line"


@click.command()
@click.argument("slug")
@click.option("--to", "address", required=True, metavar="EMAIL", help="Who earned it.")
@click.option("--name", default="", help="The name that stands on it.")
@click.option("--evidence", multiple=True, metavar="URL", help="A link to show; may be repeated.")
@click.option("--narrative", default="", help="One personal sentence.")
@click.option("--out", type=click.Path(path_type=Path), help="Write every form into this folder.")
@community_option
@in_app
def issue(
    slug: str,
    address: str,
    name: str,
    evidence: tuple[str, ...],
    narrative: str,
    out: Path | None,
    community: str | None,
) -> None:
    """Award, sign at once, and write every form of the badge."""
    actor = operator(community)
    achievement = get_scoped(Achievement, actor.community.id, slug=slug)
    links = look_at_links(evidence)  # a slow server is waited for before anything is written
    for link in links:
        if not link.digest_sri:
            click.echo(f"No checksum is signed of {link.url}: it could not be opened.", err=True)
    member = ensure_member(actor.community, address, name=name)
    try:
        made = awards.award(
            actor,
            achievement,
            member,
            reason=BY_HAND,
            narrative=narrative,
            evidence_ids=add_links(actor, member, achievement, links),
            visibility="link",
            at_once=True,
        ).award
    except ConflictError as error:
        raise ConflictError(error.reason.code, _refusal(actor, error)) from error
    if name:
        made.recipient_name = clean_name(name)
    issue_credential(made.id)
    if out is not None:
        for filename, body in bundle(made).items():
            write_output(out / filename, body)
    click.echo(share_url(made))
    if out is not None:
        click.echo(f"Written to {out}/")


@click.command()
@click.argument("award_id", metavar="ID")
@click.option("--reason", required=True, help="Why; the holder reads it.")
@community_option
@in_app
def revoke(award_id: str, reason: str, community: str | None) -> None:
    """Withdraw an award: its credentials verify as revoked from now on."""
    actor = operator(community)
    withdrawing.withdraw(actor, _find(actor, award_id), reason)
    click.echo("Withdrawn.")


@click.command()
@click.argument("award_id", metavar="ID")
@click.option("--reason", required=True, help="Why; the holder reads it.")
@community_option
@in_app
def suspend(award_id: str, reason: str, community: str | None) -> None:
    """Suspend an award; reinstating issues it again at the same share address."""
    actor = operator(community)
    withdrawing.suspend(actor, _find(actor, award_id), reason)
    click.echo("Suspended.")


@click.command()
@click.argument("award_id", metavar="ID")
@community_option
@in_app
def reinstate(award_id: str, community: str | None) -> None:
    """Lift a suspension."""
    actor = operator(community)
    made = withdrawing.reinstate(actor, _find(actor, award_id))
    issue_credential(made.id)
    click.echo(share_url(made))


@click.command()
@click.argument("award_id", metavar="ID")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="The PDF.")
@community_option
@in_app
def certificate(award_id: str, out: Path, community: str | None) -> None:
    """Write an award's certificate."""
    made = _find(operator(community), award_id)
    write_output(out, download(made, "pdf").body)
    click.echo(f"Written to {out}")


def _find(actor: Actor, given: str) -> Award:
    """Find an award by its id, its share address or its printed code."""
    by_code = awards.award_by_code(given)
    if by_code is not None and by_code.community_id == actor.community.id:
        return by_code
    match = re.search(r"(?:credentials/)?([0-9a-f]{32})", given)
    return awards.find_award(actor, match[1] if match else given)


def _refusal(actor: Actor, error: BadgesError) -> str:
    """Say why not; where the person holds it already, with the first award's address."""
    first = error.reason.params.get("public_id")
    if not isinstance(first, str):
        return _sentence(error.reason)
    return f"{_sentence(error.reason)} {share_url(awards.find_award(actor, first))}"


def _sentence(reason: Reason) -> str:
    return wording("en").sentence(reason)
