"""``badges backup`` and ``badges restore``: one file that holds an installation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from badges.cli.frame import MakeApp
from badges.config import Settings
from badges.keeping.backups.making import back_up
from badges.keeping.backups.restoring import Asked, Restored, restore

_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_PASSPHRASE_FILE = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Read the passphrase from the first line of this file.",
)


@click.command("backup")
@_FILE
@click.option("--with-master-key", is_flag=True, help="Take the master key along, locked.")
@_PASSPHRASE_FILE
@click.pass_obj
def backup_command(
    make_app: MakeApp,
    file: Path,
    with_master_key: bool,  # noqa: FBT001 - a flag of click's
    passphrase_file: Path | None,
) -> None:
    """Write database, uploads and sealed keys into FILE while the service runs.

    The master key, without which the sealed keys are of no use, goes along only when asked for,
    under a passphrase that is typed twice.
    """
    passphrase = None
    if with_master_key:
        passphrase = _first_line(passphrase_file) or click.prompt(
            "Passphrase for the master key", hide_input=True, confirmation_prompt=True
        )
    with make_app().app_context():
        made = back_up(file, passphrase=passphrase)
    click.echo(f"{file}: {made.size / 1_000_000:.1f} MB with {made.files} uploads.")
    if made.missing:
        click.echo(f"{len(made.missing)} uploads are missing or damaged; see badges doctor --deep.")
    if not made.has_master_key:
        click.echo("The master key is not in it; keep that apart, or add --with-master-key.")


@click.command("restore")
@_FILE
@_PASSPHRASE_FILE
@click.option(
    "--erasures",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="An erasures.log that was copied away from the old machine.",
)
@click.option("--yes", is_flag=True, help="Also replace another installation.")
@click.pass_obj
def restore_command(
    make_app: MakeApp,
    file: Path,
    passphrase_file: Path | None,
    erasures: tuple[Path, ...],
    yes: bool,  # noqa: FBT001 - a flag of click's
) -> None:
    """Put a backup in the place of what is there, wholly or not at all.

    What is there is kept as a safety copy. An older backup is migrated, and what was erased since
    is erased again.
    """
    if not file.exists():
        raise click.UsageError(f"There is no file {file}.")
    asked = Asked(
        passphrase=lambda: (
            _first_line(passphrase_file)
            or click.prompt("Passphrase of the master key", hide_input=True)
        ),
        erasures=erasures,
        yes=yes,
        tell=click.echo,
    )
    done = restore(
        file,
        asked,
        of=Settings.from_environment(),
        make_app=make_app,
        at=datetime.now(UTC).replace(microsecond=0),
    )
    for sentence in _told(done):
        click.echo(sentence)


def _told(done: Restored) -> list[str]:
    """Say what was done, and what the operator should look at now."""
    made = done.made_at.strftime("%Y-%m-%d %H:%M UTC")
    told = [f"Restored the state of {made}. Everybody signs in anew."]
    if done.safety is not None:
        told.append(f"What was here before is kept in {done.safety}.")
    if done.settled.erased:
        told.append(f"Erased again what had been erased since: {done.settled.erased}.")
    if not done.settled.complete:
        told.append(
            f"The old installation was not here to be asked: what was erased after {made} and "
            "stands in no log given by --erasures is back. Erase it again when somebody asks."
        )
    if done.settled.mails:
        told.append(f"Mails held back, since they may have been sent: {done.settled.mails}.")
    told += [
        f"The key {thumbprint} was revoked; see badges keys list whether it must be again."
        for thumbprint in sorted(done.revoked_keys)
    ]
    if done.new_keys:
        told.append("The master key was added; restart the service so that it can sign.")
    return told


def _first_line(file: Path | None) -> str:
    """Read a passphrase from a file; its line break is not part of it."""
    if file is None:
        return ""
    lines = file.read_text(encoding="utf-8").splitlines()
    return lines[0] if lines else ""
