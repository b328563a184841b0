"""``unbake``, ``verify`` and the readers of tokens, and what must hold of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Any, Final

from badges.baking import BakingError, container_of, unbake
from badges.errors import BadgesError
from badges.proofs import ProofsError, UnsignedCredential, jwt, parse_json, vc_jose
from badges.proofs.envelopes import envelope, opened
from badges.proofs.jws import read_jws, sign_jws, verify_jws
from badges.verifying import UnreadableError, VerificationResult, verify
from keys.algorithms import ALGORITHMS
from tests.fuzz.mutating import spoil_bytes, spoil_json, written
from tests.fuzz.samples import chance, files, normal, part_of, respelled, rich, spoiled_page, tell
from tests.verifying.issuers import NOW, START, Issuer, Web, dump

ACCEPTED: Final = frozenset(row.jose_alg for row in ALGORITHMS.values())


class Unbake:
    """Pictures, drawings and certificates: text comes out, or one of ``BakingError``."""

    def __init__(self) -> None:
        issuer = Issuer()
        token, document = issuer.jwt(), issuer.di()
        self.seeds = files(token, document)

    def case(self, random: Random) -> bytes:
        """Spoil one of the files."""
        return spoil_bytes(random.choice(self.seeds), random, self.seeds)

    def check(self, data: bytes) -> None:
        """Take out what is in it."""
        container_of(data)
        try:
            found = unbake(data)
        except BakingError as error:
            assert str(error)  # noqa: PT017 - any of them will do, if it says something
            return
        assert isinstance(found.text, str)


class Tokens:
    """Compact JWS and JWT: a value that was signed, or one of ``ProofsError``."""

    def __init__(self) -> None:
        self._issuer = Issuer()
        self._signers = [self._issuer.signer(), self._issuer.signer("RSA")]
        credential = UnsignedCredential(self._issuer.credential())
        inner = vc_jose.sign_credential(credential, self._signers[0], issued_at=START)
        presentation = {
            "@context": credential["@context"][:1],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [envelope(inner)],
        }
        self.seeds = [
            self._issuer.jwt(),
            self._issuer.jws(),
            inner.encode(),
            vc_jose.sign_presentation(presentation, self._signers[0]).encode(),
            dump(envelope(inner)),
        ]
        self._signed = {read_jws(seed).payload for seed in self.seeds[:-1]}

    def case(self, random: Random) -> bytes:
        """Spoil a token, a part of it, or what one is made of and sign that."""
        seed = random.choice(self.seeds[:-1])
        way = random.random()
        if way < 0.35:
            return spoil_bytes(random.choice(self.seeds), random, self.seeds)
        header, payload = (part_of(seed, place) for place in (0, 1))
        if way < 0.65:
            return respelled(spoil_json(header, random), spoil_json(payload, random), seed, random)
        signer = random.choice(self._signers)
        body = written(spoil_json(payload, random), random)
        self._signed.add(body)
        kind = random.choice(("JWT", "vc+jwt", "vp+jwt", "application/vc+jwt", "vc+ld+jwt"))
        return sign_jws(body, signer, typ=kind).encode()

    def check(self, data: bytes) -> None:
        """Read it in every way there is; where a signature holds, it is over what was signed."""
        for text in (data, data.decode("latin-1")):
            for read in (jwt.read_jwt, vc_jose.read_credential, vc_jose.read_presentation):
                with suppress(ProofsError):
                    jwt.credential_of(read(text).payload)
        with suppress(ProofsError):
            opened(parse_json(data))
        for signer in self._signers:
            with suppress(ProofsError):
                payload = verify_jws(read_jws(data), signer.public_key, algorithms=ACCEPTED)
                assert payload in self._signed, "a payload that nobody signed"


class Verify:
    """A badge of any form, against pages that may be spoiled as well: a result, always.

    And none that is verified says something that the issuer did not sign.
    """

    def __init__(self) -> None:
        self._issuer = issuer = Issuer()
        self._pages = issuer.pages()
        self._rich = rich(issuer)
        token, document = issuer.jwt(), dump(issuer.sign(self._rich))
        jose = vc_jose.sign_credential(
            UnsignedCredential(issuer.credential()), issuer.signer(), kid=f"{issuer.did}#x"
        )
        self.seeds = [document, issuer.di(), token, issuer.jws(), issuer.hosted(), jose.encode()]
        self.seeds += [dump(envelope(jose)), *files(token, document)]
        self._true = {normal(self._result(seed).credential) for seed in self.seeds}
        self._signed = ""

    def case(self, random: Random) -> bytes:
        """Spoil a file, or a document before or after it was signed."""
        way = random.random()
        if way < 0.3:
            return spoil_bytes(random.choice(self.seeds), random, self.seeds)
        if way < 0.5:
            return written(spoil_json(json.loads(random.choice(self.seeds[:2])), random), random)
        if way < 0.6:
            seed = random.choice((self.seeds[2], self.seeds[3], self.seeds[5]))
            header, payload = (part_of(seed, place) for place in (0, 1))
            return respelled(spoil_json(header, random), spoil_json(payload, random), seed, random)
        spoiled = spoil_json(self._rich, random)
        self._signed = normal(spoiled)
        return self._sign(spoiled, random)

    def check(self, data: bytes) -> None:
        """Verify it; a part of the files meets pages that are spoiled too."""
        random = chance(data)
        pages = self._pages
        if random.random() < 0.4:
            pages = {url: self._page(page, random) for url, page in pages.items()}
        try:
            result = self._result(data, pages)
        except UnreadableError as error:
            assert str(error)  # noqa: PT017 - any of them will do, if it says something
            return
        tell(result)
        if result.verified and (said := normal(result.credential)) != self._signed:
            assert said in self._true, f"verified, and never signed: {said[:2000]}"

    def _result(self, data: bytes, pages: Mapping[str, Any] | None = None) -> VerificationResult:
        return verify(data, now=NOW, fetch=Web(dict(self._pages if pages is None else pages)))

    def _sign(self, spoiled: Any, random: Random) -> bytes:
        if random.random() < 0.5 and isinstance(spoiled, dict):
            with suppress(BadgesError, TypeError, ValueError, RecursionError):
                return dump(self._issuer.sign(spoiled))
        kind = random.choice(("JWT", "vc+jwt"))
        claims = {"iss": self._issuer.did} if random.random() < 0.5 else {}
        body = {**spoiled, **claims} if isinstance(spoiled, dict) else spoiled
        return sign_jws(written(body, random), self._issuer.signer(), typ=kind).encode()

    def _page(self, page: Any, random: Random) -> Any:
        return page if random.random() < 0.6 else spoiled_page(page, random, self.seeds)
