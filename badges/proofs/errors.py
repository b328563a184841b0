"""What this room raises; callers need to catch nothing else.

The tree::

    ProofsError
    ├── JsonTextError                   the text is no JSON that can be trusted to mean one thing
    │   ├── JsonSizeError               too many bytes
    │   ├── JsonDepthError              nested too deeply
    │   ├── DuplicateKeyError           an object has one key twice
    │   ├── JsonNumberError             a number that not every reader reads alike
    │   └── JsonStringError             a string with half a character (lone surrogate) in it
    ├── JsonLdError                     a signature would not cover all that the document says
    │   ├── UnknownContextError         a context that is not in the closed list
    │   ├── InlineContextError          a context written into the document
    │   ├── ProtectedTermError          a context redefines what another one protects
    │   ├── UndefinedTermError          a term or type that the contexts do not define
    │   ├── IriForTermError             an IRI or keyword where the contexts have a term
    │   ├── RelativeIriError            an id without a scheme
    │   ├── InvalidIriError             an id that is no IRI (RFC 3987)
    │   ├── InvalidTextError            noncharacters or a malformed language tag
    │   ├── InvalidNumberError          a number outside what every processor writes alike
    │   ├── DroppedValueError           a value that the processor would leave out
    │   ├── UnsupportedKeywordError     a JSON-LD form that credentials have no need of
    │   ├── SplitNodeError              a node described in two places
    │   ├── DocumentLimitError          too deep or too large
    │   └── JsonLdSyntaxError           anything else that is no JSON-LD
    ├── NQuadsSyntaxError               a line is no N-Quad
    ├── CanonicalizationLimitError      the graph is made to keep a verifier busy
    ├── ProofError
    │   ├── InvalidSignatureError       the signature does not fit document, proof and key
    │   ├── UnknownSuiteError           the cryptosuite is unknown or not accepted
    │   ├── ProofPurposeError           the proof was made for something else
    │   ├── ProofBindingError           it answers another challenge, or is for another domain
    │   ├── MalformedProofError         a member of the proof is missing or of the wrong kind
    │   │   └── ProofChainError         a previous proof is missing, or proofs go in a circle
    │   ├── PointerError                a JSON Pointer selects nothing that can be shown
    │   └── AlreadySecuredError         there is a proof in it already
    └── JoseError
        ├── MalformedTokenError         it is no compact JWS
        ├── AlgorithmError              ``alg`` is not accepted, or not the key's
        ├── TokenSignatureError         the signature does not fit
        ├── EnvelopeError               an envelope holds nothing that can be taken out
        └── JwtClaimError               a claim is missing or malformed
            └── JwtClaimMismatchError   a registered claim says something else than the credential

Each class has a stable ``code``::

    >>> error = UndefinedTermError("The contexts do not define 'x'.", term="x", path="/x")
    >>> error.reason.code, error.reason.params["path"], str(error)
    ('proof.jsonld.undefined_term', '/x', "The contexts do not define 'x'.")
"""

from __future__ import annotations

from typing import Any, ClassVar

from badges.errors import BadgesError

_EXCERPT_LENGTH = 80


def excerpt(value: object) -> str:
    """Give the beginning of a foreign value for a sentence: ASCII, quoted, never long."""
    text = value if isinstance(value, str) else type(value).__name__
    return ascii(text[:_EXCERPT_LENGTH]) + ("…" if len(text) > _EXCERPT_LENGTH else "")


class ProofsError(BadgesError):
    """The base of what this room raises: a sentence, a stable ``code``, JSON ``params``."""

    code: ClassVar[str] = "proof.error"

    def __init__(self, sentence: str, /, **params: Any) -> None:
        super().__init__(self.code, sentence, **params)


class JsonTextError(ProofsError):
    """The text is no JSON, or not the same to every reader."""

    code = "proof.json.syntax"


class JsonSizeError(JsonTextError):
    """The text has more bytes than a document may have."""

    code = "proof.json.size"


class JsonDepthError(JsonTextError):
    """Objects and arrays are nested more deeply than any credential needs."""

    code = "proof.json.depth"


class DuplicateKeyError(JsonTextError):
    """One object has the same key twice, so that two readers may see two documents."""

    code = "proof.json.duplicate_key"


class JsonNumberError(JsonTextError):
    """A number that is infinite, no number, or beyond what every reader keeps exactly."""

    code = "proof.json.number"


class JsonStringError(JsonTextError):
    """A string holds half of a surrogate pair, which has no UTF-8."""

    code = "proof.json.string"


class JsonLdError(ProofsError):
    """A signature would not cover all that the document says, so it is refused."""

    code = "proof.jsonld.error"


class UnknownContextError(JsonLdError):
    """A context's IRI is not in the closed list; contexts are never fetched."""

    code = "proof.jsonld.unknown_context"


class InlineContextError(JsonLdError):
    """A context is written into the document, where whoever holds it can change it."""

    code = "proof.jsonld.inline_context"


class ProtectedTermError(JsonLdError):
    """A context gives another meaning to a term that an earlier one protects."""

    code = "proof.jsonld.protected_term"


class UndefinedTermError(JsonLdError):
    """No context defines this term or type; ``term`` and ``path`` (JSON Pointer) say which."""

    code = "proof.jsonld.undefined_term"


class IriForTermError(JsonLdError):
    """An IRI, compact IRI or keyword stands where the contexts offer a term.

    The signature would hold, yet a reader that looks for ``validUntil`` would not find it.
    """

    code = "proof.jsonld.iri_for_term"


class RelativeIriError(JsonLdError):
    """An id has no scheme, so what it names depends on where the document lies."""

    code = "proof.jsonld.relative_iri"


class InvalidIriError(JsonLdError):
    """An id is no IRI in the grammar of RFC 3987."""

    code = "proof.jsonld.invalid_iri"


class InvalidTextError(JsonLdError):
    """A string holds code points that are no characters, or a language tag is malformed."""

    code = "proof.jsonld.invalid_text"


class InvalidNumberError(JsonLdError):
    """A number lies outside what every processor writes alike."""

    code = "proof.jsonld.invalid_number"


class DroppedValueError(JsonLdError):
    """A value that JSON-LD leaves out of the data: null, free-floating, empty."""

    code = "proof.jsonld.dropped_value"


class UnsupportedKeywordError(JsonLdError):
    """A JSON-LD form that credentials have no need of and that hides claims from readers."""

    code = "proof.jsonld.unsupported_keyword"


class SplitNodeError(JsonLdError):
    """A second node describes the document itself, or another node in other words.

    Statements do not say in which place they were made, so the two could be exchanged after the
    signing. What an endorsement says of the document that it stands in is taken.
    """

    code = "proof.jsonld.split_node"


class DocumentLimitError(JsonLdError):
    """The document is too deep or has too many values."""

    code = "proof.jsonld.limit"


class JsonLdSyntaxError(JsonLdError):
    """The document is no JSON-LD."""

    code = "proof.jsonld.syntax"


class NQuadsSyntaxError(ProofsError):
    """A line is no N-Quad; ``line`` counts from 1."""

    code = "proof.nquads.syntax"


class CanonicalizationLimitError(ProofsError):
    """Labelling the blank nodes would take longer than any honest document needs."""

    code = "proof.canonicalization_limit"


class ProofError(ProofsError):
    """A Data Integrity proof does not hold."""

    code = "proof.error"


class InvalidSignatureError(ProofError):
    """The signature does not fit document, proof and key."""

    code = "proof.signature"


class UnknownSuiteError(ProofError):
    """The cryptosuite is unknown here, not accepted by the caller, or not the key's."""

    code = "proof.suite"


class ProofPurposeError(ProofError):
    """The proof was made for another purpose than the one expected."""

    code = "proof.purpose"


class MalformedProofError(ProofError):
    """A member of the proof is missing or of the wrong kind."""

    code = "proof.malformed"


class ProofBindingError(ProofError):
    """The proof answers another challenge or is for another domain; ``member`` says which."""

    code = "proof.binding"


class ProofChainError(MalformedProofError):
    """A previous proof is missing or not the only one of its id, or proofs go in a circle."""

    code = "proof.chain"


class PointerError(ProofError):
    """A JSON Pointer selects nothing, or a part that cannot be shown alone; ``pointer`` says."""

    code = "proof.pointer"


class AlreadySecuredError(ProofError):
    """The document has a proof already; a second one would not cover the first."""

    code = "proof.already_secured"


class JoseError(ProofsError):
    """A compact JWS or JWT does not hold."""

    code = "proof.jose.error"


class MalformedTokenError(JoseError):
    """It is no compact JWS that we read."""

    code = "proof.jose.malformed"


class AlgorithmError(JoseError):
    """``alg`` is not among those that the caller accepts, or is not the key's."""

    code = "proof.jose.algorithm"


class TokenSignatureError(JoseError):
    """The token's signature does not fit its text and the key."""

    code = "proof.jose.signature"


class EnvelopeError(JoseError):
    """An enveloped credential or presentation holds nothing that can be taken out."""

    code = "proof.jose.envelope"


class JwtClaimError(JoseError):
    """A claim is missing or malformed; ``claim`` names it."""

    code = "proof.jose.claim"


class JwtClaimMismatchError(JwtClaimError):
    """A registered claim says something else than the credential; ``claim`` names it."""

    code = "proof.jose.claim_mismatch"
