"""``badges doctor``: the installation looked over, each finding printed as it comes."""

from __future__ import annotations

import sys

import click

from badges import keeping
from badges.cli.frame import EXIT_FAILED, MakeApp, json_option, print_json
from badges.keeping import Finding, Step
from badges.ports import settings

MARKS = {"good": "✔", "warning": "!", "bad": "✖"}


@click.command()
@click.option("--deep", is_flag=True, help="Check every invariant of the data, too.")
@click.option("--mend", is_flag=True, help="First mend what nobody must decide; then as --deep.")
@json_option
@click.pass_context
def doctor(ctx: click.Context, deep: bool, mend: bool, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Check the installation, each line with its mend."""
    make_app: MakeApp = ctx.obj
    with make_app().app_context():
        mended = keeping.mend() if mend else []
        if not as_json:
            for finding in mended:
                click.echo(f"↻ {finding.sentence.partition(';')[0]}: mended.")
        findings = keeping.examine(deep=deep or mend, tell=None if as_json else _Printer().tell)
        described = settings().describe()
    if as_json:
        print_json(
            {
                "mended": [finding.to_json() for finding in mended],
                "findings": [finding.to_json() for finding in findings],
                "settings": {name: value for name, value, _ in described},
            }
        )
    else:
        click.echo("")
        for name, value, help_line in described:
            click.echo(f"{name}={value}  # {help_line}")
    if any(finding.grade == "bad" for finding in findings):
        ctx.exit(EXIT_FAILED)


class _Printer:
    """Prints findings; on a terminal, also how far a look has come that takes long."""

    def __init__(self) -> None:
        self._on_terminal = sys.stderr.isatty()
        self._shown = ""

    def tell(self, item: Finding | Step) -> None:
        """Print one thing that was found, in the place of the progress shown before."""
        if isinstance(item, Step):
            self._show(f"{item.done:,} of {item.total:,}" if item.done < item.total else "")
            return
        self._show("")
        click.echo(f"{MARKS[item.grade]} {item.sentence}")

    def _show(self, progress: str) -> None:
        if self._on_terminal and progress != self._shown:
            click.echo(f"\r{progress:<{len(self._shown)}}\r{progress}", err=True, nl=False)
            self._shown = progress
