"""Credentials in PDF documents: files attached to the document.

The standard does not say how a PDF carries a credential. Ours attaches it as an associated file
(ISO 32000-2, section 14.13), beside the issuer's DID document; any file whose name, media type and
content say that it is a credential is read.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

import pikepdf
from pikepdf import settings

from badges.baking.errors import (
    AmbiguousCredentialError,
    BakingError,
    DamagedFileError,
    NoCredentialError,
    OversizeError,
    UnsafeFileError,
)
from badges.baking.forms import (
    MAXIMUM_FILE_BYTES,
    MAXIMUM_TEXT_BYTES,
    Attachment,
    OpenBadgesVersion,
    Unbaked,
)

MAXIMUM_ATTACHMENTS: Final = 64
MAXIMUM_ATTACHED_BYTES: Final = 8 * 1024 * 1024

_MEDIA_TYPES: Final = frozenset(
    {
        "application/vc",
        "application/vc+jwt",
        "application/vc+ld+json",
        "application/ld+json",
        "application/json",
        "application/jwt",
        "text/plain",
    }
)
_NAMES: Final = frozenset(
    {"credential.json", "credential.jwt", "credential.jws", "assertion.json", "assertion.jws"}
)
_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_OB2_TYPES: Final = frozenset({"Assertion", "obi:Assertion"})

# One compressed stream of a kilobyte may ask for gigabytes, and qpdf inflates some of them just to
# find its way. The limits are the process's; badges reads no PDF that needs more.
_INFLATED: Final = 64 * 1024 * 1024
settings.set_qpdf_limits(
    doc_max_warnings=200,
    parser_max_container_size=1_000_000,
    max_stream_filters=3,
    flate_max_memory=_INFLATED,
    png_max_memory=_INFLATED,
    run_length_max_memory=_INFLATED,
    tiff_max_memory=_INFLATED,
    dct_max_memory=_INFLATED,
)
# What it finds odd in a stranger's file is for nobody's log.
logging.getLogger("pikepdf").setLevel(logging.CRITICAL)


def unbake_pdf(document: bytes) -> Unbaked:
    """Give the one credential attached to the PDF, and the other attachments.

    Raises ``NoCredentialError`` for none, ``AmbiguousCredentialError`` for two that differ; the
    same bytes attached twice are one credential.
    """
    attached = attached_documents(document)
    found: dict[str, OpenBadgesVersion] = {}
    others = []
    for attachment in attached:
        text = _credential_text(attachment)
        if text is None:
            others.append(attachment)
        else:
            found[text] = _version(text)
    if not found:
        raise NoCredentialError("pdf")
    if len(found) > 1:
        raise AmbiguousCredentialError(len(found))
    [(text, version)] = found.items()
    return Unbaked("pdf", text, version, tuple(others))


def attached_documents(document: bytes) -> tuple[Attachment, ...]:
    """Read the files attached to a PDF, by its name tree and its ``/AF`` arrays, each once.

    At most 64 files of 8 MB each; raises ``BakingError``.
    """
    if len(document) > MAXIMUM_FILE_BYTES:
        raise OversizeError("pdf", MAXIMUM_FILE_BYTES)
    try:
        with pikepdf.open(io.BytesIO(document)) as pdf:
            return tuple(_attachments(pdf))
    except pikepdf.PasswordError as error:
        raise UnsafeFileError("pdf", "it is locked with a password") from error
    except BakingError:
        raise
    # pikepdf answers a malformed object with whichever of these its conversion came across
    except (
        pikepdf.PdfError,
        pikepdf.DataDecodingError,
        ArithmeticError,
        AttributeError,
        LookupError,
        MemoryError,
        NotImplementedError,
        RecursionError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise DamagedFileError("pdf", "its structure cannot be read") from error


def _attachments(pdf: pikepdf.Pdf) -> Iterator[Attachment]:
    seen: set[tuple[int, int]] = set()
    count = 0
    for name, specification in _specifications(pdf):
        count += 1
        if count > MAXIMUM_ATTACHMENTS:
            raise OversizeError("pdf", MAXIMUM_ATTACHMENTS)
        stream = _embedded(specification)
        if stream is None or (stream.is_indirect and stream.objgen in seen):
            continue
        seen.add(stream.objgen)
        data = stream.read_bytes()
        if len(data) > MAXIMUM_ATTACHED_BYTES:
            raise OversizeError("pdf", MAXIMUM_ATTACHED_BYTES)
        yield Attachment(
            name=_text(specification, "/UF") or _text(specification, "/F") or name,
            media_type=_text(stream, "/Subtype").lstrip("/").lower(),
            data=data,
            relationship=_text(specification, "/AFRelationship").lstrip("/"),
        )


def _specifications(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Give each file specification with the name it goes by, in the order of the document."""
    names = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    if isinstance(tree, pikepdf.Dictionary):
        for name, specification in pikepdf.NameTree(tree).items():
            yield str(name), specification
    for holder in (pdf.Root, *(page.obj for page in pdf.pages)):
        associated = holder.get("/AF")
        if isinstance(associated, pikepdf.Array):
            for specification in associated:
                yield "", specification


def _embedded(specification: pikepdf.Object) -> pikepdf.Stream | None:
    files = specification.get("/EF") if isinstance(specification, pikepdf.Dictionary) else None
    if not isinstance(files, pikepdf.Dictionary):
        return None
    stream = files.get("/UF", files.get("/F"))
    return stream if isinstance(stream, pikepdf.Stream) else None


def _text(holder: pikepdf.Object, key: str) -> str:
    value = holder.get(key)
    return str(value) if isinstance(value, pikepdf.String | pikepdf.Name) else ""


def _credential_text(attachment: Attachment) -> str | None:
    """Give the text of an attachment that is a credential, else None.

    Its name is enough, so that a damaged ``credential.json`` is found to be damaged and not
    overlooked; otherwise media type and content must both say so.
    """
    named = attachment.name.lower() in _NAMES
    media_type = attachment.media_type.partition(";")[0].strip()
    if not named and media_type not in _MEDIA_TYPES:
        return None
    if len(attachment.data) > MAXIMUM_TEXT_BYTES:
        if named:
            raise OversizeError("pdf", MAXIMUM_TEXT_BYTES)
        return None
    try:
        text = attachment.data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        if named:
            raise DamagedFileError("pdf", "its attached credential is not UTF-8") from error
        return None
    if not text:
        return None
    if named or _JWS.fullmatch(text) or _is_credential(_parsed(text)):
        return text
    return None


def _is_credential(document: Any) -> bool:
    if not isinstance(document, dict):
        return False
    return "credentialSubject" in document or _is_ob2(document)


def _is_ob2(document: dict[str, Any]) -> bool:
    types = document.get("type")
    return any(
        isinstance(name, str) and name in _OB2_TYPES
        for name in (types if isinstance(types, list) else [types])
    )


def _version(text: str) -> OpenBadgesVersion:
    """Tell an OB 2.0 Assertion from everything else by its own claim, signed or not."""
    if _JWS.fullmatch(text):
        payload = text.split(".")[1]
        try:
            text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            return OpenBadgesVersion.OB3
    document = _parsed(text)
    is_ob2 = isinstance(document, dict) and _is_ob2(document)
    return OpenBadgesVersion.OB2 if is_ob2 else OpenBadgesVersion.OB3


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
