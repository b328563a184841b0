"""Short names for addresses, made from what people type.

>>> slug_of("Größe zählt: Łódź & Straße!")
'groesse-zaehlt-lodz-strasse'
>>> slug_of("!!!")
'x'
"""

from __future__ import annotations

import re
import unicodedata

MAXIMUM = 60

_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "œ": "oe"}
)


def slug_of(text: str) -> str:
    """Give lower-case ASCII words joined by hyphens, at most 60 characters, never empty."""
    spelt = unicodedata.normalize("NFC", text).lower().translate(_SPELT)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:MAXIMUM].strip("-") or "x"
