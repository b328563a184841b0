"""Step 9: what is told and never changes the verdict: the evidence.

>>> check_evidence({"evidence": [{"id": "https://a.example/talk", "digestSRI": "sha384-x"}]}).reason
Reason('evidence.pinned', count=1)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badges.verifying.foreign import listed, text
from badges.verifying.outcomes import Finding, skipped


def check_evidence(credential: Mapping[str, Any]) -> Finding:
    """Say what evidence there is; it is for people to open, so nothing is fetched."""
    found = listed(credential.get("evidence"))
    pinned = [each for each in found if text(each, "digestSRI")]
    if not found:
        return skipped("evidence.none")
    if len(pinned) == len(found):
        return skipped("evidence.pinned", count=len(found))
    return skipped("evidence.not_fetched", count=len(found))
