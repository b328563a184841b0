"""The Data Integrity cryptosuites: one table, and how each turns a document into bytes to sign.

    >>> SUITES["ecdsa-jcs-2019"].algorithms
    ('P-256', 'P-384')
    >>> suite_of({"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}).name
    'eddsa-rdfc-2022'
    >>> suite_for("P-384").name
    'ecdsa-rdfc-2019'

========================  ==============  =====================================================
suite                     canonical form  defined in
========================  ==============  =====================================================
``eddsa-rdfc-2022``       RDFC-1.0        VC Data Integrity EdDSA Cryptosuites 1.0, 3.2
``eddsa-jcs-2022``        JCS             the same, 3.3
``ecdsa-rdfc-2019``       RDFC-1.0        VC Data Integrity ECDSA Cryptosuites 1.0, 3.2
``ecdsa-jcs-2019``        JCS             the same, 3.3
``ecdsa-sd-2023``         each statement  the same, 3.4 to 3.6: ``badges.proofs.selective``
``eddsa-2022``            RDFC-1.0        a draft of the first; read, not written
``Ed25519Signature2020``  RDFC-1.0        the EdDSA Cryptosuites' appendix; read, not written
========================  ==============  =====================================================

All but ``ecdsa-sd-2023`` hash the proof's options and the document and sign both digests, options
first. The digest has the size of the key: SHA-384 with P-384, inside RDFC-1.0 as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from badges.proofs.canonical import canonicalize_json
from badges.proofs.configuring import canonical_configuration
from badges.proofs.content import Content
from badges.proofs.errors import MalformedProofError, UnknownSuiteError, excerpt

Options: TypeAlias = Mapping[str, Any]
"""A proof's members without ``proofValue``."""

HashData: TypeAlias = Callable[[Content, Options, str], bytes]
"""From content, options and the name of a key's algorithm to the bytes to sign."""

DATA_INTEGRITY_PROOF: Final = "DataIntegrityProof"

_DIGESTS: Final[Mapping[str, str]] = MappingProxyType({"P-384": "sha384"})
_HASHES: Final = MappingProxyType({"sha256": hashlib.sha256, "sha384": hashlib.sha384})


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """How one suite turns content and options into bytes, and with which keys it signs them.

    ``name`` is what callers accept, ``proof_type`` the proof's ``type``, ``algorithms`` are names
    in ``keys.algorithms.ALGORITHMS``. ``hash_data`` is none for a suite that signs more than one
    digest. ``carries_contexts`` says that the proof repeats the document's ``@context``;
    ``is_written`` that new proofs are made, too.
    """

    name: str
    algorithms: tuple[str, ...]
    hash_data: HashData | None
    carries_contexts: bool = False
    is_written: bool = True
    proof_type: str = DATA_INTEGRITY_PROOF


def _hash_rdfc(content: Content, options: Options, algorithm: str) -> bytes:
    """Give hashData of the rdfc suites: the options take the document's contexts (3.2.5)."""
    if "@context" in options and options["@context"] != content.contexts:
        raise MalformedProofError("The proof names other contexts than the document.")
    name = _DIGESTS.get(algorithm, "sha256")
    configuration = canonical_configuration(
        options, content.contexts, algorithm=name, load_context=content.load_context
    )
    return _digests(name, configuration, content.rdfc(name).data)


def _hash_jcs(content: Content, options: Options, algorithm: str) -> bytes:
    """Give hashData of the jcs suites, whose options carry the contexts themselves (3.3.2)."""
    signed = _as_signed(content, options)
    name = _DIGESTS.get(algorithm, "sha256")
    return _digests(name, canonicalize_json(options), signed.jcs())


def _as_signed(content: Content, options: Options) -> Content:
    """Take back contexts that somebody appended after the signing; others cannot be."""
    if "@context" not in options or options["@context"] == content.contexts:
        return content
    then, now = (
        each if isinstance(each, list) else [each]
        for each in (options["@context"], content.contexts)
    )
    if now[: len(then)] != then:
        raise MalformedProofError(
            "The document does not begin with the contexts that were signed, in their order.",
            member="@context",
        )
    return content.replacing({"@context": options["@context"]})


def _digests(name: str, configuration: bytes, document: bytes) -> bytes:
    new_hash = _HASHES[name]
    return new_hash(configuration).digest() + new_hash(document).digest()


_ED25519: Final = ("Ed25519",)
_NIST: Final = ("P-256", "P-384")

SUITES: Final[Mapping[str, Cryptosuite]] = MappingProxyType(
    {
        suite.name: suite
        for suite in (
            Cryptosuite("eddsa-rdfc-2022", _ED25519, _hash_rdfc),
            Cryptosuite("eddsa-jcs-2022", _ED25519, _hash_jcs, carries_contexts=True),
            Cryptosuite("ecdsa-rdfc-2019", _NIST, _hash_rdfc),
            Cryptosuite("ecdsa-jcs-2019", _NIST, _hash_jcs, carries_contexts=True),
            Cryptosuite("ecdsa-sd-2023", ("P-256",), None),
            Cryptosuite("eddsa-2022", _ED25519, _hash_rdfc, is_written=False),
            Cryptosuite(
                "Ed25519Signature2020",
                _ED25519,
                _hash_rdfc,
                is_written=False,
                proof_type="Ed25519Signature2020",
            ),
        )
    }
)
"""Every suite by the name that callers accept."""

_SUITE_FOR_ALGORITHM: Final[Mapping[str, str]] = MappingProxyType(
    {"Ed25519": "eddsa-rdfc-2022", "P-256": "ecdsa-rdfc-2019", "P-384": "ecdsa-rdfc-2019"}
)


def suite_for(algorithm: str, name: str | None = None) -> Cryptosuite:
    """Give the suite to sign with, by name or by what suits the key best.

    Raises ``UnknownSuiteError`` for a suite that makes no new proofs, or not with such a key.
    """
    wanted = _SUITE_FOR_ALGORITHM.get(algorithm) if name is None else name
    if wanted is None:
        raise UnknownSuiteError(
            f"A key for {excerpt(algorithm)} signs no Data Integrity proof; use Ed25519 or P-256."
        )
    suite = SUITES.get(wanted)
    if suite is None or not suite.is_written:
        raise UnknownSuiteError(f"No proof is made with {excerpt(wanted)}.", suite=wanted[:80])
    if algorithm not in suite.algorithms:
        raise UnknownSuiteError(
            f"{suite.name} signs with {' or '.join(suite.algorithms)}, not {excerpt(algorithm)}.",
            suite=suite.name,
        )
    return suite


def suite_of(proof: Mapping[str, Any]) -> Cryptosuite:
    """Give the suite that a proof names; raises ``UnknownSuiteError``."""
    kind = proof.get("type")
    name = proof.get("cryptosuite") if kind == DATA_INTEGRITY_PROOF else kind
    suite = SUITES.get(name) if isinstance(name, str) else None
    if suite is None or suite.proof_type != kind:
        raise UnknownSuiteError(
            f"The cryptosuite {excerpt(name)} is not known here.", suite=str(name)[:80]
        )
    return suite
