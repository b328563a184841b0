"""``encodedList``: from bits to text, and from the text of anybody back to bits.

>>> bits = Bitstring()
>>> bits[94567] = True
>>> decode_list(encode_list(bits))[94567]
True
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import Final

from badges.status.bitstring import MAXIMUM_BYTES, Bitstring
from badges.status.errors import StatusListError, damaged_list
from badges.status.packing import PackedList

_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_MULTIBASE_BASE64URL: Final = "u"
_TO_URL_SAFE: Final = str.maketrans("+/", "-_")


def encode_list(bits: Bitstring) -> str:
    """Give ``encodedList``: ``u`` and the base64url, without padding, of the gzipped bits.

    The same bits always give the same text. Who publishes one list again and again keeps its
    :class:`~badges.status.packing.PackedList` instead.
    """
    return PackedList.of(bytes(bits)).encoded()


def decode_list(encoded: str) -> Bitstring:
    """Read ``encodedList`` of a BitstringStatusList (Bitstring Status List 1.0, 3.4).

    Raises ``StatusListError``, also where it would inflate past ``MAXIMUM_BYTES``.
    """
    if not encoded.startswith(_MULTIBASE_BASE64URL):
        raise damaged_list("is not multibase base64url without padding")
    return _inflated(encoded[1:])


def decode_list_2021(encoded: str) -> Bitstring:
    """Read ``encodedList`` of a StatusList2021: no multibase, either alphabet, padded or not."""
    return _inflated(encoded.translate(_TO_URL_SAFE).rstrip("="))


def _inflated(encoded: str) -> Bitstring:
    if not _BASE64URL.fullmatch(encoded):
        raise damaged_list("is not base64url without padding")
    try:
        packed = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except binascii.Error as error:
        raise damaged_list("is not base64url") from error
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        data = inflater.decompress(packed, MAXIMUM_BYTES + 1)
    except zlib.error as error:
        raise damaged_list("is not gzip") from error
    if len(data) > MAXIMUM_BYTES:
        raise StatusListError(
            "status.list.too_large",
            f"The status list inflates to more than {MAXIMUM_BYTES} bytes and was not read.",
            limit=MAXIMUM_BYTES,
        )
    if not inflater.eof or inflater.unused_data:
        raise damaged_list("is cut off or followed by something else")
    return Bitstring.from_bytes(data)
