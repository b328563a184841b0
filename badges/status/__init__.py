"""Whether a credential was withdrawn: status lists of W3C and of Open Badges 2.0.

A Bitstring Status List says with one bit per credential whether it was revoked, or with several
what is to be told about it; the entry in a credential names the list and the place in it::

    >>> bits = Bitstring()
    >>> bits[94567] = True
    >>> listed = status_list_credential(
    ...     "https://badges.example/status/3",
    ...     issuer="did:web:badges.example",
    ...     bits=bits,
    ...     valid_from="2026-01-01T00:00:00Z",
    ...     valid_until="2026-01-08T00:00:00Z",
    ... )
    >>> entry = status_entry("https://badges.example/status/3", 94567)
    >>> entry["id"], bool(read_status(entry, listed))
    ('https://badges.example/status/3#94567', True)

Open Badges 2.0 names what was revoked in a RevocationList instead (``revocation_list``,
``is_revoked``).

The files: ``bitstring`` (bits), ``packing`` and ``encoding`` (their compressed text),
``entries`` (``credentialStatus``), ``listing`` (the credential that carries a list),
``permutation`` (which place comes next), ``ob2``, ``errors``.
"""

from badges.status.bitstring import MAXIMUM_BYTES, MAXIMUM_SIZE, MINIMUM_ENTRIES, Bitstring
from badges.status.encoding import decode_list, decode_list_2021, encode_list
from badges.status.entries import (
    ENTRY_TYPE,
    ENTRY_TYPE_2021,
    MESSAGE,
    REFRESH,
    REVOCATION,
    SUSPENSION,
    StatusEntry,
    status_entry,
)
from badges.status.errors import (
    StatusEntryError,
    StatusError,
    StatusIndexError,
    StatusListError,
    StatusPurposeError,
    StatusValueError,
)
from badges.status.listing import (
    CREDENTIAL_TYPE,
    CREDENTIAL_TYPE_2021,
    LIST_TYPE,
    LIST_TYPE_2021,
    DecodedList,
    StatusValue,
    read_list,
    read_status,
    status_list_credential,
)
from badges.status.ob2 import RevokedAssertion, is_revoked, revocation_list
from badges.status.packing import PackedList, PackedLists
from badges.status.permutation import IndexPermutation

__all__ = [
    "CREDENTIAL_TYPE",
    "CREDENTIAL_TYPE_2021",
    "ENTRY_TYPE",
    "ENTRY_TYPE_2021",
    "LIST_TYPE",
    "LIST_TYPE_2021",
    "MAXIMUM_BYTES",
    "MAXIMUM_SIZE",
    "MESSAGE",
    "MINIMUM_ENTRIES",
    "REFRESH",
    "REVOCATION",
    "SUSPENSION",
    "Bitstring",
    "DecodedList",
    "IndexPermutation",
    "PackedList",
    "PackedLists",
    "RevokedAssertion",
    "StatusEntry",
    "StatusEntryError",
    "StatusError",
    "StatusIndexError",
    "StatusListError",
    "StatusPurposeError",
    "StatusValue",
    "StatusValueError",
    "decode_list",
    "decode_list_2021",
    "encode_list",
    "is_revoked",
    "read_list",
    "read_status",
    "revocation_list",
    "status_entry",
    "status_list_credential",
]
