"""Checking whatever somebody hands in: one call for the page, the API and the shell.

What was handed in stays in memory: nothing of it is stored or logged (decisions, issue 2 item 9).
"""

from __future__ import annotations

import re

from badges.codes import is_like_code
from badges.credentials.own import OwnFirst, is_own
from badges.errors import InputError
from badges.fetched import Fetch, FetchError, FetchLimit
from badges.models import Award
from badges.ports import now, ports
from badges.publishing.issued import Form, form_of, issued_credential
from badges.publishing.visible import award_of_code, shown_award
from badges.verifying import VerificationResult, verify

MAXIMUM_BYTES = 20_000_000
ACCEPT = (
    "application/vc, application/vc+jwt, application/ld+json, application/json, image/png, "
    "image/svg+xml, application/pdf, text/plain;q=0.8, */*;q=0.1"
)
_SHARE = re.compile(r"/credentials/(?P<id>\w+)(?:\.[a-z0-9.]+)?/?(?:[?#].*)?")


def verify_input(
    *,
    upload: bytes = b"",
    url: str = "",
    text: str = "",
    code: str = "",
    recipient: str = "",
    name: str = "",
    fresh: bool = False,
) -> VerificationResult:
    """Check one thing: an uploaded file, an address, pasted JSON or token, or a printed code.

    ``recipient`` (an e-mail address) and ``name`` ask whether it belongs to that person. Status
    lists that were fetched a moment ago are not fetched again; with ``fresh``, as where a person
    pressed a button, their servers are asked now whether anything changed. Raises ``InputError``
    for none or several things, and for what cannot be read or fetched; ``HiddenAwardError`` and
    ``ErasedAwardError`` for codes and addresses of ours that hold nothing for strangers.
    """
    data = read_input(upload=upload, url=url, text=text, code=code)
    return verify_bytes(data, recipient=recipient, name=name, fresh=fresh)


def read_input(
    *,
    upload: bytes = b"",
    url: str = "",
    text: str = "",
    code: str = "",
    fetch: Fetch | None = None,
) -> bytes:
    """Give the bytes of the one thing handed in; raises as :func:`verify_input`."""
    given = [each for each in (upload, url.strip(), text.strip(), code.strip()) if each]
    if len(given) != 1:
        raise InputError(
            "verify.one",
            "Give one thing to check: a file, an address, the text of a badge or a printed code.",
            field="upload",
        )
    if url.strip():
        return bytes_at(url.strip(), fetch or own_first())
    return _bytes_of(upload, text.strip(), code.strip())


def read_line(line: str, fetch: Fetch | None = None) -> bytes:
    """Give the bytes that a line leads to: an address, a printed code or the badge's own text."""
    given = sorted_input(line)
    return read_input(
        url=given.get("url", ""),
        code=given.get("code", ""),
        text=given.get("text", ""),
        fetch=fetch,
    )


def verify_bytes(
    data: bytes,
    *,
    recipient: str = "",
    name: str = "",
    fresh: bool = False,
    fetch: Fetch | None = None,
) -> VerificationResult:
    """Check what was read; ``fetch`` stands in for our own addresses and the network."""
    return verify(
        data,
        now=now(),
        fetch=fetch or own_first(),
        recipient=recipient.strip() or None,
        name=name.strip() or None,
        lists=ports().lists.asking_again() if fresh else ports().lists,
    )


def verify_award(award: Award, *, recipient: str = "", name: str = "") -> VerificationResult:
    """Check the newest issue of an award as anybody would, with today's status list."""
    text = form_of(issued_credential(award), Form.OB3_DI).decode()
    return verify_input(text=text, recipient=recipient, name=name)


def own_first() -> Fetch:
    """Give the fetch that answers our own addresses from the database."""
    return OwnFirst(ports().fetch)


def sorted_input(line: str) -> dict[str, str]:
    """Tell what somebody typed into one field: ``url``, ``code`` or ``text``, for verify_input."""
    stripped = line.strip()
    if re.match(r"https?://", stripped, re.IGNORECASE) and not re.search(r"\s", stripped):
        return {"url": stripped}
    return {"code": stripped} if is_like_code(stripped) else {"text": stripped}


def _bytes_of(upload: bytes, text: str, code: str) -> bytes:
    if code:
        return bytes_of_code(code)
    data = upload or text.encode("utf-8", "replace")
    if len(data) > MAXIMUM_BYTES:
        raise InputError(
            "verify.too_large",
            f"Files up to {MAXIMUM_BYTES // 1_000_000} MB can be checked.",
            field="upload",
            limit=MAXIMUM_BYTES,
        )
    return data


def bytes_of_code(code: str) -> bytes:
    """Give the newest issue of the award with this printed code; raises as for strangers."""
    return _newest(award_of_code(code))


def bytes_at(url: str, fetch: Fetch) -> bytes:
    """Fetch what an address leads to; a share address of ours means the badge behind it.

    Raises ``InputError`` where nothing could be fetched.
    """
    own = _SHARE.search(url)
    if own is not None and own.end() == len(url) and is_own(url):
        return _newest(shown_award(own["id"]))
    try:
        return fetch(url, accept=ACCEPT, limit=FetchLimit.LIST).body
    except FetchError as error:
        raise InputError(
            "verify.address",
            f"Nothing could be fetched from this address. {error}",
            field="url",
            cause=error.reason.code,
        ) from error


def _newest(award: Award) -> bytes:
    return form_of(issued_credential(award), Form.OB3_DI)
