"""What else might be handed to ``badges verify``: each gets its exit code and one clear answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from badges.baking import unbake
from badges.publishing.bundle import DOCUMENTS
from tests.bad_input.conftest import Verify
from tests.conformance.issued import Issued

Make = Callable[[Issued, Issued], bytes]


def claims(change: Callable[[dict[str, Any]], object]) -> Make:
    """Change what a credential says, and leave its proof as it was."""

    def make(true: Issued, _: Issued) -> bytes:
        document = json.loads(true.read("fine", "credential.json"))
        change(document)
        return json.dumps(document, ensure_ascii=False).encode()

    return make


def token(header: dict[str, str], sign: Callable[[bytes, Issued], bytes]) -> Make:
    """Give the payload of a true token another header and signature."""

    def make(true: Issued, _: Issued) -> bytes:
        payload = true.read("fine", "credential.jwt").split(b".")[1]
        signed = _part(json.dumps(header).encode()) + b"." + payload
        return signed + b"." + _part(sign(signed, true))

    return make


def _part(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _hmac_with_public_key(signed: bytes, true: Issued) -> bytes:
    """Sign as HS256 with the words of the published RSA key, the old confusion of algorithms."""
    (address,) = true.document("issuer.ob2.json")["publicKey"]
    pem = true.parsed()[address]["publicKeyPem"].encode()
    return hmac.new(pem, signed, hashlib.sha256).digest()


def forged(file: str) -> Make:
    """Give the forger's file, signed under the issuer's name by a key of his own."""
    return lambda _, forger: forger.read("fine", file)


def attached(*awards: str) -> Make:
    """Give a true certificate that carries the credentials of these awards instead."""

    def make(true: Issued, _: Issued) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(true.read("fine", "certificate.pdf"))) as pdf:
            del pdf.Root.AF
            del pdf.attachments["credential.json"]
            for award in awards:
                name = f"{award}.json"
                pdf.attachments[name] = pikepdf.AttachedFileSpec(
                    pdf,
                    true.read(award, "credential.json"),
                    filename=name,
                    mime_type="application/vc",
                )
            pdf.save(out)
        return out.getvalue()

    return make


def spoilt(file: str, spoil: Callable[[bytes], bytes]) -> Make:
    """Spoil the bytes of a true file."""
    return lambda true, _: spoil(true.read("fine", file))


def bomb(data: bytes) -> bytes:
    """Put 200 MB of blanks, well compressed, where a PNG's credential belongs (PNG, 11.3.3.4)."""
    body = b"iTXtopenbadgecredential\0\1\0\0\0" + zlib.compress(b" " * 200_000_000, 9)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:33] + chunk + data[33:]


def _entity(data: bytes) -> bytes:
    return b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + data


NOT_READABLE: dict[str, tuple[Make, str]] = {
    "truncated png": (spoilt("badge.png", lambda data: data[: len(data) // 2]), "cut off"),
    "bomb in a png": (spoilt("badge.png", bomb), ""),
    "external entity": (spoilt("badge.svg", _entity), ""),
    "truncated svg": (spoilt("badge.svg", lambda data: data[:-9]), ""),
    "truncated pdf": (spoilt("certificate.pdf", lambda data: data[:9000]), ""),
    "pdf without a credential": (attached(), "code"),
    "pdf with two credentials": (attached("fine", "expired"), "credential"),
    "no image": (lambda *_: b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>", ""),
    "control character": (
        spoilt("credential.json", lambda data: data.replace(b"Geduld", b"Ge\x07uld")),
        "",
    ),
    "latin-1": (lambda *_: "Müller, Zoë".encode("latin-1"), "no badge"),
    "nothing": (lambda *_: b"", "no badge"),
}


@pytest.mark.parametrize("case", NOT_READABLE)
def test_what_cannot_be_read_is_one_sentence(
    verify: Verify, issued: Issued, forger: Issued, case: str
) -> None:
    make, word = NOT_READABLE[case]
    verdict = verify(make(issued, forger), issued.folder / DOCUMENTS)
    assert (verdict.exit_code, verdict.result) == (2, {})
    assert verdict.complaint.startswith("badges: ")
    assert verdict.complaint.count("\n") == 1
    assert word in verdict.complaint


NOBODY = "urn:uuid:00000000-0000-4000-8000-000000000000"

REFUSED: dict[str, tuple[Make, str]] = {
    "altered claim": (
        claims(lambda it: it["credentialSubject"]["achievement"].update(name="Dr.")),
        "valid_signature",
    ),
    "another subject": (
        claims(lambda it: it["credentialSubject"].update(id=NOBODY)),
        "valid_signature",
    ),
    "unknown context": (
        claims(lambda it: it["@context"].append("https://evil.example/context")),
        "conformance",
    ),
    "undefined term": (claims(lambda it: it.update(hiddenExtra="Dr.")), "conformance"),
    "no proof": (claims(lambda it: it.pop("proof")), "valid_signature"),
    "nested 10,000 deep": (
        lambda *_: b'{"credentialSubject":' * 10_000 + b"{}" + b"}" * 10_000,
        "conformance",
    ),
    "alg none": (token({"alg": "none"}, lambda *_: b""), "valid_signature"),
    "alg HS256": (token({"alg": "HS256"}, _hmac_with_public_key), "valid_signature"),
    "another issuer's key": (forged("credential.json"), "issuer_identity"),
    "another issuer's key, jwt": (forged("credential.jwt"), "valid_signature"),
    "another issuer's key, jws": (forged("assertion.jws"), "valid_signature"),
    "another issuer's certificate": (forged("certificate.pdf"), "issuer_identity"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_the_issuers_is_refused(
    verify: Verify, issued: Issued, forger: Issued, case: str
) -> None:
    make, check = REFUSED[case]
    verdict = verify(make(issued, forger), issued.folder / DOCUMENTS)
    assert (verdict.exit_code, verdict.complaint) == (1, "")
    assert check in verdict.failed()


def test_a_revoked_key_takes_what_it_signed_along(verify: Verify, issued: Issued) -> None:
    given = issued.read("fine", "credential.json")
    verdict = verify(given, issued.folder / "later", issued.folder / DOCUMENTS)
    assert verdict.exit_code == 1
    assert verdict.failed() == {"issuer_identity"}


def test_a_forgery_that_brings_its_own_key_is_never_green(verify: Verify, forger: Issued) -> None:
    """Offline it is consistent in itself, and that is all that can be said of it."""
    certificate = forger.read("fine", "certificate.pdf")
    assert unbake(certificate).attachment("did.json") is not None
    verdict = verify(certificate)
    assert (verdict.exit_code, verdict.failed()) == (3, set())
    outcomes = {check["id"]: check["outcome"] for check in verdict.result["checks"]}
    assert (outcomes["valid_signature"], outcomes["issuer_identity"]) == ("passed", "unknown")
