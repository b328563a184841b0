r"""Base58btc, the alphabet of Multikeys and of Data Integrity's ``proofValue``.

    >>> base58btc_encode(b"Hello World!")
    '2NEpo7TZRRrLZSi2U'
    >>> base58btc_decode("2NEpo7TZRRrLZSi2U")
    b'Hello World!'
    >>> multibase_decode(multibase_encode(b"\x00\x01"))
    b'\x00\x01'

The conversion takes time that grows with the square of the length, so the length is bounded.
"""

from __future__ import annotations

from keys.errors import KeyFormatError

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""The digits in order of their value: no 0, O, I or l (Controlled Identifiers 1.0, 3.6)."""

MAXIMUM_CHARACTERS = 256
"""A P-384 Multikey has 70 characters, a P-384 signature about 131."""

MULTIBASE_PREFIX = "z"
"""Multibase header of base58btc (Controlled Identifiers 1.0, 2.4)."""

_BASE = len(ALPHABET)
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_NO_DIGIT = 255
_DIGITS = bytes(
    ALPHABET.index(chr(code)) if chr(code) in ALPHABET else _NO_DIGIT for code in range(256)
)
_PAIR, _HALF, _CHUNK = _BASE**2, _BASE**4, _BASE**8  # eight digits are no more than a machine word


def _lanes() -> list[tuple[int, int, int]]:
    """Give for each step the width of its lanes in bits, a mask of every other lane, a factor."""
    found = []
    for power in range(MAXIMUM_CHARACTERS.bit_length() - 1):
        digits = 1 << power
        every_other = (b"\0" * digits + b"\xff" * digits) * (MAXIMUM_CHARACTERS // digits // 2)
        found.append((8 * digits, int.from_bytes(every_other, "big"), _BASE**digits))
    return found


_LANES = _lanes()


def base58btc_encode(data: bytes) -> str:
    """Write bytes in base58btc; each leading zero byte becomes a ``1``.

    Raises ``KeyFormatError`` for more bytes than ``base58btc_decode`` would read back.
    """
    if len(data) > MAXIMUM_CHARACTERS * 11 // 15:
        raise KeyFormatError(
            f"{len(data)} bytes are too many for base58btc here; it is for keys and signatures."
        )
    number = int.from_bytes(data, "big")
    pairs = _PAIRS
    found: list[str] = []
    while number:
        number, chunk = divmod(number, _CHUNK)
        left, right = divmod(chunk, _HALF)
        found += (pairs[right % _PAIR], pairs[right // _PAIR])
        found += (pairs[left % _PAIR], pairs[left // _PAIR])
    found.reverse()
    digits = "".join(found).lstrip(ALPHABET[0])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return ALPHABET[0] * zeros + digits


def base58btc_decode(text: object) -> bytes:
    """Read base58btc text of at most ``MAXIMUM_CHARACTERS``; raises ``KeyFormatError``."""
    if not isinstance(text, str):
        raise KeyFormatError("A base58btc value must be a string.")
    if len(text) > MAXIMUM_CHARACTERS:
        raise KeyFormatError(
            f"The base58btc value has {len(text)} characters, more than any key or signature."
        )
    digits = text.encode("ascii", "replace").translate(_DIGITS)
    if _NO_DIGIT in digits:
        wrong = next(character for character in text if character not in ALPHABET)
        raise KeyFormatError(f"{wrong!a} is no character of base58btc.")
    # Every lane of the number holds a digit; each step joins two neighbours into one lane twice as
    # wide, all of them at once. A lane has room for 256 to the power of its digits, so none flows
    # over into the next.
    number, bits = int.from_bytes(digits, "big"), 8 * len(digits)
    for width, mask, factor in _LANES:
        if width >= bits:
            break
        number = (number >> width & mask) * factor + (number & mask)
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase_encode(data: bytes) -> str:
    """Write bytes as multibase base58btc, with the ``z`` in front."""
    return MULTIBASE_PREFIX + base58btc_encode(data)


def multibase_decode(text: object) -> bytes:
    """Read a multibase value, which must be base58btc; raises ``KeyFormatError``."""
    if not isinstance(text, str) or not text.startswith(MULTIBASE_PREFIX):
        raise KeyFormatError("A multibase key must be a string that begins with 'z' (base58btc).")
    return base58btc_decode(text[1:])
