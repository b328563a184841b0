"""Signing in through the operator's own OpenID provider: the code flow with PKCE, state and nonce.

State, nonce and code verifier follow from one secret that only the asking browser holds, so that
nothing of them is stored here. What the provider says counts as far as its ID token is signed by
its keys under an algorithm *we* name, was made for us and for this browser's question, and calls
the address verified; then it is as good as the link in a mail to that address. Unknown addresses
get no account.

The provider is the operator's own (decisions 24): it is asked directly, and may be on a private
address.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import requests
from flask import current_app

from badges.accounts import sessions
from badges.accounts.proving import membership_at, prove
from badges.accounts.tokens import new_secret
from badges.errors import InputError, UnavailableError
from badges.models import LoginSession
from badges.ports import now, settings
from badges.text import normalize_email
from keys.encoding import base64url_encode

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
"""Of ID tokens; none that the client secret could sign, and never what the token asks for."""

LIFETIME = timedelta(minutes=10)
TIMEOUT_SECONDS: Final = 5
LEEWAY_SECONDS: Final = 60

_KEPT = timedelta(minutes=10)
_EXTENSION: Final = "badges.oidc"
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")

Metadata = Mapping[str, Any]


def is_set_up() -> bool:
    """Tell whether the operator has named a provider."""
    own = settings()
    return bool(own.oidc_issuer and own.oidc_client_id and own.oidc_client_secret)


def provider_host() -> str:
    """Give the provider's host, by which the reader knows it."""
    return urlsplit(settings().oidc_issuer or "").netloc


def begin() -> tuple[str, str]:
    """Begin to sign in; gives the browser's secret and where to send it.

    Raises ``UnavailableError`` where the provider does not answer.
    """
    metadata = _metadata()
    secret = new_secret()
    with _client() as client:
        url, _ = client.create_authorization_url(
            metadata["authorization_endpoint"],
            state=_derive(secret, "state"),
            nonce=_derive(secret, "nonce"),
            code_verifier=_derive(secret, "code verifier"),
        )
    return secret, str(url)


def finish(secret: str, given: Mapping[str, str], *, device: str = "") -> tuple[LoginSession, str]:
    """Sign in with what the provider sent the browser back with; gives session and secret.

    Raises ``InputError`` where it is no answer to this browser's question or tells of nobody here,
    ``UnavailableError`` where the provider does not answer.
    """
    state = given.get("state", "").encode()
    if not secret or not hmac.compare_digest(state, _derive(secret, "state").encode()):
        raise _refused()
    metadata = _metadata()
    # RFC 9207 2.4: an answer of another provider must not be taken for this one's.
    promised = metadata.get("authorization_response_iss_parameter_supported") is True
    if (promised or "iss" in given) and given.get("iss") != metadata["issuer"]:
        raise _refused()
    if not given.get("code"):
        raise _refused()
    address = _verified_address(_claims(metadata, secret, given["code"]))
    if not address or membership_at(address) is None:
        raise InputError(
            "oidc.nobody",
            f"{provider_host()} told of no confirmed address that somebody here has.",
            host=provider_host(),
        )
    return sessions.start(prove(address), method="oidc", device=device)


def _claims(metadata: Metadata, secret: str, code: str) -> dict[str, Any]:
    """Exchange the code and give the claims of the ID token, with the address if it is apart."""
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - few have a provider
    from joserfc.errors import JoseError  # noqa: PLC0415 - likewise

    try:
        with _client(metadata) as client:
            token = client.fetch_token(
                metadata["token_endpoint"],
                code=code,
                code_verifier=_derive(secret, "code verifier"),
            )
            claims = _checked(metadata, secret, token)
            if "email" not in claims and metadata.get("userinfo_endpoint"):
                answer = client.get(metadata["userinfo_endpoint"], allow_redirects=False)
                answer.raise_for_status()
                more = answer.json()
                # OIDC Core 5.3.2: else it may be about somebody else.
                if more.get("sub") == claims["sub"]:
                    claims |= {key: more.get(key) for key in ("email", "email_verified")}
    except requests.RequestException as error:
        raise _down() from error
    except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _refused() from error
    return claims


def _checked(metadata: Metadata, secret: str, token: Mapping[str, Any]) -> dict[str, Any]:
    """Give an ID token's claims after the checks of OIDC Core 3.1.3.7."""
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - as above
    from joserfc import jwt  # noqa: PLC0415 - as above
    from joserfc.jwk import KeySet  # noqa: PLC0415 - as above

    published: Any = _get(metadata["jwks_uri"])
    keys = KeySet.import_key_set(published)
    decoded = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
    client_id = settings().oidc_client_id or ""
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        options={
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": client_id},
            "sub": {"essential": True},
        },
        params={
            "nonce": _derive(secret, "nonce"),
            "client_id": client_id,
            "access_token": token.get("access_token"),
        },
    )
    claims.validate(now=int(now().timestamp()), leeway=LEEWAY_SECONDS)
    return dict(claims)


def _verified_address(claims: Mapping[str, Any]) -> str:
    """Give the address if the provider says that it has been verified, else nothing."""
    if claims.get("email_verified") is not True:
        return ""
    try:
        return normalize_email(str(claims.get("email") or ""))
    except InputError:
        return ""


def _metadata() -> Metadata:
    """Give what the provider publishes about itself (OIDC Discovery 4), kept for some minutes."""
    kept: tuple[datetime, Metadata] | None = current_app.extensions.get(_EXTENSION)
    issuer = settings().oidc_issuer or ""
    if kept is not None and kept[1]["issuer"] == issuer and now() - kept[0] < _KEPT:
        return kept[1]
    try:
        found = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    except (requests.RequestException, ValueError) as error:
        raise _down() from error
    scheme = urlsplit(issuer).scheme
    endpoints = [str(found.get(name, "")) for name in _ENDPOINTS]
    # Discovery 4.3: the issuer must be the one that was asked; and nothing is sent less safely.
    safe = all(urlsplit(each).scheme in {scheme, "https"} for each in endpoints)
    if found.get("issuer") != issuer or not safe:
        raise _down()
    current_app.extensions[_EXTENSION] = (now(), found)
    return found


def _get(url: str) -> dict[str, Any]:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    if answer.status_code != requests.codes.ok or not isinstance(found, dict):
        raise ValueError("a document of the provider is no JSON object")
    return found


def _client(metadata: Metadata | None = None) -> OAuth2Session:
    """Make a client of the provider; the network is asked for one answer of seconds at most."""
    from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 - as above

    methods = (metadata or {}).get("token_endpoint_auth_methods_supported")
    basic = not methods or "client_secret_basic" in methods
    client = OAuth2Session(
        settings().oidc_client_id,
        settings().oidc_client_secret,
        scope="openid email",
        redirect_uri=redirect_uri(),
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
        default_timeout=TIMEOUT_SECONDS,
    )
    client.trust_env = False
    return client


def redirect_uri() -> str:
    """Give the address that the operator registers at the provider."""
    return f"{settings().base_url}/sign-in/oidc/callback"


def _derive(secret: str, what: str) -> str:
    drawn = hmac.new(secret.encode(), f"oidc {what}".encode(), hashlib.sha256).digest()
    return base64url_encode(drawn)


def _refused() -> InputError:
    return InputError(
        "oidc.refused",
        f"Signing in through {provider_host()} did not work; try again.",
        host=provider_host(),
    )


def _down() -> UnavailableError:
    return UnavailableError(
        "oidc.down", f"{provider_host()} does not answer at the moment.", host=provider_host()
    )
