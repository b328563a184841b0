"""The codes and tokens of an award: printed below the QR code, sent in the offer.

>>> code = draw_code(lambda count: bytes(range(count)))
>>> code, len(code)
('34679ACDEFHJ', 12)
>>> read_code(" 3467-9acd-efhj ") == code
True
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Final

LENGTH: Final = 12
ALPHABET: Final = "34679ACDEFHJKMNPQRTUVWXY"
"""Without what is taken for another on paper: 0 O, 1 I L, 2 Z, 5 S, 8 B, G (6)."""

_FAIR: Final = 256 - 256 % len(ALPHABET)  # bytes from here on would favour the first letters
_MOST_TYPED: Final = 64


def draw_code(token_bytes: Callable[[int], bytes]) -> str:
    """Draw a code of twelve characters, about 55 bits, every one equally likely."""
    code = ""
    while len(code) < LENGTH:
        code += "".join(
            ALPHABET[byte % len(ALPHABET)] for byte in token_bytes(LENGTH) if byte < _FAIR
        )
    return code[:LENGTH]


def read_code(typed: str) -> str | None:
    """Give the code somebody typed, whatever its case and hyphens, or nothing if it is none."""
    if len(typed) > _MOST_TYPED:
        return None
    code = "".join(char for char in typed.upper() if not char.isspace() and char not in "-‐–.")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def draw_token(token_bytes: Callable[[int], bytes]) -> str:
    """Draw a token for a link; whoever has it may act, so only its hash is kept."""
    return urlsafe_b64encode(token_bytes(24)).decode("ascii")


def hash_token(token: str) -> str:
    """Give what is stored of a token (decisions 25)."""
    return hashlib.sha256(token.encode()).hexdigest()
