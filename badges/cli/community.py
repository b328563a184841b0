"""``badges init``, ``demo`` and ``login``: a community to begin with, and a way in."""

from __future__ import annotations

import click

from badges.accounts import communities, people, signin
from badges.accounts.access import Role
from badges.cli.frame import MakeApp
from badges.config import Settings
from badges.database import db
from badges.demo import fill_demo
from badges.ports import settings


@click.command()
@click.option("--community", "name", default="My community", show_default=True, help="Its name.")
@click.option("--url", help="The public address of this installation, printed for ever.")
@click.option("--manager", help="E-mail address of the first manager.")
@click.pass_obj
def init(make_app: MakeApp, name: str, url: str | None, manager: str | None) -> None:
    """Make the database, the first community and its keys; run again, it changes nothing."""
    changes = (
        {"base_url": Settings.from_environment({"BADGES_BASE_URL": url}).base_url} if url else {}
    )
    with make_app(**changes).app_context():
        existing = [each for each in communities.all_communities() if not each.is_demo]
        if existing:
            click.echo(f"There is a community already: {existing[0].name}.")
        else:
            opened = communities.open_community(
                communities.CommunityDraft(name=name, languages=("de", "en"))
            )
            click.echo(f"Opened {opened.name}: {opened.profile.did}")
            existing = [opened]
        if not manager:
            click.echo("Name the first manager with --manager ADDRESS to get a sign-in link.")
        else:
            people.ensure_member(existing[0], manager, roles=(Role.OWNER, Role.MEMBER))
            click.echo(_link(signin.create_link(manager)))
            if existing[0].is_trial:
                click.echo("On trial until a manager confirms the address under Settings.")
        db.session.commit()


@click.command()
@click.pass_obj
def demo(make_app: MakeApp) -> None:
    """Fill a demo community with badges, members and history; run again, it changes nothing."""
    with make_app().app_context():
        community = fill_demo()
        db.session.commit()
        click.echo(f"The demo community is there: {community.profile.iri}")


@click.command()
@click.argument("email")
@click.pass_obj
def login(make_app: MakeApp, email: str) -> None:
    """Print a one-time sign-in link."""
    with make_app().app_context():
        click.echo(_link(signin.create_link(email)))
        db.session.commit()


def _link(secret: str) -> str:
    return f"{settings().base_url}/sign-in/{secret}"
