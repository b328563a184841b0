"""Passkeys: made by somebody who is signed in, used from the sign-in page (WebAuthn Level 3).

A ceremony has two steps: the options with a challenge (:func:`options_to_sign_in`,
:func:`options_to_register`), and the authenticator's answer to it (:func:`sign_in`,
:func:`register`). The challenge follows from a secret that only the asking browser holds; its
row is taken at the first answer, good or bad, so that none is answered twice.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import sqlalchemy as sa
from cryptography.exceptions import UnsupportedAlgorithm

from badges.accounts import sessions
from badges.accounts.tokens import hash_secret, new_secret
from badges.database import MOST_ROW, db
from badges.errors import GoneError, InputError, LimitError, NotFoundError
from badges.limits import count
from badges.models import LoginSession, Membership, Passkey, PasskeyChallenge, Person
from badges.ports import now, settings
from badges.text import clean_name
from keys.encoding import base64url_decode, base64url_encode

CHALLENGE_LIFETIME = timedelta(minutes=5)
MOST_PASSKEYS = 20
MOST_CHARACTERS = 20_000
"""Of an authenticator's answer; real ones have about a thousand."""

NAME: Final = "Meilenstein"
ALGORITHMS: Final = ("EDDSA", "ECDSA_SHA_256", "RSASSA_PKCS1_v1_5_SHA_256")
"""By their names in the COSE registry."""

_WINDOW = timedelta(minutes=15)
_PER_CLIENT = 60
_UNREADABLE = (UnsupportedAlgorithm, ValueError, TypeError, KeyError)


def are_possible() -> bool:
    """Tell whether browsers allow passkeys at our address: a name, over https or on localhost."""
    host = urlsplit(settings().base_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return settings().is_https or host == "localhost"
    return False


def options_to_sign_in(*, client: str = "") -> tuple[str, dict[str, Any]]:
    """Begin to sign in; gives the browser's secret and ``PublicKeyCredentialRequestOptions``.

    Raises ``LimitError`` where one client asks too often.
    """
    if client:
        count("passkey", client, limit=_PER_CLIENT, window=_WINDOW)
    secret = _new_challenge(None)
    lib = _library()
    options = lib.generate_authentication_options(
        rp_id=_rp_id(),
        challenge=_challenge(secret),
        user_verification=lib.helpers.structs.UserVerificationRequirement.PREFERRED,
    )
    return secret, json.loads(lib.options_to_json(options))


def options_to_register(person: Person) -> tuple[str, dict[str, Any]]:
    """Begin to make a passkey; gives the browser's secret and the creation options."""
    known = passkeys_of(person)
    if len(known) >= MOST_PASSKEYS:
        raise LimitError("passkey.many", "Remove a passkey first.", limit=MOST_PASSKEYS)
    secret = _new_challenge(person)
    address = next((each.address for each in person.addresses if each.verified_at), person.name)
    lib = _library()
    structs = lib.helpers.structs
    options = lib.generate_registration_options(
        rp_id=_rp_id(),
        rp_name=NAME,
        user_name=address,
        user_display_name=person.name,
        user_id=base64url_decode(_user_handle(known, secret)),
        challenge=_challenge(secret),
        supported_pub_key_algs=_algorithms(),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=base64url_decode(each.credential_id))
            for each in known
        ],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
    )
    return secret, json.loads(lib.options_to_json(options))


def register(person: Person, secret: str, answer: str, name: str) -> Passkey:
    """Keep a new passkey under a name.

    Raises ``InputError`` and ``GoneError``; the caller commits then, too: the challenge is used.
    """
    _take(secret, person)
    shown = clean_name(name, limit=100)
    handle = _user_handle(passkeys_of(person), secret)
    lib = _library()
    try:
        made = lib.verify_registration_response(
            credential=_read(answer),
            expected_challenge=_challenge(secret),
            expected_rp_id=_rp_id(),
            expected_origin=_origin(),
            supported_pub_key_algs=_algorithms(),
        )
    except (lib.helpers.exceptions.WebAuthnException, *_UNREADABLE) as error:
        raise _refused() from error
    credential_id = base64url_encode(made.credential_id)
    taken = sa.select(Passkey.id).where(Passkey.credential_id == credential_id)
    if db.session.scalar(taken) is not None:
        raise _refused()
    row = Passkey(
        person=person,
        name=shown,
        credential_id=credential_id,
        public_key=base64url_encode(made.credential_public_key),
        user_handle=handle,
        sign_count=made.sign_count,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def sign_in(secret: str, answer: str, *, device: str = "") -> tuple[LoginSession, str]:
    """Sign in with a passkey; gives the session and its secret for the cookie.

    One answer serves for unknown, wrong, copied (by its counter) and foreign passkeys: raises
    ``InputError``, or ``GoneError`` where it came late. The caller commits then, too.
    """
    _take(secret, None)
    lib = _library()
    try:
        given = _read(answer)
        row = db.session.scalar(sa.select(Passkey).where(Passkey.credential_id == given["id"]))
        if row is None or not _may_enter(row, given):
            raise _refused()
        verified = lib.verify_authentication_response(
            credential=given,
            expected_challenge=_challenge(secret),
            expected_rp_id=_rp_id(),
            expected_origin=_origin(),
            credential_public_key=base64url_decode(row.public_key),
            credential_current_sign_count=row.sign_count,
        )
    except (lib.helpers.exceptions.WebAuthnException, *_UNREADABLE) as error:
        raise _refused() from error
    row.sign_count = verified.new_sign_count
    row.last_used_at = now()
    return sessions.start(row.person, method="passkey", device=device)


def passkeys_of(person: Person) -> list[Passkey]:
    """List somebody's passkeys, the oldest first."""
    query = sa.select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)
    return list(db.session.scalars(query))


def remove(person: Person, passkey_id: int) -> None:
    """Forget one of somebody's passkeys; raises ``NotFoundError`` for anybody else's."""
    row = db.session.get(Passkey, passkey_id) if passkey_id <= MOST_ROW else None
    if row is None or row.person_id != person.id:
        raise NotFoundError("not_found", "There is nothing at this address.")
    db.session.delete(row)


def _new_challenge(person: Person | None) -> str:
    db.session.execute(sa.delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now()))
    secret = new_secret()
    db.session.add(
        PasskeyChallenge(
            browser_hash=hash_secret(secret),
            person_id=person.id if person else None,
            expires_at=now() + CHALLENGE_LIFETIME,
        )
    )
    db.session.flush()
    return secret


def _take(secret: str, person: Person | None) -> None:
    """Take the challenge of this browser; nobody can answer it again."""
    taken = db.session.execute(
        sa.delete(PasskeyChallenge)
        .where(PasskeyChallenge.browser_hash == hash_secret(secret))
        .returning(PasskeyChallenge.person_id, PasskeyChallenge.expires_at)
    ).first()
    whose = person.id if person else None
    if taken is None or taken.expires_at <= now() or taken.person_id != whose:
        raise GoneError("passkey.late", "That took too long; try again.")


def _library() -> Any:
    """Load what speaks with browsers' keys: few processes ever do, and it takes a while."""
    import webauthn  # noqa: PLC0415 - see above

    return webauthn


def _algorithms() -> list[Any]:
    known = _library().helpers.cose.COSEAlgorithmIdentifier
    return [known[name] for name in ALGORITHMS]


def _challenge(secret: str) -> bytes:
    return hmac.new(secret.encode(), b"passkey challenge", hashlib.sha256).digest()


def _user_handle(known: list[Passkey], secret: str) -> str:
    """Give the handle that all of one person's passkeys share; it tells nothing (WebAuthn 14.6.1).

    A first one follows from the browser's secret, so that both steps know it.
    """
    if known:
        return known[0].user_handle
    drawn = hmac.new(secret.encode(), b"passkey user handle", hashlib.sha256).digest()
    return base64url_encode(drawn)


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > MOST_CHARACTERS:
        raise ValueError("an answer of this length is none")
    found = json.loads(answer)
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise TypeError("an answer is an object with an id")
    return found


def _may_enter(row: Passkey, given: dict[str, Any]) -> bool:
    """Tell whether this is its owner's, who still belongs somewhere here."""
    handle = given["response"].get("userHandle")
    member = sa.select(Membership.id).where(
        Membership.person_id == row.person_id, Membership.left_at.is_(None)
    )
    return (
        handle in {None, "", row.user_handle}
        and row.person.erased_at is None
        and db.session.scalar(member.limit(1)) is not None
    )


def _rp_id() -> str:
    return urlsplit(settings().base_url).hostname or ""


def _origin() -> str:
    parts = urlsplit(settings().base_url)
    return f"{parts.scheme}://{parts.netloc}"


def _refused() -> InputError:
    return InputError("passkey.refused", "This passkey did not work; sign in by mail instead.")
