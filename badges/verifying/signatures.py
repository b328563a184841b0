"""Steps 4 and 5 for OB 3.0: whether the signature holds, and whether the key is the issuer's.

The two are asked apart (decisions 18). The key that a proof names shows that a document is whole;
only what the issuer publishes about its keys shows whose it is. Where both fail to meet, say a
valid signature of a key that the issuer never listed, the second question fails.
"""

from __future__ import annotations

from badges.errors import Reason
from badges.verifying.embedded import Expected, check_proofs
from badges.verifying.foreign import id_of
from badges.verifying.outcomes import Finding, Outcome, not_reached
from badges.verifying.reading import Submission
from badges.verifying.tokens import Token, check_token
from badges.verifying.vouching import Checker, Signed

__all__ = ["Checker", "Signed", "check_signature"]


def check_signature(submission: Submission, checker: Checker) -> Signed:
    """Check who signed an OB 3.0 credential, or any verifiable credential."""
    if submission.credential is None or submission.content is None:
        return Signed(_unread(submission.flaw), not_reached())
    issuer = id_of(submission.credential.get("issuer"))
    if submission.jws is not None:
        token = Token(
            submission.jws,
            issuer,
            signed_for=submission.signed_for,
            attached=submission.attached,
        )
        return check_token(token, checker)
    return check_proofs(submission.content, Expected(issuer), checker, attached=submission.attached)


def _unread(flaw: Reason | None) -> Finding:
    """Say why there is nothing whose signature could be looked at."""
    if flaw is None or not flaw.code.startswith("signature."):
        return not_reached()
    # What lies in an envelope may be fine, of a kind that is not read here.
    is_unsupported = flaw.code == "signature.suite"
    return Finding(Outcome.UNKNOWN if is_unsupported else Outcome.FAILED, flaw)
