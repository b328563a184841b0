"""What every command shares: the application, its transaction, errors as one sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask

from badges.accounts.access import Actor
from badges.accounts.communities import find_community
from badges.database import db
from badges.errors import BadgesError
from keys.errors import KeysError

MakeApp = Callable[..., Flask]
Command = TypeVar("Command", bound=Callable[..., Any])

EXIT_FAILED = 1
EXIT_USAGE = 2


class Group(click.Group):
    """A group that turns our errors into one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (BadgesError, KeysError) as error:
            click.echo(f"badges: {error}", err=True)
            ctx.exit(EXIT_FAILED)


def in_app(command: Command) -> Command:
    """Run a command inside the application, in one transaction that is kept on success."""

    @wraps(command)
    @click.pass_context
    def run(ctx: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        make_app: MakeApp = ctx.obj
        with make_app().app_context():
            result = command(*args, **kwargs)
            db.session.commit()
            return result

    return run  # type: ignore[return-value]


def operator(community: str | None) -> Actor:
    """Give the actor that the command line is in a community."""
    return Actor.operator(find_community(community))


def print_json(data: Any) -> None:
    """Print data for programs."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def read_input(name: str) -> bytes:
    """Read a file, or standard input for ``-``; an unreadable one is a usage error."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{name} cannot be read: {error.strerror}.") from error


def write_output(path: Path, data: bytes) -> None:
    """Write a file, making its folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}.") from error


community_option = click.option(
    "--community", help="Short name of the community; needed where there are several."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print data for programs.")
