"""``badges keys``: the life of an issuer's keys."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import sqlalchemy as sa

from badges.audit import record
from badges.cli.frame import community_option, in_app, json_option, operator, print_json
from badges.credentials import custody
from badges.database import db
from badges.errors import NotFoundError
from badges.issuing import revoke_signing_key, touched_by
from badges.models import Community, SigningKey
from badges.timestamps import utc_text

_BY_THUMBPRINT = {"ignore_unknown_options": True}
"""A thumbprint is base64url and may begin with a hyphen; that makes it no option."""


@click.group()
def keys() -> None:
    """List, make, activate, retire and revoke an issuer's keys."""


@keys.command("list")
@community_option
@json_option
@in_app
def list_keys(community: str | None, as_json: bool) -> None:  # noqa: FBT001 - a flag of click's
    """List an issuer's keys, oldest to newest."""
    rows = custody.keys_of(operator(community).community.profile)
    if as_json:
        print_json([_describe(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.state:8} {row.algorithm:8} {row.thumbprint}  {utc_text(row.created_at)}")


@keys.command("new")
@click.option(
    "--algorithm",
    type=click.Choice(custody.KEY_ALGORITHMS),
    default="Ed25519",
    show_default=True,
)
@click.option("--activate", is_flag=True, help="Let it sign from now on.")
@community_option
@in_app
def new(algorithm: str, activate: bool, community: str | None) -> None:  # noqa: FBT001
    """Make a key; the one before it stays published, and what it signed stays valid."""
    actor = operator(community)
    row = custody.create_key(actor.community.profile, algorithm, activate=activate)
    record(actor, "key.create", f"key:{row.thumbprint}", state=row.state)
    click.echo(row.thumbprint)


@keys.command(context_settings=_BY_THUMBPRINT)
@click.argument("thumbprint")
@community_option
@in_app
def activate(thumbprint: str, community: str | None) -> None:
    """Let a pending key sign from now on; the active one is retired."""
    actor = operator(community)
    row = _find(actor.community, thumbprint)
    custody.activate_key(row)
    record(actor, "key.activate", f"key:{row.thumbprint}")


@keys.command(context_settings=_BY_THUMBPRINT)
@click.argument("thumbprint")
@community_option
@in_app
def retire(thumbprint: str, community: str | None) -> None:
    """Let a key sign no more; what it signed stays valid."""
    actor = operator(community)
    row = _find(actor.community, thumbprint)
    custody.retire_key(row)
    record(actor, "key.retire", f"key:{row.thumbprint}")


@keys.command(context_settings=_BY_THUMBPRINT)
@click.argument("thumbprint")
@click.option(
    "--compromised-at", type=click.DateTime(), help="Since when a thief may have had it (UTC)."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@community_option
@in_app
def revoke(
    thumbprint: str,
    compromised_at: datetime | None,
    yes: bool,  # noqa: FBT001
    community: str | None,
) -> None:
    """Take all trust from a key and issue again, at the same addresses, what it signed."""
    actor = operator(community)
    row = _find(actor.community, thumbprint)
    count = touched_by(row)
    if not yes:
        click.confirm(f"{count} awards will be issued again. Revoke the key?", abort=True)
    since = compromised_at.replace(tzinfo=UTC) if compromised_at else None
    revoke_signing_key(actor, row, compromised_at=since)
    click.echo(f"Revoked; {count} awards issued again.")


def _find(community: Community, thumbprint: str) -> SigningKey:
    """Find a key by its thumbprint or the beginning of it, where no other begins so."""
    rows = db.session.scalars(
        sa.select(SigningKey).where(
            SigningKey.profile_id == community.profile.id,
            SigningKey.thumbprint.startswith(thumbprint, autoescape=True),
        )
    ).all()
    if len(rows) != 1:
        count = len(rows) or "no"
        raise NotFoundError(
            "keys.unknown", f"There are {count} keys {thumbprint!r}; see badges keys list."
        )
    return rows[0]


def _describe(row: SigningKey) -> dict[str, str]:
    return {
        "thumbprint": row.thumbprint,
        "algorithm": row.algorithm,
        "state": row.state,
        "verificationMethod": row.verification_method,
        "created": utc_text(row.created_at),
    }
