"""The contexts that only the W3C's suites need, from a folder beside the checkout.

``https://www.w3.org/ns/credentials/examples/v2`` defines ``@vocab``, with which every typing error
becomes a defined term. The product never loads it; it is in no package, so it is not in the tree.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from schemas import documents

STANDARDS: Final = Path(__file__).resolve().parents[3] / "shared" / "standards"

TEST_CONTEXTS: Final = {
    "https://www.w3.org/ns/credentials/examples/v2": (
        "contexts/credentials-examples-v2.jsonld",
        "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c",
    ),
    "https://w3id.org/citizenship/v4rc1": (
        "contexts/test-only/citizenship-v4rc1.jsonld",
        "5038c7383afd7ab2158f1b997913a8f60978a0abcf96e0b0d08e29f146d2db1e",
    ),
}


def load_test_context(iri: str) -> dict[str, Any]:
    """Give a bundled context, or one of the suites'; raises ``UnknownContextError``."""
    if iri not in TEST_CONTEXTS:
        return documents.load_context(iri)
    name, digest = TEST_CONTEXTS[iri]
    try:
        data = (STANDARDS / name).read_bytes()
    except OSError:
        raise documents.UnknownContextError(iri) from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise documents.DamagedContextError(f"{name} is not the file that the suites mean.")
    context: dict[str, Any] = json.loads(data)
    return context
