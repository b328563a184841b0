"""What verifying raises: one error, for data that holds nothing to verify.

The tree::

    InputError
    └── UnreadableError     exit 2: no badge could be found in what was given

Everything that can be read gets a result, however bad it is. The codes begin with
``unreadable.`` and have their sentences in :mod:`badges.sentences.checks`::

    >>> UnreadableError("unreadable.no_badge", "There is no badge in it.").reason.code
    'unreadable.no_badge'
"""

from __future__ import annotations

from badges.errors import InputError


class UnreadableError(InputError):
    """There is no credential in the data, or it cannot be taken out of its container."""
