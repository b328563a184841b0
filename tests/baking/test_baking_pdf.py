"""PDF: one credential, none, or too many among the attached files."""

from __future__ import annotations

import base64
import io
import json
import zlib

import pikepdf
import pytest

from badges import baking
from badges.baking import OpenBadgesVersion

from .samples import ASSERTION, CREDENTIAL, JWS, pdf

DID = ("did.json", "application/did+ld+json", b'{"id": "did:web:b.example"}')
RECIPIENT = ("recipient.json", "application/json", b'{"name": "Ada"}')


@pytest.mark.parametrize(
    ("name", "media_type", "text"),
    [
        ("credential.json", "application/vc", CREDENTIAL),
        ("credential.jwt", "text/plain", JWS),
        ("anything.bin", "application/jwt", JWS),
        ("badge", "application/ld+json", CREDENTIAL),
        ("CREDENTIAL.JSON", "application/octet-stream", CREDENTIAL),
    ],
)
@pytest.mark.parametrize("place", ["name tree", "associated files"])
def test_a_credential_is_known_by_name_or_by_type_and_content(
    name: str, media_type: str, text: str, place: str
) -> None:
    found = baking.unbake(
        pdf((name, media_type, text.encode()), associate=place == "associated files")
    )
    assert found == baking.Unbaked("pdf", text, OpenBadgesVersion.OB3)


def test_the_other_files_come_along() -> None:
    found = baking.unbake(pdf(DID, ("c.json", "application/vc", CREDENTIAL.encode()), RECIPIENT))
    assert found.attachment("did.json") == DID[2]
    assert found.attachment("recipient.json") == RECIPIENT[2]
    assert found.attachment("credential.json") is None
    assert {file.relationship for file in found.attachments} == {"Data"}


def test_an_assertion_is_told_by_what_it_says() -> None:
    payload = base64.urlsafe_b64encode(ASSERTION.encode()).rstrip(b"=")
    signed = b"eyJhbGciOiJSUzI1NiJ9." + payload + b".c2ln"
    for text in (ASSERTION.encode(), signed):
        found = baking.unbake(pdf(("a", "application/json", text), ("b.txt", "text/plain", b"hi")))
        assert found.version is OpenBadgesVersion.OB2


def test_the_same_credential_attached_twice_is_one() -> None:
    twice = [(name, "application/vc", CREDENTIAL.encode()) for name in ("a.json", "b.json")]
    assert baking.unbake(pdf(*twice)).text == CREDENTIAL


def test_two_credentials_are_none() -> None:
    other = CREDENTIAL.replace("Zoë", "Eve").encode()
    files = [("a.json", "application/vc", text) for text in (CREDENTIAL.encode(), other)]
    with pytest.raises(baking.AmbiguousCredentialError, match="2 different credentials"):
        baking.unbake(pdf(*files))


def test_none_says_what_to_do_now() -> None:
    with pytest.raises(baking.NoCredentialError) as caught:
        baking.unbake(pdf(DID, RECIPIENT, ("notes.txt", "text/plain", b"a.b")))
    assert str(caught.value) == (
        "no signed data in this file (often lost when files are merged or scanned); "
        "type the code below the QR"
    )


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def bomb() -> bytes:
    """Give a PDF whose one attachment would inflate to 100 MB."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(DID))) as document:
        stream = document.attachments["0-did.json"].obj.EF.F
        stream.write(zlib.compress(bytes(100_000_000)), filter=pikepdf.Name.FlateDecode)
        document.save(out)
    return out.getvalue()


def malformed() -> bytes:
    """Give a PDF whose lists of attachments are not what they should be."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[1, 2, 3]))
        document.Root.AF = pikepdf.Array([1, pikepdf.Dictionary(EF=pikepdf.Dictionary(F=3))])
        document.save(out)
    return out.getvalue()


NAMED = "credential.json"


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (b"%PDF-1.7", baking.DamagedFileError),
        (pdf(DID)[:200], baking.DamagedFileError),
        (locked(), baking.UnsafeFileError),
        (bomb(), (baking.OversizeError, baking.DamagedFileError)),
        (malformed(), (baking.NoCredentialError, baking.DamagedFileError)),
        (pdf(*[DID] * 65), baking.OversizeError),
        (pdf(("x.bin", "text/plain", bytes(9_000_000))), baking.OversizeError),
        (pdf((NAMED, "application/vc", b"\xff\xfe")), baking.DamagedFileError),
        (pdf((NAMED, "application/vc", b" " * 1_100_000)), baking.OversizeError),
        (pdf(("x", "application/vc", b"[" * 100_000)), baking.NoCredentialError),
        (b"%PDF-1.7" + bytes(21_000_000), baking.OversizeError),
    ],
    ids=range(11),
)
def test_a_bad_document_is_one_typed_error(data: bytes, errors: type[Exception]) -> None:
    with pytest.raises(errors):
        baking.unbake(data)


def test_a_damaged_credential_is_handed_on_and_not_overlooked() -> None:
    broken = CREDENTIAL[:-1].encode()
    found = baking.unbake(pdf(("credential.json", "application/vc", broken)))
    with pytest.raises(ValueError, match="delimiter"):
        json.loads(found.text)
