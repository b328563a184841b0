"""The files that a holder downloads and hands on: nine forms of one issue, and copies in part.

::

    download(award, "png")                       # the picture with the credential baked in
    download(award, "pdf")                       # the certificate
    download_part(award, {"narrative"})          # a copy that shows no more than this of the holder
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from badges.baking import OpenBadgesVersion, bake
from badges.credentials.showing import Part, parts_of, shown_in_part
from badges.errors import GoneError, NotFoundError
from badges.models import Award, Credential
from badges.publishing.certificate import certificate
from badges.publishing.issued import Form, form_of, issued_credential
from badges.publishing.pictures import as_png, as_svg, picture_of


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it is handed out."""

    body: bytes = field(repr=False)
    media_type: str
    filename: str


@dataclass(frozen=True, slots=True)
class FileKind:
    """One of the nine: its name in a folder, its media type, and how it is made.

    ``drawn`` files show the badge; they are not made anew for an award that was withdrawn.
    """

    name: str
    media_type: str
    make: Callable[[Credential], bytes]
    drawn: bool = True


def download(award: Award, suffix: str, credential: Credential | None = None) -> Download:
    """Make one file of an award's newest issue, or of the issue given.

    Raises ``NotFoundError`` for a suffix that is none, ``GoneError`` for a picture or certificate
    of an award that was withdrawn or suspended (its signed documents are still served: they verify
    as revoked).
    """
    kind = FILES.get(suffix)
    if kind is None:
        raise NotFoundError("file.unknown", f"There is no file called .{suffix} of a badge.")
    if kind.drawn and award.state != "accepted":
        raise GoneError("award.withdrawn", "This badge is not valid any more.")
    body = kind.make(credential or issued_credential(award))
    return Download(body, kind.media_type, f"{award.achievement.slug}-{kind.name}")


def shown_parts(award: Award) -> tuple[Part, ...]:
    """List what a copy of an award's newest issue may leave out."""
    return parts_of(issued_credential(award))


def download_part(award: Award, keys: Collection[str]) -> Download:
    """Make a copy that shows these parts only; for its holder, who alone decides that.

    Raises ``GoneError`` for an award that was withdrawn or suspended: nothing is signed for it.
    """
    credential = issued_credential(award)
    if award.state != "accepted":
        raise GoneError("award.withdrawn", "This badge is not valid any more.")
    body = shown_in_part(credential, keys)
    return Download(body, "application/vc", f"{award.achievement.slug}-part.json")


def _form(form: Form) -> Callable[[Credential], bytes]:
    return lambda credential: form_of(credential, form)


def _baked(form: Form, version: OpenBadgesVersion, draw: str) -> Callable[[Credential], bytes]:
    def make(credential: Credential) -> bytes:
        picture = picture_of(credential.award.version, credential.award.language)
        image = as_png(picture) if draw == "png" else as_svg(picture)
        return bake(image, form_of(credential, form).decode(), version=version)

    return make


_OB2, _OB3 = OpenBadgesVersion.OB2, OpenBadgesVersion.OB3

FILES: Mapping[str, FileKind] = MappingProxyType(
    {
        "json": FileKind("credential.json", "application/vc", _form(Form.OB3_DI), drawn=False),
        "jwt": FileKind("credential.jwt", "text/plain", _form(Form.OB3_JWT), drawn=False),
        "assertion.json": FileKind(
            "assertion.json", "application/ld+json", _form(Form.OB2_HOSTED), drawn=False
        ),
        "assertion.jws": FileKind("assertion.jws", "text/plain", _form(Form.OB2_JWS), drawn=False),
        "png": FileKind("badge.png", "image/png", _baked(Form.OB3_DI, _OB3, "png")),
        "svg": FileKind("badge.svg", "image/svg+xml", _baked(Form.OB3_DI, _OB3, "svg")),
        "ob2.png": FileKind("badge-ob2.png", "image/png", _baked(Form.OB2_JWS, _OB2, "png")),
        "ob2.svg": FileKind("badge-ob2.svg", "image/svg+xml", _baked(Form.OB2_JWS, _OB2, "svg")),
        "pdf": FileKind(
            "certificate.pdf",
            "application/pdf",
            lambda credential: certificate(credential.award, credential),
        ),
    }
)
"""By the suffix of the share address (interfaces, "issue --out DIR" names the files)."""
