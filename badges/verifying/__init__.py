"""Verifying a badge: whether it is what it says, from whom it says, and still holds.

    >>> from datetime import UTC, datetime
    >>> result = verify(b'{"type": "Assertion", "id": "https://b.example/1"}',
    ...                 now=datetime(2026, 5, 1, tzinfo=UTC), fetch=OFFLINE)
    >>> result.status.value, result.check("hosted").reason.code
    ('not_verified', 'hosted.offline')
    >>> result.check("conformance").outcome.value
    'failed'

The steps, after Open Badges 3.0, "Verification" and Open Badges 2.0, "Verification"; each number
stands again at its code:

1. Take the badge out of its container: JSON, token, PNG, SVG or PDF (``reading``).
2. Tell its form: OB 3.0 with an embedded proof or as JWT, OB 2.0 signed or hosted (``reading``).
3. ``conformance``: the standard's schema; contexts in safe mode, so that nothing in an OB 3.0
   credential escapes its signature (``conforming``); the schemas that it names itself, once step 5
   is done (``schema_checks``).
4. ``valid_signature``: some proof (``embedded``), or the token's signature (``tokens``), fits a key
   (``signatures``).
5. ``issuer_identity``: that key stands under ``assertionMethod`` in what the issuer publishes at
   its own address, and is not revoked (``issuers``). For OB 2.0 steps 4 and 5 are the two-way link
   between Profile and key (``assertions``), or ``hosted``: the document at the assertion's own id
   (``hosting``). Then a newer version, where the issuer offers one: it goes through steps 3 to 5
   itself, and from here on it is the one judged (``refreshing``).
6. ``expiration`` (``dating``).
7. ``revocation_status``: status lists, signed by the issuer and of today (``withdrawing``), kept
   while they are (``lists``).
8. ``recipient``, where the checker asks for one (``recipients``).
9. ``evidence`` (``reporting``), ``endorsements``, one by one (``endorsing``), and
   ``registered_issuer`` are told and change no verdict.

Three outcomes, not two: what could not be checked is ``unknown``, and the verdict then
``undecided`` (``outcomes``). Keys that lie inside the checked file never vouch for an issuer. The
caller hands in the time, the documents (``sources``) and what it accepts (``accepted``). Of what is
checked nothing is kept, nothing is logged.

What is no badge has doors of its own: ``verify_credential`` for any verifiable credential
(``credentials``), ``verify_presentation`` for what a wallet shows (``presenting``).
"""

from badges.verifying.accepted import DEFAULT_ACCEPTED, Accepted
from badges.verifying.credentials import verify_credential
from badges.verifying.errors import UnreadableError
from badges.verifying.facts import Facts
from badges.verifying.lists import StatusLists
from badges.verifying.outcomes import (
    Check,
    CheckId,
    Finding,
    Format,
    Outcome,
    Status,
    VerificationResult,
)
from badges.verifying.presenting import PresentationResult, verify_presentation
from badges.verifying.sources import OFFLINE, Chain, GivenDocuments, OfflineError
from badges.verifying.verifier import verify

__all__ = [
    "DEFAULT_ACCEPTED",
    "OFFLINE",
    "Accepted",
    "Chain",
    "Check",
    "CheckId",
    "Facts",
    "Finding",
    "Format",
    "GivenDocuments",
    "OfflineError",
    "Outcome",
    "PresentationResult",
    "Status",
    "StatusLists",
    "UnreadableError",
    "VerificationResult",
    "verify",
    "verify_credential",
    "verify_presentation",
]
