"""``badges verify``, ``bake`` and ``unbake``: for anybody's badges, without a database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from badges.baking import OpenBadgesVersion, bake, unbake
from badges.cli.batches import check_all, print_receipt, require_one_kind
from badges.cli.frame import EXIT_USAGE, json_option, print_json, read_input, write_output
from badges.codes import is_like_code
from badges.config import Settings, accept_contexts
from badges.credentials.own import OwnFirst
from badges.errors import BadgesError, InputError
from badges.fetched import Fetch, FetchLimit
from badges.fetching import GuardedFetcher
from badges.proofs import parse_json
from badges.publishing.checking import ACCEPT, bytes_at, bytes_of_code
from badges.verifying import Finding, Format, Outcome, Status, VerificationResult, verify
from badges.verifying.endorsing import word_in
from badges.verifying.receipts import check_receipt, is_receipt
from badges.verifying.sources import OFFLINE, Chain, GivenDocuments
from badges.wording import Wording, wording

EXIT_OF = {Status.VERIFIED: 0, Status.NOT_VERIFIED: 1, Status.UNDECIDED: 3}
MARK_OF = {Outcome.PASSED: "✔", Outcome.FAILED: "✖", Outcome.UNKNOWN: "?", Outcome.SKIPPED: "–"}
USER_AGENT = "badges-verify"


@click.command("verify")
@click.argument("source", metavar="FILE|URL|CODE|-", required=False)
@click.option(
    "--batch",
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR|ZIP|CSV",
    help="Check all files of a folder or ZIP, or the links and codes of a CSV.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where the results of --batch go: .csv or .json.",
)
@click.option("--offline", is_flag=True, help="Fetch nothing from the network.")
@click.option(
    "--with",
    "given",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A document, or a folder of documents, to check with; may be repeated.",
)
@click.option("--recipient", metavar="EMAIL", help="Whose it should be.")
@click.option("--name", help="The name that it should be about.")
@json_option
@click.pass_context
def verify_command(  # noqa: PLR0917 - one for each option of click's
    ctx: click.Context,
    source: str | None,
    batch: Path | None,
    report: Path | None,
    offline: bool,  # noqa: FBT001 - flags of click's
    given: tuple[Path, ...],
    recipient: str | None,
    name: str | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Verify a badge or certificate, ours or anyone's, or the receipt of a check.

    Exit code 0: verified. 1: not verified. 2: not readable. 3: could not be decided. With --batch
    the gravest of all: 1 also for what is not readable.
    """
    require_one_kind(source, batch, report)
    with ExitStack() as stack:
        try:
            settings = Settings.from_environment()
            accept_contexts(settings)
            own = _has_database(settings)
            if own:
                stack.enter_context(ctx.obj().app_context())
            fetch = _fetch(settings, given, offline=offline, own=own)
            if source is None:
                ctx.exit(check_all(batch or Path(), report, _reader(fetch, own=own), fetch))
            data = _read(source, fetch, own=own)
            if is_receipt(data):
                ctx.exit(print_receipt(check_receipt(data, fetch=fetch), as_json=as_json))
            result = verify(
                data, now=datetime.now(UTC), fetch=fetch, recipient=recipient, name=name
            )
        except BadgesError as error:
            click.echo(f"badges: {error}", err=True)
            ctx.exit(EXIT_USAGE)
    _print(result, as_json=as_json)
    ctx.exit(EXIT_OF[result.status])


@click.command("bake")
@click.argument("image", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("document")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="The new image.")
def bake_command(image: Path, document: str, out: Path) -> None:
    """Put a signed badge into a PNG or SVG image."""
    text = read_input(document).decode("utf-8", "strict").strip()
    write_output(out, bake(image.read_bytes(), text, version=_version_of(text)))


@click.command("unbake")
@click.argument("image")
def unbake_command(image: str) -> None:
    """Print the badge inside a PNG, SVG or PDF."""
    click.echo(unbake(read_input(image)).text)


def _fetch(settings: Settings, given: tuple[Path, ...], *, offline: bool, own: bool) -> Fetch:
    """Ask what was given, then our own database where there is one, then the network."""
    documents = GivenDocuments(path.read_bytes() for path in _files(given))
    network: Fetch = (
        OFFLINE
        if offline
        else GuardedFetcher(user_agent=USER_AGENT, allow=settings.fetch_allow).get
    )
    return Chain(documents, OwnFirst(network) if own else network)


def _has_database(settings: Settings) -> bool:
    """Tell whether this installation has one already; verifying makes none."""
    if not settings.is_sqlite:
        return True
    name = make_url(settings.database_url).database
    return bool(name) and Path(name or "").is_file()


def _files(given: tuple[Path, ...]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            yield from (found for found in sorted(path.rglob("*")) if found.is_file())
        else:
            yield path


def _reader(fetch: Fetch, *, own: bool) -> Callable[[str], bytes]:
    """Give what reads a line of a list: an address, a printed code, or a badge's own text."""

    def read(line: str) -> bytes:
        is_elsewhere = re.match(r"https?://", line) or (own and is_like_code(line))
        return _read(line, fetch, own=own) if is_elsewhere else line.encode("utf-8", "replace")

    return read


def _read(source: str, fetch: Fetch, *, own: bool) -> bytes:
    """Read a file or an address; with our database, share addresses and printed codes, too."""
    if re.match(r"https?://", source):
        if own:
            return bytes_at(source, fetch)
        return fetch(source, accept=ACCEPT, limit=FetchLimit.LIST).body
    if own and is_like_code(source) and not Path(source).exists():
        return bytes_of_code(source)
    return read_input(source)


def _version_of(text: str) -> OpenBadgesVersion:
    """Tell which keyword a document is baked under: OB 2.0 is known by its context."""
    if text.startswith("{"):
        document = parse_json(text)
        contexts = document.get("@context") if isinstance(document, dict) else None
        if "openbadges/v2" in str(contexts):
            raise InputError(
                "bake.hosted",
                "A hosted assertion is not baked; bake its signed form (.jws) instead.",
            )
        return OpenBadgesVersion.OB3
    found = verify(text.encode(), now=datetime.now(UTC), fetch=OFFLINE).format
    return OpenBadgesVersion.OB2 if found is Format.OB2_JWS else OpenBadgesVersion.OB3


def _print(result: VerificationResult, *, as_json: bool) -> None:
    words = wording("en")
    if as_json:
        print_json(result.to_json(words.sentence))
        return
    verdict = {
        Status.VERIFIED: "Verified",
        Status.NOT_VERIFIED: "Not verified",
        Status.UNDECIDED: "Could not be decided",
    }[result.status]
    click.echo(f"{verdict} ({result.format.value} in {result.container})")
    facts, word = result.facts, word_in(result.credential)
    for label, value in (
        ("name as signed", facts.recipient_name),
        ("achievement" if word is None else "endorsement", facts.achievement_name),
        ("says", word.said if word else ""),
        ("about", word.about if word else ""),
        ("issuer", f"{facts.issuer_name} ({facts.issuer_id})" if facts.issuer_id else ""),
    ):
        if value:
            click.echo(f"  {label}: {value}")
    for check in result.checks:
        click.echo(f"  {MARK_OF[check.outcome]} {check.id}: {words.sentence(check.reason)}")
        _print_parts(check.parts, words, indent=4)


def _print_parts(parts: Iterable[Finding], words: Wording, *, indent: int) -> None:
    """Print each schema, endorsement or status entry below its check."""
    for part in parts:
        click.echo(f"{' ' * indent}{MARK_OF[part.outcome]} {words.sentence(part.reason)}")
        _print_parts(part.parts, words, indent=indent + 2)
