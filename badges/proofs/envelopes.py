"""Enveloped credentials and presentations: a token inside a ``data:`` URL (VC Data Model 2.0).

    >>> opened(envelope("eyJ.e30.AAAA"))
    Enveloped(media_type='vc+jwt', content='eyJ.e30.AAAA')
    >>> opened({"@context": VC2_CONTEXT, "type": "EnvelopedVerifiableCredential", "id": "urn:x"})
    Traceback (most recent call last):
    badges.proofs.errors.EnvelopeError: An envelope has a type of its own and a data: URL as its id.

Nothing is decided by the envelope: what it holds is read like any other token.
"""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from badges.proofs.claims import VC2_CONTEXT, is_version_2, types_of
from badges.proofs.errors import EnvelopeError
from badges.proofs.jwt import media_type

CREDENTIAL: Final = "EnvelopedVerifiableCredential"
PRESENTATION: Final = "EnvelopedVerifiablePresentation"
_KINDS: Final = frozenset({CREDENTIAL, PRESENTATION})


@dataclass(frozen=True, slots=True)
class Enveloped:
    """What an envelope's ``data:`` URL holds; ``media_type`` is without ``application/``."""

    media_type: str
    content: str


def envelope(token: str) -> dict[str, str]:
    """Put a ``vc+jwt`` into an ``EnvelopedVerifiableCredential`` (VC Data Model 2.0, 4.12.1)."""
    return _enveloping(CREDENTIAL, "vc+jwt", token)


def envelope_presentation(token: str) -> dict[str, str]:
    """Put a ``vp+jwt`` into an ``EnvelopedVerifiablePresentation`` (VC Data Model 2.0, 4.13.1)."""
    return _enveloping(PRESENTATION, "vp+jwt", token)


def is_envelope(document: object) -> bool:
    """Tell an enveloped credential or presentation by its ``type``."""
    # A dict is quicker to tell than a Mapping, which is an abstract class.
    if not isinstance(document, (dict, Mapping)):
        return False
    return not types_of(document).isdisjoint(_KINDS)


def opened(document: Mapping[str, Any]) -> Enveloped:
    """Take out what an envelope holds; raises ``EnvelopeError``.

    The ``data:`` URL (RFC 2397) has a media type and plain text, or base64 after ``;base64``.
    """
    url = document.get("id") if is_envelope(document) else None
    if not isinstance(url, str) or not url.startswith("data:"):
        raise EnvelopeError("An envelope has a type of its own and a data: URL as its id.")
    if not is_version_2(document):
        raise EnvelopeError("An envelope's first @context is that of VC 2.0.")
    described, comma, content = url.removeprefix("data:").partition(",")
    kind, *parameters = described.split(";")
    if not comma or not kind.lower().startswith("application/"):
        raise EnvelopeError("The envelope's data: URL has no media type that secures credentials.")
    if "base64" in parameters:
        content = _from_base64(content)
    return Enveloped(media_type(kind), content)


def _enveloping(kind: str, content_type: str, token: str) -> dict[str, str]:
    return {
        "@context": VC2_CONTEXT,
        "id": f"data:application/{content_type},{token}",
        "type": kind,
    }


def _from_base64(content: str) -> str:
    try:
        return binascii.a2b_base64(content.encode("ascii"), strict_mode=True).decode("ascii")
    except ValueError:
        # Binary content, as COSE has, is not of a kind that is read here; its name is enough.
        return ""
