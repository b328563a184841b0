"""What a checker who trusts nobody needs to check a badge without us."""

from __future__ import annotations

from dataclasses import dataclass

from badges.credentials.published import is_visible
from badges.models import Award
from badges.verifying import VerificationResult
from badges.verifying.foreign import is_loopback, is_web_address, listed, text
from keys.did import did_web_url
from keys.errors import KeysError


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The addresses of what a check without us needs; empty where the badge names none.

    ``file`` is the badge itself (empty where the checker has it), ``keys`` the issuer's keys,
    ``status`` its status list.
    """

    file: str
    keys: str
    status: str

    @property
    def commands(self) -> tuple[str, ...]:
        """Give the lines to type: fetch the documents by other means, then check offline."""
        given = {"did.json": self.keys, "status.json": self.status, "badge.json": self.file}
        fetched = [f"curl -sLo {name} '{url}'" for name, url in given.items() if url]
        handed = "".join(f" --with {name}" for name in ("did.json", "status.json") if given[name])
        return (*fetched, f"badges verify badge.json --offline{handed}")


def elsewhere(result: VerificationResult, award: Award | None = None) -> Elsewhere:
    """Say where a badge and its documents can be had; ``award`` where it is one of ours."""
    credential = result.credential or {}
    status = next((text(each, "statusListCredential") for each in
                   listed(credential.get("credentialStatus"))), "")  # fmt: skip
    file = ""
    if award is not None and is_visible(award) and award.state == "accepted":
        base = award.community.profile.base_url
        file = f"{base}/credentials/{award.public_id}.json"
    return Elsewhere(file, _keys_at(result.facts.issuer_id), _safe(status))


def _keys_at(issuer: str) -> str:
    try:
        return _safe(did_web_url(issuer, allow_http_loopback=True))
    except KeysError:
        return _safe(issuer)


def _safe(url: str) -> str:
    """Give an address that can stand in a shell line between quotes, or nothing."""
    is_one = is_web_address(url) or is_loopback(url)
    return url if is_one and url.isprintable() and not set(url) & set("'\\ `$\"") else ""
