"""What can go wrong with a status list.

The tree::

    InputError
    └── StatusError                a credential's status cannot be read from what was given
        ├── StatusEntryError       the credential's status entry is not one that can be read
        ├── StatusListError        the list is damaged, too small or too large
        ├── StatusPurposeError     the list answers another question than the entry asks
        ├── StatusValueError       a status is to be written that its entry has no room for
        └── StatusIndexError       the list has no such place

The standard names three of them MALFORMED_VALUE_ERROR, STATUS_LIST_LENGTH_ERROR and RANGE_ERROR
(Bitstring Status List 1.0, section 3.6)::

    >>> damaged_list("has no encodedList").reason.code
    'status.list.damaged'
"""

from __future__ import annotations

from badges.errors import InputError


class StatusError(InputError):
    """The status of a credential could not be read from what was given."""


class StatusEntryError(StatusError):
    """The credential's status entry is not one that can be read (MALFORMED_VALUE_ERROR)."""


class StatusListError(StatusError):
    """The list is damaged, too small or too large (STATUS_LIST_LENGTH_ERROR and others)."""


class StatusPurposeError(StatusError):
    """The list was made for another purpose than the entry names."""


class StatusValueError(StatusError):
    """A status does not fit into the bits that an entry has."""


class StatusIndexError(StatusError):
    """The list has no such place (RANGE_ERROR)."""


def damaged_list(problem: str) -> StatusListError:
    """Make the error for a list of which ``problem``, a clause, is the matter."""
    return StatusListError(
        "status.list.damaged",
        f"The status list {problem}; ask the issuer to publish it again.",
        problem=problem,
    )
