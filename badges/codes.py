"""The codes and tokens of an award: printed below the QR code, sent in the offer.

>>> code = draw_code(lambda count: bytes(range(count)))
>>> code, len(code)
('34679ACDEFHJ', 12)
>>> read_code(" 34g7-9acd – efhj ") == code
True
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Final

LENGTH: Final = 12
ALPHABET: Final = "34679ACDEFHJKMNPQRTUVWXY"
"""Without what is taken for another on paper: 0 O, 1 I L, 2 Z, 5 S, 8 B, G (6)."""

_LOOK_ALIKE: Final = str.maketrans({"G": "6"})
"""Of the pairs that are taken for each other only 6 is in use, so G can mean nothing else."""

_BETWEEN: Final = re.compile(r"[\s\-‐-―·.]+")
_FAIR: Final = 256 - 256 % len(ALPHABET)  # bytes from here on would favour the first letters
_LETTERS: Final = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNFAIR: Final = bytes(range(_FAIR, 256))
_MOST_TYPED: Final = 64


def draw_code(token_bytes: Callable[[int], bytes]) -> str:
    """Draw a code of twelve characters, about 55 bits, every one equally likely."""
    code = ""
    while len(code) < LENGTH:
        code += token_bytes(LENGTH).translate(_LETTERS, _UNFAIR).decode("ascii")
    return code[:LENGTH]


def read_code(typed: str) -> str | None:
    """Give the code somebody typed, as it is kept, or nothing if it can be none.

    Case, blanks, dashes and letters that look alike do not matter.
    """
    code = _folded(typed)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def is_like_code(typed: str) -> bool:
    """Tell whether somebody seems to mean a code, be it one with a slip of the finger."""
    code = _folded(typed)
    return len(code) == LENGTH and code.isascii() and code.isalnum()


def draw_token(token_bytes: Callable[[int], bytes]) -> str:
    """Draw a token for a link; whoever has it may act, so only its hash is kept."""
    return urlsafe_b64encode(token_bytes(24)).decode("ascii")


def hash_token(token: str) -> str:
    """Give what is stored of a token (decisions 25)."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _folded(typed: str) -> str:
    if len(typed) > _MOST_TYPED:
        return ""
    return _BETWEEN.sub("", typed).upper().translate(_LOOK_ALIKE)
