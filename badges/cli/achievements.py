"""``badges achievement``: what can be earned, in and out of the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from badges.awarding import achievements, back_awarding
from badges.awarding.exporting import export_achievement
from badges.awarding.hints import hints_of
from badges.awarding.importing import import_achievement, read_achievement
from badges.cli.frame import community_option, in_app, json_option, operator, print_json, read_input
from badges.credentials.achievements import achievement_document, criteria_text
from badges.database import db, get_scoped
from badges.errors import InputError, NotFoundError
from badges.milestones import AllOf, rule_to_json
from badges.models import Achievement, AchievementVersion, Community
from badges.wording import pick, wording


@click.group()
def achievement() -> None:
    """Import, translate, publish, list, show and export what can be earned."""


@achievement.command("import")
@click.argument("file")
@click.option(
    "--picture",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PNG or SVG, where the file brings none.",
)
@click.option("--draft", is_flag=True, help="Do not publish it yet.")
@community_option
@in_app
def import_file(
    file: str,
    picture: Path | None,
    draft: bool,  # noqa: FBT001 - a flag of click's
    community: str | None,
) -> None:
    """Read our YAML, an OB 2.0 BadgeClass, an OB 3.0 Achievement or a baked image; publish it."""
    actor = operator(community)
    found = import_achievement(
        actor, read_input(file), picture=picture.read_bytes() if picture else None
    )
    version = achievements.create_achievement(actor, found)
    if not draft:
        achievements.publish(actor, version)
    click.echo(version.achievement.slug)
    _say_hints(version)


@achievement.command()
@click.argument("files", nargs=-1, required=True)
@json_option
def translate(files: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 - a flag of click's
    """Say badge rules that count messages (Fedora's) in our language, or why not; keep nothing."""
    found = [_translation(file) for file in files]
    if as_json:
        print_json(found)
        return
    for each in found:
        click.echo(f"{each['file']}: {each['says']}")
    click.echo(f"{sum('rule' in each for each in found)} of {len(found)} can be said.")


def _translation(file: str) -> dict[str, Any]:
    words = wording("en")
    try:
        draft = read_achievement(read_input(file), language="en").draft
    except InputError as error:
        return {"file": Path(file).name, "says": words.sentence(error.reason)}
    rule = AllOf(tuple(milestone.rule for milestone in draft.milestones))
    only = rule.rules[0] if len(rule.rules) == 1 else rule
    says = words.sentence(only.to_reason())
    return {"file": Path(file).name, "says": says, "rule": rule_to_json(only)}


@achievement.command("list")
@community_option
@json_option
@in_app
def list_achievements(community: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List a community's achievements."""
    actor = operator(community)
    rows = db.session.scalars(
        sa.select(Achievement)
        .where(Achievement.community_id == actor.community.id)
        .order_by(Achievement.slug)
    ).all()
    if as_json:
        print_json([_describe(row, actor.community) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.slug:32} {_describe(row, actor.community)['name']}")


@achievement.command()
@click.argument("slug")
@community_option
@json_option
@in_app
def show(slug: str, community: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Show one achievement."""
    actor = operator(community)
    version = _version(actor.community, slug)
    leading = actor.community.languages[0]
    if as_json:
        print_json(achievement_document(version, leading))
        return
    click.echo(pick(version.name, leading).text)
    click.echo(version.iri)
    click.echo(f"\n{pick(version.description, leading).text}\n\n{criteria_text(version, leading)}")


@achievement.command()
@click.argument("slug")
@click.option("--dry-run", is_flag=True, help="Only say whom it would be offered now.")
@click.option("--award-existing", is_flag=True, help="Offer it at once to those who met it all.")
@community_option
@json_option
@in_app
def publish(
    slug: str,
    dry_run: bool,  # noqa: FBT001 - a flag of click's
    award_existing: bool,  # noqa: FBT001 - likewise
    community: str | None,
    as_json: bool,  # noqa: FBT001 - likewise
) -> None:
    """Publish the draft of an achievement, or try out whom it would be offered."""
    actor = operator(community)
    version = get_scoped(Achievement, actor.community.id, slug=slug).versions[-1]
    trial = back_awarding.dry_run(actor, version) if dry_run else None
    if trial is None:
        achievements.publish(actor, version, award_existing=award_existing)
    if as_json:
        found = _describe(version.achievement, actor.community)
        print_json(
            found if trial is None else {"would_award": trial.count, "members": named(trial)}
        )
    elif trial is None:
        click.echo(version.iri)
    else:
        click.echo(f"It would be offered to {trial.count} now.")
        for name in named(trial):
            click.echo(f"  {name}")
    if trial is not None:
        for sentence in wording("en").sentences(achievements.publishing_problems(actor, version)):
            click.echo(f"Problem: {sentence}", err=True)
    _say_hints(version)


def _say_hints(version: AchievementVersion) -> None:
    """Say what could be better, beside the output; it stands in nobody's way."""
    for sentence in wording("en").sentences(hints_of(version)):
        click.echo(f"Hint: {sentence}", err=True)


def named(trial: back_awarding.DryRun) -> list[str]:
    """Name whom a dry run found."""
    return [each.membership.name for each in trial.members or ()]


@achievement.command()
@click.argument("slug")
@community_option
@in_app
def export(slug: str, community: str | None) -> None:
    """Print an achievement as YAML that import reads."""
    actor = operator(community)
    click.echo(export_achievement(actor, _version(actor.community, slug)), nl=False)


def _version(community: Community, slug: str) -> AchievementVersion:
    """Give the newest published version, or the draft where there is no other."""
    row = get_scoped(Achievement, community.id, slug=slug)
    version = achievements.newest_published(row) or next(iter(row.versions), None)
    if version is None:
        raise NotFoundError("achievement.empty", f"{slug} has no version.")
    return version


def _describe(row: Achievement, community: Community) -> dict[str, Any]:
    version = _version(community, row.slug)
    return {
        "slug": row.slug,
        "id": version.iri,
        "name": pick(version.name, community.languages[0]).text,
        "version": version.number,
        "published": version.published_at is not None,
        "archived": row.archived_at is not None,
    }
