"""Signing in by a mail with a one-time link and a six-digit code.

Asked for (:func:`request_link`), a job writes the mail (:func:`send_link`); the link is opened
(:func:`peek`: changes nothing) and used by the button on that page (:func:`use_link`), or the
code is typed in the browser that asked (:func:`use_code`, ten tries). Either starts a session,
proves the address and uses both up. Whether an address is known is told by mail only: the work
done for the page, and the page, are the same.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from badges import jobs, mailing
from badges.accounts import sessions
from badges.accounts.proving import membership_at, prove
from badges.accounts.tokens import hash_secret, new_secret
from badges.database import db
from badges.errors import GoneError, InputError, NotFoundError
from badges.limits import count
from badges.models import LoginSession, SignInToken
from badges.ports import now, ports, settings
from badges.text import normalize_email

LINK_LIFETIME = timedelta(minutes=30)
MOST_TRIES = 10
CODE_DIGITS = 6
KEPT = timedelta(days=30)
"""How long a link that is over still gets its holder a new one by one click."""

_WINDOW = timedelta(minutes=15)
_PER_ADDRESS = 5
_PER_CLIENT = 60
_CODES_PER_CLIENT = 60

SignedIn = tuple[LoginSession, str, str]
"""The session, its secret for the cookie, and where to go next."""


def request_link(typed: str, *, next_path: str = "", client: str = "") -> str:
    """Ask for the mail; gives the secret that makes this browser the one that asked.

    Says nothing of whether the address belongs to somebody. ``client`` is the network address of
    who asks. Raises ``InputError`` where it is no address and ``LimitError`` after five for one
    address, or sixty from one client, in a quarter of an hour.
    """
    address = normalize_email(typed)
    if client:
        count("sign-in-from", client, limit=_PER_CLIENT, window=_WINDOW)
    count("sign-in", address, limit=_PER_ADDRESS, window=_WINDOW)
    db.session.execute(sa.delete(SignInToken).where(SignInToken.expires_at < now() - KEPT))
    browser = new_secret()
    token = _new_token(address, new_secret(), next_path, LINK_LIFETIME)
    token.browser_hash = hash_secret(browser)
    db.session.flush()
    jobs.enqueue("sign_in_mail", token_id=token.id)
    return browser


def request_again(secret: str, *, client: str = "") -> str:
    """Ask anew for what a link that is over was for; raises ``GoneError`` where it is forgotten."""
    token = _find(secret)
    if token is None or not token.address:
        raise _used()
    return request_link(token.address, next_path=token.next_path, client=client)


def send_link(token_id: int) -> None:
    """Draw link and code of a request and mail them, if the address is somebody's (a job)."""
    token = db.session.get(SignInToken, token_id)
    if token is None or token.code_hash or token.used_at is not None:
        return
    membership = membership_at(token.address)
    if membership is None:
        token.address = ""
        return
    secret = new_secret()
    number = int.from_bytes(ports().token_bytes(8), "big") % 10**CODE_DIGITS
    code = f"{number:0{CODE_DIGITS}}"
    token.token_hash = hash_secret(secret)
    token.code_hash = _hash_code(token, code)
    mailing.post(
        "sign_in",
        token.address,
        community=membership.community,
        language=membership.person.language,
        link=link_to(secret),
        code=f"{code[:3]} {code[3:]}",
        minutes=int(LINK_LIFETIME.total_seconds() // 60),
    )


def create_link(address: str, *, next_path: str = "", lifetime: timedelta = LINK_LIFETIME) -> str:
    """Make a sign-in link's secret for a known address; raises ``NotFoundError``."""
    address = normalize_email(address)
    if membership_at(address) is None:
        raise NotFoundError("sign_in.unknown", f"Nobody here has the address {address}.")
    secret = new_secret()
    _new_token(address, secret, next_path, lifetime)
    return secret


def link_to(secret: str) -> str:
    """Give the address of a link's page."""
    return f"{settings().base_url}/sign-in/{secret}"


def peek(secret: str) -> SignInToken:
    """Look at a link without using it up; raises ``GoneError`` where it is used or too old."""
    token = _find(secret)
    if token is None or not _is_open(token):
        raise _used()
    return token


def can_renew(secret: str) -> bool:
    """Tell whether a link that is over can be asked for anew by one click."""
    token = _find(secret)
    return token is not None and bool(token.address)


def use_link(secret: str, *, device: str = "") -> SignedIn:
    """Use a link up by its button."""
    return _use(peek(secret), device)


def use_code(browser: str, typed: str, *, client: str = "", device: str = "") -> SignedIn:
    """Use the code of the mail up, in the browser that asked for it.

    Each call is one of ten tries; the caller commits it even where this raises ``InputError``
    (another code) or ``GoneError`` (no request, too old, used, or no try left).
    """
    if client:
        count("sign-in-code", client, limit=_CODES_PER_CLIENT, window=_WINDOW)
    token = db.session.scalar(
        sa.select(SignInToken).where(SignInToken.browser_hash == hash_secret(browser))
    )
    if not browser or token is None or not _is_open(token) or not _take_try(token):
        raise GoneError("sign_in.code_over", "This code is no longer valid; ask for a new one.")
    digits = "".join(typed.split())
    # Both are digests of the same length, so that the time taken tells nothing (CWE-208).
    if not hmac.compare_digest(_hash_code(token, digits), token.code_hash):
        raise InputError(
            "sign_in.code_wrong",
            f"This is not the code; {MOST_TRIES - token.tries} tries are left.",
            field="code",
            count=MOST_TRIES - token.tries,
        )
    return _use(token, device)


def _new_token(address: str, secret: str, next_path: str, lifetime: timedelta) -> SignInToken:
    token = SignInToken(
        address=address,
        token_hash=hash_secret(secret),
        next_path=next_path if next_path.startswith("/") else "",
        tries=0,
        created_at=now(),
        expires_at=now() + lifetime,
    )
    db.session.add(token)
    return token


def _use(token: SignInToken, device: str) -> SignedIn:
    token.used_at = now()
    session, cookie = sessions.start(prove(token.address), method="mail", device=device)
    return session, cookie, token.next_path


def _take_try(token: SignInToken) -> bool:
    """Take one of the tries; in one statement, so that requests at once cannot share one."""
    taken = db.session.scalar(
        sa.update(SignInToken)
        .where(SignInToken.id == token.id, SignInToken.tries < MOST_TRIES)
        .values(tries=SignInToken.tries + 1)
        .returning(SignInToken.id)
    )
    db.session.refresh(token, ["tries"])
    return taken is not None


def _hash_code(token: SignInToken, code: str) -> str:
    """Hash a code with a key that is not in the database: six digits are soon tried out."""
    key = str(current_app.secret_key or "").encode()
    return hmac.new(key, f"{token.id}:{code}".encode(), hashlib.sha256).hexdigest()


def _find(secret: str) -> SignInToken | None:
    return db.session.scalar(
        sa.select(SignInToken).where(SignInToken.token_hash == hash_secret(secret))
    )


def _is_open(token: SignInToken) -> bool:
    return token.used_at is None and token.expires_at > now()


def _used() -> GoneError:
    return GoneError(
        "sign_in.used", "This sign-in link has been used or is too old; ask for a new one."
    )
